import { useBlocker } from "@tanstack/react-router";
import { useAtHand } from "@/api/at-hand";
import { Confirm } from "./confirm";

interface Place {
  pathname: string;
  search: Readonly<Record<string, unknown>>;
}

interface Props {
  /** Whether there is anything to lose. */
  when: boolean;
  /** Whether a way leads to another side of the same work, where nothing is lost. */
  keeps?: (next: Place) => boolean;
  /** What becomes of it, where it is no document that is written. */
  words?: string;
}

/** Asks before what was changed is left behind. */
export function Unsaved({
  when,
  keeps,
  words = "What you changed here is not saved yet, and would be lost.",
}: Props) {
  useAtHand(when);
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: ({ next }) => when && !keeps?.(next as Place),
    enableBeforeUnload: () => when,
    withResolver: true,
  });
  return (
    <Confirm
      opened={status === "blocked"}
      title="Leave without saving?"
      words={words}
      action="Leave"
      stay="Stay"
      act={() => proceed?.()}
      close={() => reset?.()}
    />
  );
}
