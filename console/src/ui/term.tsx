import { Tooltip } from "@mantine/core";
import type { ReactNode } from "react";
import css from "./term.module.css";

/** A word of the trade; what it means is said to whoever points at it, touches it or comes by with Tab. */
export function Term({ means, children }: { means: string; children: ReactNode }) {
  return (
    <Tooltip label={means} multiline maw={300} events={{ hover: true, focus: true, touch: true }}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what it means must be reached by keyboard. */}
      <span className={css.term} tabIndex={0}>
        {children}
      </span>
    </Tooltip>
  );
}
