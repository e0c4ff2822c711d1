import type { Icon } from "@tabler/icons-react";

/** In the order of the sidebar. */
export const GROUPS = ["", "Audience", "Engage", "Insight", "Data", "foot"] as const;

/**
 * An entry of the sidebar and of ⌘K.
 *
 * `order` sorts within its group; `scope`, if given, hides it from those who lack it.
 */
export interface NavEntry {
  group: (typeof GROUPS)[number];
  order: number;
  label: string;
  to: string;
  icon: Icon;
  /** Another place that stands below it. */
  also?: string;
  /** Other words by which ⌘K finds it. */
  keywords?: string;
  scope?: string;
}

/** Something that ⌘K can do or go to, found by what was typed. */
export interface Command {
  id: string;
  label: string;
  /** Shown behind the label. */
  detail?: string;
  icon?: Icon;
  /** Hides it from those who lack it. */
  scope?: string;
  run: () => void;
}

/** A feature's own answers for ⌘K: asked with what was typed, after a pause; at most a few. */
export interface CommandSource {
  heading: string;
  find: (typed: string, go: (to: string) => void, signal: AbortSignal) => Promise<Command[]> | Command[];
}
