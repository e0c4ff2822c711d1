// What must hold of each event, as a builder holds it: conditions of which all or any must hold, one within another.

import type { Node } from "./cxl";

/** Conditions beside each other, and whether any of them is enough. */
interface Terms {
  any: boolean;
  terms: Node[];
}

/** Whether a node is several conditions, perhaps as none of them. */
export const isGroup = (node: Node): boolean => node.op === "and" || node.op === "or";

/** The conditions of a node; one that is none of several stands alone. */
export function termsOf(node: Node | undefined): Terms {
  if (!node) return { any: false, terms: [] };
  return isGroup(node)
    ? { any: node.op === "or", terms: node.terms as Node[] }
    : { any: false, terms: [node] };
}

/** The node of conditions; undefined for none. Law: `nodeOf(termsOf(node))` is the node. */
export function joined({ any, terms }: Terms): Node | undefined {
  return terms.length > 1 ? { op: any ? "or" : "and", terms } : terms[0];
}

/** A node without the `not` before it, and whether there is one; what can't be shown without keeps it. */
export function positive(node: Node): { not: boolean; node: Node } {
  return node.op === "not" ? { not: true, node: node.term as Node } : { not: false, node };
}
