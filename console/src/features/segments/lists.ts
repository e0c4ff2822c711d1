// Conditions on the elements of a list ("at least one of its products is one whose name is …"), and the names of fields.

import type { View } from "@/api/client";
import { humane } from "@/ui/format";
import { type Kind, type Node, type Path, path } from "./cxl";
import { nodeOf } from "./tests";

export type Field = View<"FieldWordView">;
export type Root = Path["root"];

/** How many elements must pass. */
export const QUANTIFIERS = [
  { value: "any", label: "at least one of" },
  { value: "all", label: "every one of" },
  { value: "none", label: "none of" },
];

/** Whether a node asks something of the elements of a list. */
export const isListed = (node: Node): boolean => node.op === "quantified";

/** A field by its root and its dotted name; without a name the root itself: an element that is no object. */
export const fieldAt = (root: Root, name: string): Node => ({
  ...(name === "" ? { op: "path", root, names: [] } : path(root, name)),
});

/** The list within which a field stands, the outermost; undefined for a field that has one value. */
export function listOf(fields: readonly Field[], name: string): Field | undefined {
  return fields.find((each) => each.type === "list" && name.startsWith(`${each.name}.`));
}

/** The fields of a list's elements, by their names within an element. */
export function elementsOf(fields: readonly Field[], list: string): Field[] {
  return fields
    .filter((each) => each.name.startsWith(`${list}.`))
    .map((each) => ({ ...each, name: each.name.slice(list.length + 1) }));
}

/** Fields that can be compared as they are: not objects, nor what has many values. */
export const singles = (fields: readonly Field[]): Field[] =>
  fields.filter((each) => each.type !== "object" && !listOf(fields, each.name));

/** Lists whose elements have fields. */
export const listsIn = (fields: readonly Field[]): Field[] =>
  singles(fields).filter(({ type, name }) => type === "list" && fields.some((each) => within(each, name)));

const within = (field: Field, list: string): boolean => field.name.startsWith(`${list}.`);

/** What fields are called: by their schemas, else by their names in words. */
export function labelsOf(fields: readonly Field[]): (name: string) => string {
  const titles = new Map(fields.map((field) => [field.name, field.title]));
  return (name) => {
    const parts = name.split(".");
    const titled = parts.map((_, at) => titles.get(parts.slice(0, at + 1).join(".")));
    if (!titled.some(Boolean)) return humane(name);
    return titled.map((title, at) => title || humane(parts[at] ?? "")).join(" › ");
  };
}

export interface Choice {
  value: string;
  label: string;
}

const EACH = "[].";

/** Fields to choose from: those that are seen, those of the elements of lists, and what only a schema names. */
export function choicesOf(fields: readonly Field[]): (Choice | { group: string; items: Choice[] })[] {
  const label = labelsOf(fields);
  const groups = listsIn(fields).map((list) => {
    const inner = elementsOf(fields, list.name);
    const called = labelsOf(inner);
    return {
      group: `Of each of: ${label(list.name)}`,
      items: singles(inner).map(({ name }) => ({ value: list.name + EACH + name, label: called(name) })),
    };
  });
  const own = (seen: boolean) =>
    singles(fields)
      .filter(({ coverage }) => (coverage !== 0) === seen)
      .map(({ name }) => ({ value: name, label: label(name) }));
  const [seen, unseen] = [own(true), own(false)];
  if (seen.length === 0) return [...unseen, ...groups];
  return [...seen, ...groups, ...(unseen.length > 0 ? [{ group: "Never seen yet", items: unseen }] : [])];
}

/** How a field is chosen that stands within lists, or in none. */
export function choiceOf(fields: readonly Field[], name: string): string {
  const list = listOf(fields, name);
  return list
    ? list.name + EACH + choiceOf(elementsOf(fields, list.name), name.slice(list.name.length + 1))
    : name;
}

/** A condition on what was chosen, to begin with: of a list's elements, that at least one is so. */
export function begunWith(root: Root, fields: readonly Field[], choice: string): Node {
  const at = choice.indexOf(EACH);
  if (at < 0)
    return ofField(
      fieldAt(root, choice),
      fields.find((each) => each.name === choice),
    );
  const list = choice.slice(0, at);
  const test = begunWith("item", elementsOf(fields, list), choice.slice(at + EACH.length));
  return { op: "quantified", name: "any", array: fieldAt(root, list), test };
}

/** A field's value: the commonest if there are few, else just that it is known. */
export function ofField(subject: Node, field: Field | undefined): Node {
  const begun = (operator: string, operands: string[], kind: Kind) =>
    nodeOf({ subject, operator, operands, kind, ignoring: false });
  const [value] = field?.values ?? [];
  if (field?.type === "flag") return begun("=", ["true"], "flag");
  if (value !== undefined && field?.type === "text") return begun("=", [value], "text");
  return begun("known", [], "text");
}
