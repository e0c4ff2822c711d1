// The JSON form of CXL, as the API gives and takes it (docs/reference: expressions). Only what screens look into.

export interface Path {
  op: "path";
  root: "profile" | "event" | "context" | "item";
  names: string[];
}
export interface Constant {
  op: "constant";
  text?: string;
  number?: string;
  flag?: boolean;
}
export interface Events {
  type: string;
  where?: Node;
  window?: Node;
}
export interface Step {
  type: string;
  where?: Node;
  absent?: boolean;
  within?: string;
}

/** Any node: `op` says which; the rest is kept as it came. */
export interface Node {
  op: string;
  [field: string]: unknown;
}

export const path = (root: Path["root"], name: string): Path => ({
  op: "path",
  root,
  names: name.split("."),
});
export const text = (value: string): Constant => ({ op: "constant", text: value });
export const number = (value: string): Constant => ({ op: "constant", number: value });
export const flag = (value: boolean): Constant => ({ op: "constant", flag: value });

/** Of what kind a value is, as far as a builder minds. */
export type Kind = "number" | "text" | "flag" | "date" | "list" | "object" | "any";

/** What was typed, as a constant of this kind. */
export function constantOf(typed: string, kind: Kind): Constant {
  if (kind === "flag") return flag(typed === "true");
  if (kind === "number") return number(typed.trim() || "0");
  return text(typed);
}

/** What a constant looks like in a field. */
export function typedOf(value: Constant): string {
  return value.text ?? value.number ?? (value.flag === undefined ? "" : String(value.flag));
}

/** Equal whatever the order of fields. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || !a || !b) return false;
  const [left, right] = [Object.entries(a), new Map(Object.entries(b))];
  return (
    left.length === right.size &&
    left.every(([name, value]) => right.has(name) && same(value, right.get(name)))
  );
}
