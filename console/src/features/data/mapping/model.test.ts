import { describe, expect, it } from "vitest";
import {
  asProperty,
  become,
  calledBy,
  type Draft,
  documentOf,
  draftOf,
  exampleOf,
  faultOf,
  plainPath,
  rowsOf,
  saysOf,
} from "./model";

const DOCUMENT = {
  event: {
    type: "Order Completed",
    id: { concat: ["orders-", "$.invoice_no"] },
    ts: { date: "$['placed at']" },
    identities: { user_id: "$.customer_id", email: "$['e-mail']" },
    properties: { total: { number: "$.total" } },
  },
};

function draft(): Draft {
  const found = draftOf(DOCUMENT);
  if (!found) throw new Error("it can be shown");
  return found;
}

describe("a mapping", () => {
  it("is shown column by column and written back as it was", () => {
    expect(draft().parts["$['placed at']"]).toEqual({ as: "time" });
    expect(draft().parts["$.total"]).toEqual({ as: "property", name: "total", number: true });
    expect(draft().parts["$.invoice_no"]).toBeUndefined();
    expect(documentOf(draft())).toEqual(DOCUMENT);
  });
  it("of several columns as its id is a hash, and of people has no type", () => {
    const people = {
      event: { kind: "identify", id: { hash: ["$.total", "$.invoice_no"] }, identities: {}, properties: {} },
    };
    const found = draftOf(people);
    expect(found?.id).toEqual({ prefix: "", columns: ["$.total", "$.invoice_no"] });
    expect(found && documentOf(found)).toEqual(people);
  });
  it("that says more than columns can show stays text", () => {
    for (const odd of [
      { ...DOCUMENT, when: { present: "$.total" } },
      { event: { ...DOCUMENT.event, ts: { date: "$.total", format: "%d" } } },
      { event: { ...DOCUMENT.event, properties: { a: { lower: "$.total" } } } },
      { event: { ...DOCUMENT.event, properties: { a: "$.total", b: "$.total" } } },
      { event: { ...DOCUMENT.event, id: { hash: ["$row"] } } },
      { events: [] },
    ]) {
      expect(draftOf(odd)).toBeUndefined();
    }
  });
});

describe("a column", () => {
  it("has one spelling, however it was written", () => {
    expect(plainPath("$.placed at")).toBe("$['placed at']");
    expect(plainPath("$['total']")).toBe("$.total");
    expect(plainPath("$.lines[0].sku")).toBe("$.lines[0].sku");
    expect(plainPath("$.it's")).toBe("$.it's");
    for (const none of ["$row", "$", "total", "$.a..b", 7]) expect(plainPath(none)).toBeUndefined();
    expect(calledBy("$.customer['e-mail']")).toBe("customer.e-mail");
  });
  it("takes the time, or a namespace, from another", () => {
    const changed = become(draft(), "$.total", { as: "time" });
    expect(changed.parts["$['placed at']"]).toEqual({ as: "property", name: "placed_at", number: false });
    const moved = become(draft(), "$.invoice_no", { as: "identity", namespace: "user_id" });
    expect(moved.parts["$.customer_id"]?.as).toBe("property");
    expect(moved.parts["$['e-mail']"]?.as).toBe("identity");
  });
  it("becomes a property of nearly its name", () => {
    expect(asProperty("$['UnitPrice (GBP)']")).toEqual({
      as: "property",
      name: "unit_price_gbp",
      number: false,
    });
  });
});

describe("faults", () => {
  it("say what is missing before the server is asked", () => {
    expect(faultOf(draft())).toBe("");
    expect(faultOf({ ...draft(), type: " " })).toMatch(/what happened/);
    expect(faultOf({ ...draft(), id: { prefix: "", columns: [] } })).toMatch(/tell one row/);
    const nobody = become(become(draft(), "$.customer_id", { as: "nothing" }), "$['e-mail']", {
      as: "nothing",
    });
    expect(faultOf(nobody)).toMatch(/names? the person|about/);
    expect(
      faultOf(become(draft(), "$.invoice_no", { as: "property", name: "total", number: false })),
    ).toMatch(/same/);
  });
});

describe("an example that is pasted", () => {
  it("is an object, an array, or one on each line", () => {
    expect(rowsOf('{"a": 1}').rows).toEqual([{ a: 1 }]);
    expect(rowsOf('[{"a": 1}, {"a": 2}]').rows).toHaveLength(2);
    expect(rowsOf('{"a": 1}\n\n{"a": 2}\n').rows).toEqual([{ a: 1 }, { a: 2 }]);
    expect(rowsOf(" ")).toEqual({ rows: [], fault: "" });
    expect(rowsOf("[1]").fault).toMatch(/object/);
    expect(rowsOf('{"a": 1').fault).toMatch(/not JSON/);
  });
});

describe("a mapping in words", () => {
  it("says what each row becomes", () => {
    expect(saysOf(DOCUMENT)).toBe(
      "Each row becomes “Order Completed” of the person whom its user id or email address names with 1 property.",
    );
  });
});

describe("an example that a mapping can read", () => {
  it("has each value of the kind that is asked of it", () => {
    const now = new Date("2026-03-01T10:00:00Z");
    const nested = {
      event: {
        id: { concat: ["till-", "$.receipt"] },
        ts: { date: "$.placed" },
        identities: { email: { lower: "$.customer.email" } },
        properties: {
          total: { multiply: ["$.price", "$.lines.count"] },
          shop: { const: "$5" },
          city: "$.customer['home town']",
        },
      },
    };
    expect(exampleOf(nested, now)).toEqual({
      receipt: "test-1772359200000",
      placed: "2026-03-01T10:00:00.000Z",
      customer: { email: "ada@example.com", "home town": "city" },
      price: 2,
      lines: { count: 2 },
    });
  });
});
