import { Menu, type MenuProps } from "@mantine/core";
import { cloneElement, type ReactElement, type ReactNode, useRef } from "react";
import { useLateMenu } from "./late-menu";

interface Props extends Omit<MenuProps, "children" | "opened" | "onChange"> {
  /** The button that opens it. */
  button: ReactElement<object>;
  /** What can be chosen. */
  children: ReactNode;
}

/** A menu behind a button: a page is not kept from answering by what nobody has asked for. */
export function MoreMenu({ button, children, ...menu }: Props) {
  const target = useRef<HTMLElement>(null);
  const late = useLateMenu(target);
  const drawn = cloneElement(button, { ref: target, ...late.button } as object);
  if (!late.asked) return drawn;
  return (
    <Menu {...menu} {...late.menu}>
      <Menu.Target>{drawn}</Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
