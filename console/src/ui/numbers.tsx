import type { ReactNode } from "react";
import css from "./numbers.module.css";
import { Term } from "./term";

interface Props {
  /** Side by side, unless told; large where they lead the page, thirds in a narrow pane, cells with lines between. */
  look?: "large" | "thirds" | "cells";
  className?: string;
  children: ReactNode;
}

/** A few numbers beside each other, each below its name. */
export function Numbers({ look, className = "", children }: Props) {
  return (
    <dl className={`${css.numbers} ${className}`} data-look={look}>
      {children}
    </dl>
  );
}

interface FigureProps {
  name: string;
  /** What the name means. */
  means?: string;
  /** What stands below it, in a few words. */
  note?: string;
  /** Where name and value have one line each, and are shown whole when pointed at. */
  clip?: boolean;
  children: ReactNode;
}

export function Figure({ name, means, note, clip, children }: FigureProps) {
  const whole = (words: ReactNode) => (clip && typeof words === "string" ? words : undefined);
  const kind = clip ? "clip" : "";
  return (
    <div>
      <dt className={kind} title={whole(name)}>
        {means ? <Term means={means}>{name}</Term> : name}
      </dt>
      <dd className={`figure ${kind}`} title={whole(children)}>
        {children}
      </dd>
      {note && <dd className={`figure ${css.note}`}>{note}</dd>}
    </div>
  );
}
