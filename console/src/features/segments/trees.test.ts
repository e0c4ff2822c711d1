import { describe, expect, it } from "vitest";
// Those of all cases of the language, and drawn ones: written by tests/unit/expressions/test_trees_of_console.py.
import raw from "../../../../tests/unit/expressions/trees.json?raw";
import { type Events, type Node, type Step, same } from "./cxl";
import { isListed } from "./lists";
import { groupOf, type Item, type Row, treeOf } from "./model";
import { nodeOf, testOf } from "./tests";
import { isGroup, joined, positive, termsOf } from "./where";

const TREES = JSON.parse(raw) as [text: string, tree: Node][];

const rowsOf = (item: Item): Row[] => (item.kind === "row" ? [item] : item.items.flatMap(rowsOf));

/** What stands behind `where` in a row, once for each events in it. */
function whereIn(node: Node): (Node | undefined)[] {
  if (isListed(node)) return [node];
  if (node.op === "sequence") return (node.steps as Step[]).map((step) => step.where);
  const events = (node.op === "did" ? node.events : (testOf(node)?.subject.events ?? undefined)) as
    | Events
    | undefined;
  return events ? [events.where] : [];
}

/** As the fields of a `where` put it together again, however deep. */
function again(node: Node): Node | undefined {
  const { not, node: inner } = positive(node);
  const test = testOf(inner);
  const told = isListed(inner)
    ? { ...inner, test: again(inner.test as Node) }
    : isGroup(inner)
      ? joined({ ...termsOf(inner), terms: termsOf(inner).terms.flatMap((term) => again(term) ?? []) })
      : test
        ? nodeOf(test)
        : inner;
  return told && not ? { op: "not", term: told } : told;
}

describe("an expression of the corpus", () => {
  it("is there", () => expect(TREES.length).toBeGreaterThan(150));

  it.each(TREES)("goes to rows and back without loss: %s", (_, tree) => {
    expect(treeOf(groupOf(tree)).tree).toEqual(tree);
  });

  it.each(TREES)("has rows whose fields write what they read: %s", (_, tree) => {
    for (const { node } of rowsOf(groupOf(tree))) {
      const test = testOf(node);
      if (test) expect(same(nodeOf(test), node), JSON.stringify(node)).toBe(true);
      for (const where of whereIn(node)) {
        if (where) expect(same(again(where), where), JSON.stringify(where)).toBe(true);
      }
    }
  });
});
