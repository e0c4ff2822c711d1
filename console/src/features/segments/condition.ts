// Conditions as other screens hold them: as text, of people or of the events of one type.

import type { Events, Node } from "./cxl";

/** Events of one type, and what must hold of each, in CXL; empty for all of them. */
export interface Chosen {
  event: string;
  where: string;
}

const EVENTS = /^\s*(?:("(?:[^"\\]|\\.)*")|([A-Za-z_]\w*))(?:\s+where\s+([\s\S]+?))?\s*$/;

/** Events in CXL taken apart; null for what says more than a type and a condition, which stays text. */
export function eventsOf(text: string): Chosen | null {
  if (text.trim() === "") return { event: "", where: "" };
  const [, quoted, bare, where = ""] = EVENTS.exec(text) ?? [];
  if (quoted === undefined && bare === undefined) return null;
  try {
    return { event: quoted === undefined ? (bare ?? "") : String(JSON.parse(quoted)), where };
  } catch {
    return null;
  }
}

/** The same in CXL. Law: `eventsOf(textOf(chosen))` is what was chosen. */
export function textOf({ event, where }: Chosen): string {
  if (!event) return "";
  return where.trim() ? `${JSON.stringify(event)} where ${where.trim()}` : JSON.stringify(event);
}

/** What a condition on events stands between where it is read: only inside of an event it means something. */
export const around = (event: string): [before: string, after: string] => [
  `did ${JSON.stringify(event || "x")} where (`,
  ")",
];

/** The condition on the events of a tree that was read `around` it; undefined for one that says more than that. */
export function whereOf(tree: Node | null): Node | undefined {
  if (tree?.op !== "did" || tree.negated || tree.times) return undefined;
  const { type: _, where, ...more } = tree.events as Events;
  return Object.keys(more).length === 0 ? where : undefined;
}

/** Words without what stands before them in them. */
export function behind(event: string, words: string | null | undefined): string {
  const found = words ?? "";
  const at = found.indexOf(" where ", found.indexOf(event) + event.length);
  return at < 0 ? found : found.slice(at + 7);
}
