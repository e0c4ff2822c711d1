import { describe, expect, it } from "vitest";
import type { Node } from "./cxl";
import { same } from "./cxl";
import {
  changed,
  type Group,
  group,
  groupOf,
  type Item,
  inserted,
  moved,
  parentOf,
  row,
  rowAt,
  rowsIn,
  stepped,
  treeOf,
  without,
} from "./model";

const did = (type: string): Node => ({ op: "did", events: { type } });
const all = (...terms: Node[]): Node => ({ op: "and", terms });
const any = (...terms: Node[]): Node => ({ op: "or", terms });
const not = (term: Node): Node => ({ op: "not", term });

/** Numbers that look drawn, the same each time. */
function drawing(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) >>> 0;
    return state % below;
  };
}

function drawnTree(draw: (below: number) => number, depth: number): Node {
  const kind = depth === 0 ? 0 : draw(5);
  if (kind === 3) {
    const term = drawnTree(draw, depth - 1);
    return not(term);
  }
  if (kind === 1 || kind === 2) {
    const terms = Array.from({ length: 2 + draw(3) }, () => drawnTree(draw, depth - 1));
    return kind === 1 ? all(...terms) : any(...terms);
  }
  return [
    did(`e${draw(9)}`),
    { op: "anything", deep: { of: ["its", draw(5)] } },
    { op: "in_segment", segment: "s" },
  ][draw(3)] as Node;
}

describe("a tree and its groups", () => {
  it("are the same, whatever the tree holds", () => {
    for (let seed = 1; seed <= 400; seed++) {
      const tree = { v: 1, ...drawnTree(drawing(seed), 4) };
      expect(same(treeOf(groupOf(tree)).tree, tree), JSON.stringify(tree)).toBe(true);
    }
  });

  it("of nothing are nothing", () => {
    expect(treeOf(groupOf(null)).tree).toBeNull();
    expect(treeOf(group([group(), group([group()])])).tree).toBeNull();
  });

  it("with one row need no group around it", () => {
    expect(treeOf(group([row(did("a"))])).tree).toEqual({ v: 1, ...did("a") });
    expect(treeOf(group([row(did("a"), true)])).tree).toEqual({ v: 1, ...not(did("a")) });
  });

  it("say where each row is, so that what is wrong can be shown there", () => {
    const root = groupOf(all(did("a"), not(any(did("b"), did("c")))));
    const { places } = treeOf(root);
    expect(places.map(([place]) => place)).toEqual([
      "/terms/0",
      "/terms/1/term/terms/0",
      "/terms/1/term/terms/1",
    ]);
    expect(rowAt(places, "/terms/1/term/terms/1/events/where")).toBe(places[2]?.[1]);
    expect(rowAt(places, "/terms/1")).toBeUndefined();
  });
});

describe("changes", () => {
  const ids = (root: Group): string[] =>
    root.items.flatMap((item: Item) => (item.kind === "row" ? [item.id] : ids(item)));
  const built = () => {
    const [a, b, c, d] = ["a", "b", "c", "d"].map((name) => row(did(name))) as [Item, Item, Item, Item];
    const inner = group([b, c], true);
    return { root: group([a, inner, d]), a, b, c, d, inner };
  };

  it("leave what was there as it was", () => {
    const { root, b } = built();
    const before = structuredClone(root);
    without(root, b.id);
    changed(root, b.id, (item) => ({ ...item, not: true }));
    moved(root, b.id, root.id, 0);
    expect(root).toEqual(before);
  });

  it("move before the place that was meant, also within one list", () => {
    const { root, a, b, c, d, inner } = built();
    expect(ids(moved(root, d.id, root.id, 0))).toEqual([d.id, a.id, b.id, c.id]);
    expect(ids(moved(root, a.id, root.id, 3))).toEqual([b.id, c.id, d.id, a.id]);
    expect(ids(moved(root, a.id, inner.id, 1))).toEqual([b.id, a.id, c.id, d.id]);
  });

  it("never put a group into itself", () => {
    const { root, inner } = built();
    expect(moved(root, inner.id, inner.id)).toBe(root);
  });

  it("step past rows, into groups and out of them, and back the same way", () => {
    const { root, a, inner } = built();
    const into = stepped(root, a.id, 1);
    expect(parentOf(into, a.id)?.id).toBe(inner.id);
    let down = into;
    for (let step = 0; step < 3; step++) down = stepped(down, a.id, 1);
    expect(parentOf(down, a.id)?.id).toBe(root.id);
    let up = down;
    for (let step = 0; step < 4; step++) up = stepped(up, a.id, -1);
    expect(ids(up)).toEqual(ids(root));
    expect(stepped(root, a.id, -1)).toBe(root);
  });

  it("keep every row but the one that is left out", () => {
    const { root, b, inner } = built();
    expect(rowsIn(without(root, b.id))).toBe(3);
    expect(rowsIn(without(root, inner.id))).toBe(2);
    expect(rowsIn(inserted(root, inner.id, row(did("e"))))).toBe(5);
  });
});
