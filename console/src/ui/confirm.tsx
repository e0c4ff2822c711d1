import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { Dialog } from "@/ui/dialog";
import css from "./form.module.css";

interface Props {
  opened: boolean;
  /** The question. */
  title: string;
  /** What becomes of it. */
  words: string;
  /** Of the button that does it, and of the one that leaves everything as it is. */
  action: string;
  stay?: string;
  act: () => void;
  close: () => void;
  /** Whether nothing is destroyed by it. */
  calm?: boolean;
  /** A third way, between the two. */
  other?: { action: string; act: () => void };
  /** What one should have seen before one answers. */
  children?: ReactNode;
}

/** Asks before something that can't be taken back. Whoever only presses Enter or Escape leaves it as it is. */
export function Confirm({
  opened,
  title,
  words,
  action,
  stay = "Cancel",
  act,
  close,
  calm = false,
  other,
  children,
}: Props) {
  return (
    <Dialog opened={opened} onClose={close} title={title} size={children ? "lg" : "sm"}>
      <div className={css.form}>
        <p>{words}</p>
        {children}
        <div className={css.foot}>
          <Button variant="default" onClick={close} data-autofocus>
            {stay}
          </Button>
          {other && (
            <Button variant="default" onClick={other.act}>
              {other.action}
            </Button>
          )}
          <Button color={calm ? undefined : "red"} onClick={act}>
            {action}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
