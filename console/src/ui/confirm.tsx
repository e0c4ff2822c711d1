import { Button, Modal } from "@mantine/core";
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
}

/** Asks before something that can't be taken back. Whoever only presses Enter or Escape leaves it as it is. */
export function Confirm({ opened, title, words, action, stay = "Cancel", act, close }: Props) {
  return (
    <Modal opened={opened} onClose={close} title={title} size="sm">
      <div className={css.form}>
        <p>{words}</p>
        <div className={css.foot}>
          <Button variant="default" onClick={close} data-autofocus>
            {stay}
          </Button>
          <Button color="red" onClick={act}>
            {action}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
