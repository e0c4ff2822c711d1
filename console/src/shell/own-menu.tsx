import { Menu } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import { cloneElement, type ReactElement, type Ref, useRef } from "react";
import { signOut } from "@/api/session";
import { useLateMenu } from "@/ui/late-menu";

/** What whoever is signed in can do with that; opens at once, as it is fetched when it is asked for. */
export default function OwnMenu({ children }: { children: ReactElement<{ ref?: Ref<HTMLButtonElement> }> }) {
  const button = useRef<HTMLButtonElement>(null);
  const { menu } = useLateMenu(button, true);
  return (
    <Menu position="top-start" width={200} {...menu}>
      <Menu.Target>{cloneElement(children, { ref: button })}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconLogout size={14} />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
