import { Tooltip } from "@mantine/core";
import { type PointerEvent, type ReactNode, useEffect, useRef, useState } from "react";
import css from "./term.module.css";

/**
 * A word of the trade; what it means is said to whoever points at it, touches it or comes by with Tab.
 *
 * What says it is drawn when it is asked for: a page may have dozens.
 */
export function Term({ means, children }: { means: string; children: ReactNode }) {
  const [said, setSaid] = useState(false);
  const word = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    if (!said) return;
    const leave = (event: KeyboardEvent) => event.key === "Escape" && setSaid(false);
    window.addEventListener("keydown", leave);
    return () => window.removeEventListener("keydown", leave);
  }, [said]);
  // A finger leaves as soon as it has touched: what it touched has the focus.
  const point = (event: PointerEvent, over: boolean) => event.pointerType !== "touch" && setSaid(over);
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: pointing at it does what the focus does. */}
      <span
        ref={word}
        className={css.term}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what it means must be reached by keyboard.
        tabIndex={0}
        aria-description={means}
        onPointerEnter={(event) => point(event, true)}
        onPointerLeave={(event) => point(event, false)}
        onFocus={() => setSaid(true)}
        onBlur={() => setSaid(false)}
      >
        {children}
      </span>
      {said && <Tooltip target={word} label={means} multiline maw={300} opened />}
    </>
  );
}
