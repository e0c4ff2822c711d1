// A condition as a builder holds it: groups of rows. Law: `treeOf(groupOf(tree))` is the tree, whatever it holds.

import type { Node } from "./cxl";

/** One condition: a part of the tree that groups don't take apart. */
export interface Row {
  kind: "row";
  id: string;
  not: boolean;
  node: Node;
}

/** Conditions of which all or any must hold. */
export interface Group {
  kind: "group";
  id: string;
  any: boolean;
  not: boolean;
  items: Item[];
}

export type Item = Row | Group;

let counter = 0;
const fresh = (): string => `i${++counter}`;

export const row = (node: Node, not = false): Row => ({ kind: "row", id: fresh(), not, node });
export const group = (items: Item[] = [], any = false, not = false): Group => ({
  kind: "group",
  id: fresh(),
  any,
  not,
  items,
});

/** The groups and rows of a tree; always a group at the root. */
export function groupOf(tree: Node | null): Group {
  if (!tree) return group();
  const { v: _version, ...node } = tree;
  const item = itemOf(node as Node);
  return item.kind === "group" ? item : group([item]);
}

function itemOf(node: Node): Item {
  if (node.op === "and" || node.op === "or")
    return group((node.terms as Node[]).map(itemOf), node.op === "or");
  if (node.op === "not") {
    const inner = itemOf(node.term as Node);
    if (!inner.not) return { ...inner, not: true };
    return group([inner], false, true);
  }
  return row(node);
}

export interface Built {
  /** Null where there is no row at all. */
  tree: Node | null;
  /** JSON Pointers of rows, so that what is wrong can be shown where it is. */
  places: [pointer: string, id: string][];
}

/** The tree of a group; groups without rows are left out. */
export function treeOf(root: Group): Built {
  const places: Built["places"] = [];
  const tree = nodeOf(root, "", places);
  return { tree: tree && { v: 1, ...tree }, places };
}

function nodeOf(item: Item, at: string, places: Built["places"]): Node | null {
  const inner = item.not ? `${at}/term` : at;
  if (item.kind === "row") {
    places.push([inner, item.id]);
    return item.not ? { op: "not", term: item.node } : item.node;
  }
  const filled = item.items.filter(hasRows);
  const [only] = filled;
  if (!only) return null;
  const node =
    filled.length === 1
      ? nodeOf(only, inner, places)
      : {
          op: item.any ? "or" : "and",
          terms: filled.map((each, place) => nodeOf(each, `${inner}/terms/${place}`, places)),
        };
  return item.not ? { op: "not", term: node } : node;
}

const hasRows = (item: Item): boolean => item.kind === "row" || item.items.some(hasRows);

/** The row that a pointer into the tree lies in. */
export function rowAt(places: Built["places"], pointer: string): string | undefined {
  return places
    .filter(([place]) => pointer === place || pointer.startsWith(`${place}/`) || place === "")
    .sort((a, b) => b[0].length - a[0].length)[0]?.[1];
}

// Changes: each gives a new root and leaves the old as it was.

/** Change one item, found by its id. */
export function changed(root: Group, id: string, change: (item: Item) => Item): Group {
  return mapped(root, (item) => (item.id === id ? change(item) : item)) as Group;
}

/** Leave one item out. */
export function without(root: Group, id: string): Group {
  return {
    ...root,
    items: root.items
      .filter((item) => item.id !== id)
      .map((item) => (item.kind === "group" ? without(item, id) : item)),
  };
}

/** Put an item into a group, before the item at this place; at its end if left out. */
export function inserted(root: Group, into: string, item: Item, at?: number): Group {
  return changed(root, into, (found) => {
    if (found.kind !== "group") return found;
    const place = at ?? found.items.length;
    return { ...found, items: [...found.items.slice(0, place), item, ...found.items.slice(place)] };
  });
}

/** Move an item into a group before the item at this place; nowhere into itself. */
export function moved(root: Group, id: string, into: string, at?: number): Group {
  const item = found(root, id);
  const target = found(root, into);
  if (!item || target?.kind !== "group" || found(item, into)) return root;
  const from = parentOf(root, id);
  const shift =
    from?.id === into && at !== undefined && (from.items.findIndex((each) => each.id === id) ?? 0) < at;
  return inserted(without(root, id), into, item, shift && at !== undefined ? at - 1 : at);
}

/** Move an item one place up or down: past a row, into a group, or out of the group it stands at the edge of. */
export function stepped(root: Group, id: string, way: -1 | 1): Group {
  const parent = parentOf(root, id);
  if (!parent) return root;
  const at = parent.items.findIndex((item) => item.id === id);
  const neighbour = parent.items[at + way];
  if (neighbour?.kind === "group") return moved(root, id, neighbour.id, way > 0 ? 0 : neighbour.items.length);
  if (neighbour) return moved(root, id, parent.id, way > 0 ? at + 2 : at - 1);
  const outer = parentOf(root, parent.id);
  if (!outer) return root;
  const place = outer.items.findIndex((item) => item.id === parent.id);
  return moved(root, id, outer.id, way > 0 ? place + 1 : place);
}

/** The item of this id. */
export function found(item: Item, id: string): Item | undefined {
  if (item.id === id) return item;
  if (item.kind === "row") return undefined;
  for (const inner of item.items) {
    const hit = found(inner, id);
    if (hit) return hit;
  }
  return undefined;
}

/** The group that an item stands in. */
export function parentOf(root: Group, id: string): Group | undefined {
  for (const item of root.items) {
    if (item.id === id) return root;
    const hit = item.kind === "group" ? parentOf(item, id) : undefined;
    if (hit) return hit;
  }
  return undefined;
}

/** How many rows there are. */
export const rowsIn = (item: Item): number =>
  item.kind === "row" ? 1 : item.items.reduce((sum, inner) => sum + rowsIn(inner), 0);

function mapped(item: Item, change: (item: Item) => Item): Item {
  const next = change(item);
  return next.kind === "group" && next === item
    ? { ...next, items: next.items.map((inner) => mapped(inner, change)) }
    : next;
}
