import { Button, Tooltip } from "@mantine/core";
import { useId } from "react";

interface Props {
  busy: boolean;
  /** What keeps it from being published, as a sentence; nothing where nothing does. */
  why?: string;
  act: () => void;
  /** Leads to what is wrong, where that is on the screen. */
  show?: () => void;
}

/** Publishes; where it can't, it says why, to whoever points at it, reaches it by keyboard or hears it, and leads there. */
export function Publish({ busy, why, act, show }: Props) {
  const id = useId();
  const said = show ? `${why} A click leads there.` : why;
  return (
    <>
      <Tooltip
        disabled={!why}
        label={said}
        withinPortal={false}
        events={{ hover: true, focus: true, touch: true }}
      >
        <Button
          loading={busy}
          data-disabled={why ? true : undefined}
          aria-disabled={why ? true : undefined}
          aria-describedby={why ? id : undefined}
          onClick={() => (why ? show?.() : act())}
        >
          Publish
        </Button>
      </Tooltip>
      {why && (
        <span id={id} hidden>
          {said}
        </span>
      )}
    </>
  );
}

/** Nothing to publish: what is live is what is on the screen. */
export const UNCHANGED = "Nothing here differs from what is live.";

/** So many things stand against it. */
export const toMend = (faults: number): string =>
  faults === 1 ? "One thing to mend first." : `${faults} things to mend first.`;

/** Into view and under the keyboard comes the first thing that is marked as wrong. */
export function showFirst(selector: string): void {
  const first = document.querySelector<HTMLElement>(selector);
  first?.scrollIntoView({ block: "center" });
  first
    ?.querySelector<HTMLElement>("input, textarea, select, button, [contenteditable], [tabindex]")
    ?.focus();
}
