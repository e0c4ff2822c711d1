import { describe, expect, it } from "vitest";
import { flag, type Kind, type Node, number, path, text } from "./cxl";
import { nodeOf, OPERATORS, operated, operatorsFor, testOf } from "./tests";

const country: Node = { ...path("profile", "country") };

const NODES: Node[] = [
  { op: "compare", sign: "=", left: country, right: text("France") },
  { op: "compare", sign: ">=", left: country, right: number("10.50") },
  { op: "compare", sign: "=", left: country, right: flag(false) },
  { op: "one_of", value: country, options: [text("a"), text("b")] },
  { op: "one_of", value: country, options: [number("1"), number("2")], negated: true },
  { op: "between", value: country, low: number("1"), high: number("9") },
  { op: "is_null", value: country },
  { op: "is_null", value: country, negated: true },
  { op: "text_test", name: "contains", value: country, pattern: text("x") },
  { op: "text_test", name: "starts_with", value: country, pattern: text("x"), ignoring_case: true },
  { op: "within", value: country, direction: "next", span: "12h" },
  { op: "anniversary", value: country },
];

describe("comparisons", () => {
  it.each(NODES)("are taken apart and put together without loss: $op $sign$name", (node) => {
    const test = testOf(node);
    expect(test).not.toBeNull();
    expect(test && nodeOf(test)).toEqual(node);
  });

  it("with values on both sides stay as they are", () => {
    expect(testOf({ op: "compare", sign: "=", left: country, right: country })).toBeNull();
    expect(testOf({ op: "one_of", value: country, options: [text("a"), number("1")] })).toBeNull();
    expect(testOf({ op: "any", array: country })).toBeNull();
  });

  it("can be made of any by any operator that fits", () => {
    for (const node of NODES) {
      for (const kind of ["number", "text", "flag", "date", "any"] as Kind[]) {
        const test = testOf(node);
        if (!test) continue;
        for (const operator of operatorsFor(kind, "")) {
          const next = operated(test, operator.id, kind);
          expect(next.operands.length, operator.id).toBe(
            { none: 0, one: 1, two: 2, span: 1, many: next.operands.length }[operator.operand],
          );
          expect(testOf(nodeOf(next))?.operator).toBe(operator.id);
        }
      }
    }
  });

  it("keep the value where it still means something", () => {
    const is = testOf(NODES[0] as Node);
    expect(is && operated(is, "!=", "text").operands).toEqual(["France"]);
    expect(is && operated(is, "in", "text").operands).toEqual(["France"]);
    expect(is && operated(is, "within last", "text").operands).toEqual(["30d"]);
  });
});

it("every operator has a name of its own", () => {
  expect(new Set(OPERATORS.map((each) => each.label)).size).toBe(OPERATORS.length);
});
