import { describe, expect, it } from "vitest";
import { type Node, number, path, same, text } from "./cxl";
import {
  begunWith,
  choiceOf,
  choicesOf,
  elementsOf,
  type Field,
  isListed,
  labelsOf,
  listsIn,
  singles,
} from "./lists";
import { nodeOf, testOf } from "./tests";
import { isGroup, joined, positive, termsOf } from "./where";

const field = (name: string, type: string, title = "", values: string[] = []): Field => ({
  name,
  type,
  title,
  values,
  note: "",
  coverage: 1,
});

const FIELDS = [
  field("order_id", "text", "Order number"),
  field("total", "number"),
  field("address", "object", "Address"),
  field("address.city", "text"),
  field("products", "list", "Products"),
  field("products.name", "text", "Product name"),
  field("products.colour", "text", "", ["red", "blue"]),
  field("products.options", "list"),
  field("products.options.size", "number"),
  field("tags", "list"),
];

describe("fields", () => {
  it("of a list's elements are none of what has one value", () => {
    expect(singles(FIELDS).map(({ name }) => name)).toEqual([
      "order_id",
      "total",
      "address.city",
      "products",
      "tags",
    ]);
    expect(listsIn(FIELDS).map(({ name }) => name)).toEqual(["products"]);
    expect(listsIn(elementsOf(FIELDS, "products")).map(({ name }) => name)).toEqual(["options"]);
  });

  it("are called as their schemas call them, else by their names", () => {
    const label = labelsOf(FIELDS);
    expect(["order_id", "total", "address.city", "products.name", "never.seen"].map(label)).toEqual([
      "Order number",
      "Total",
      "Address › City",
      "Products › Product name",
      "Never seen",
    ]);
  });

  it("of elements are chosen, and begun with as one that has them", () => {
    const offered = choicesOf(FIELDS).flatMap((each) => ("items" in each ? each.items : []));
    expect(offered.map(({ label }) => label)).toEqual(["Product name", "Colour", "Options"]);
    expect(begunWith("event", FIELDS, choiceOf(FIELDS, "products.colour"))).toEqual({
      op: "quantified",
      name: "any",
      array: path("event", "products"),
      test: { op: "compare", sign: "=", left: path("item", "colour"), right: text("red") },
    });
    expect(begunWith("event", FIELDS, choiceOf(FIELDS, "products.options.size"))).toMatchObject({
      array: path("event", "products"),
      test: { op: "quantified", array: path("item", "options") },
    });
    expect(choiceOf(FIELDS, "address.city")).toBe("address.city");
  });
});

/** Numbers that look drawn, the same each time. */
function drawing(seed: number): (below: number) => number {
  let state = seed * 2_654_435_761;
  return (below) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x6d2b79f5) >>> 0;
    return state % below;
  };
}

function drawn(draw: (below: number) => number, root: "event" | "item", depth: number): Node {
  const kind = depth === 0 ? 0 : draw(5);
  const below = () => drawn(draw, root, depth - 1);
  if (kind === 1 || kind === 2)
    return { op: kind === 1 ? "and" : "or", terms: Array.from({ length: 2 + draw(2) }, below) };
  if (kind === 3) return { op: "not", term: below() };
  if (kind === 4)
    return {
      op: "quantified",
      name: ["any", "all", "none"][draw(3)],
      array: path(root, ["products", "a.b"][draw(2)] as string),
      test: drawn(draw, "item", depth - 1),
    };
  const subject = path(root, ["name", "price", "deep.er"][draw(3)] as string);
  return {
    op: "compare",
    sign: [">", "="][draw(2)],
    left: subject,
    right: [number("5"), text("x")][draw(2)],
  };
}

/** As the fields of a condition put it together again, however deep. */
function again(node: Node): Node | undefined {
  const { not, node: inner } = positive(node);
  const test = testOf(inner);
  const told = isListed(inner)
    ? { ...inner, test: again(inner.test as Node) }
    : isGroup(inner)
      ? joined({ ...termsOf(inner), terms: termsOf(inner).terms.flatMap((term) => again(term) ?? []) })
      : test
        ? nodeOf(test)
        : // Shown as text, and kept as it is.
          inner;
  return told && not ? { op: "not", term: told } : told;
}

it("conditions within conditions of elements go to fields and back without loss", () => {
  for (let seed = 1; seed <= 400; seed++) {
    const tree = drawn(drawing(seed), "event", 4);
    expect(same(again(tree), tree), JSON.stringify(tree)).toBe(true);
  }
});
