import { Button, Modal } from "@mantine/core";
import { useBlocker } from "@tanstack/react-router";
import css from "./form.module.css";

interface Place {
  pathname: string;
  search: Readonly<Record<string, unknown>>;
}

interface Props {
  /** Whether there is anything to lose. */
  when: boolean;
  /** Whether a way leads to another side of the same work, where nothing is lost. */
  keeps?: (next: Place) => boolean;
}

/** Asks before what was changed is left behind. */
export function Unsaved({ when, keeps }: Props) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ next }) => when && !keeps?.(next as Place),
    enableBeforeUnload: () => when,
    withResolver: true,
  });
  return (
    <Modal opened={status === "blocked"} onClose={() => reset?.()} title="Leave without saving?" size="sm">
      <div className={css.form}>
        <p>What you changed here is not saved yet, and would be gone.</p>
        <div className={css.foot}>
          <Button variant="default" onClick={() => reset?.()} data-autofocus>
            Stay
          </Button>
          <Button color="red" onClick={() => proceed?.()}>
            Leave
          </Button>
        </div>
      </div>
    </Modal>
  );
}
