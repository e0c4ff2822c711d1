import type { Icon } from "@tabler/icons-react";

/** In the order of the sidebar. */
export const GROUPS = ["", "Audience", "Engage", "Insight", "Data", "foot"] as const;

/**
 * An entry of the sidebar and of ⌘K.
 *
 * `order` sorts within its group; `scope`, if given, hides it from those who lack it, `roles` from those of others.
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
  roles?: readonly string[];
  /** A hook: how many things stand there and need somebody. */
  useWaiting?: () => number;
}

/** Whether an entry is there for somebody. */
export const isFor = (
  { scope, roles }: NavEntry,
  { scopes, role }: { scopes: readonly string[]; role: string },
) => (!scope || scopes.includes(scope)) && (!roles || roles.includes(role));

/** Something that can be done from everywhere: ⌘K offers it, by its label and other words. */
export interface Deed {
  label: string;
  to: string;
  /** What the address says besides, such as that the list opens with the question what a new one is called. */
  search?: Readonly<Record<string, unknown>>;
  icon: Icon;
  keywords?: string;
  scope?: string;
}

/** Documents of a kind with a screen of their own: ⌘K finds them by what they are called. */
export interface Shelf {
  /** As in the catalog. */
  kind: string;
  heading: string;
  icon: Icon;
  to: (id: string) => string;
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

/** Answers for ⌘K that have to be asked for: with what was typed, after a pause; at most a few. */
export interface CommandSource {
  find: (typed: string, go: (to: string) => void, signal: AbortSignal) => Promise<CommandGroup[]>;
}

export interface CommandGroup {
  heading: string;
  commands: Command[];
}
