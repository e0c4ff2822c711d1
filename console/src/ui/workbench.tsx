import { useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useEffect, useState } from "react";
import { Choice } from "@/ui/choice";
import { useRested } from "./soon";
import css from "./workbench.module.css";

interface Props {
  /** What can be added, 208 px wide. */
  palette?: ReactNode;
  /** What is being made. */
  children: ReactNode;
  /** Of what is selected, or of the whole, 288 px wide. */
  inspector?: ReactNode;
  /** Of the panes, where only one fits; palette, canvas, inspector. */
  names?: [palette: string, canvas: string, inspector: string];
  /** The pane to show next where only one fits; each new one is another turn. */
  reveal?: Reveal;
}

export interface Reveal {
  pane: Pane;
}

type Pane = "palette" | "canvas" | "inspector";
const NARROW = "(max-width: 860px)";

/**
 * The frame that all builders share. Narrow windows show one pane at a time.
 *
 * The canvas is drawn first, what is said of it in a moment of rest, what can be added in the next one: drawn as one, they
 * keep the page from answering.
 */
export function Workbench({
  palette,
  children,
  inspector,
  names = ["Add", "Canvas", "Details"],
  reveal,
}: Props) {
  const [pane, setPane] = useState<Pane>(reveal?.pane ?? "canvas");
  useEffect(() => {
    if (reveal) setPane(reveal.pane);
  }, [reveal]);
  const narrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false });
  const told = useRested();
  const offered = useRested(2);
  const panes: { value: Pane; label: string; shown: boolean }[] = [
    { value: "palette", label: names[0], shown: palette !== undefined },
    { value: "canvas", label: names[1], shown: true },
    { value: "inspector", label: names[2], shown: inspector !== undefined },
  ];
  const shown = panes.filter((known) => known.shown);
  return (
    <div
      className={css.bench}
      data-pane={pane}
      data-palette={palette !== undefined}
      data-inspector={inspector !== undefined}
    >
      {narrow && shown.length > 1 && (
        <Choice
          className={css.switch}
          aria-label="Pane"
          fullWidth
          size="sm"
          value={pane}
          onChange={setPane}
          data={shown}
        />
      )}
      {palette !== undefined && (
        <section className={css.palette} aria-label={names[0]}>
          {offered && palette}
        </section>
      )}
      <section className={css.canvas} aria-label={names[1]}>
        {children}
      </section>
      {inspector !== undefined && (
        <section className={css.inspector} aria-label={names[2]}>
          {told && inspector}
        </section>
      )}
    </div>
  );
}

/** A part of an inspector or a palette, under its heading. */
export function Part({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className={css.part} aria-label={title}>
      <h2>
        {title}
        {aside && <span className={css.aside}>{aside}</span>}
      </h2>
      {children}
    </section>
  );
}
