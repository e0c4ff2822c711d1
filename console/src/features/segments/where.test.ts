import { expect, it } from "vitest";
import type { Node } from "./cxl";
import { joined, positive, termsOf } from "./where";

const leaf = (name: string): Node => ({ op: "is_null", value: { op: "path", root: "event", names: [name] } });
const NODES: Node[] = [
  leaf("a"),
  { op: "and", terms: [leaf("a"), leaf("b")] },
  { op: "or", terms: [leaf("a"), { op: "and", terms: [leaf("b"), leaf("c")] }] },
  { op: "not", term: { op: "or", terms: [leaf("a"), leaf("b")] } },
];

it.each(NODES)("conditions on events are taken apart and put together without loss: $op", (node) => {
  expect(joined(termsOf(node))).toEqual(node);
});

it("none are nothing, and of two the last that is left stands alone", () => {
  expect(joined(termsOf(undefined))).toBeUndefined();
  expect(joined({ any: true, terms: [leaf("a")] })).toEqual(leaf("a"));
});

it("a not stands before what it denies", () => {
  expect(positive({ op: "not", term: leaf("a") })).toEqual({ not: true, node: leaf("a") });
  expect(positive(leaf("a"))).toEqual({ not: false, node: leaf("a") });
});
