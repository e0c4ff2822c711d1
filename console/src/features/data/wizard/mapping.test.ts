import { describe, expect, it } from "vitest";
import { asProperty, become, type Draft, documentOf, draftOf, faultOf, path } from "./mapping";

const COLUMNS = ["invoice_no", "customer_id", "e-mail", "total", "placed at"];
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
  const found = draftOf(DOCUMENT, COLUMNS);
  if (!found) throw new Error("it can be shown");
  return found;
}

describe("a mapping", () => {
  it("is shown column by column and written back as it was", () => {
    expect(draft().parts["placed at"]).toEqual({ as: "time" });
    expect(draft().parts.total).toEqual({ as: "property", name: "total", number: true });
    expect(draft().parts.invoice_no).toEqual({ as: "nothing" });
    expect(documentOf(draft())).toEqual(DOCUMENT);
  });
  it("of several columns as its id is a hash, and of people has no type", () => {
    const people = {
      event: { kind: "identify", id: { hash: ["$.total", "$.invoice_no"] }, identities: {}, properties: {} },
    };
    const found = draftOf(people, COLUMNS);
    expect(found?.id).toEqual({ prefix: "", columns: ["total", "invoice_no"] });
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
      expect(draftOf(odd, COLUMNS)).toBeUndefined();
    }
  });
});

describe("a column", () => {
  it("is named as mappings do", () => {
    expect(COLUMNS.map(path)).toEqual([
      "$.invoice_no",
      "$.customer_id",
      "$['e-mail']",
      "$.total",
      "$['placed at']",
    ]);
    expect(path("it's")).toBe("$.it's");
  });
  it("takes the time, or a namespace, from another", () => {
    const changed = become(draft(), "total", { as: "time" });
    expect(changed.parts["placed at"]).toEqual({ as: "property", name: "placed_at", number: false });
    const moved = become(draft(), "invoice_no", { as: "identity", namespace: "user_id" });
    expect(moved.parts.customer_id?.as).toBe("property");
    expect(moved.parts["e-mail"]?.as).toBe("identity");
  });
  it("becomes a property of nearly its name", () => {
    expect(asProperty("UnitPrice (GBP)")).toEqual({ as: "property", name: "unit_price_gbp", number: false });
  });
});

describe("faults", () => {
  it("say what is missing before the server is asked", () => {
    expect(faultOf(draft())).toBe("");
    expect(faultOf({ ...draft(), type: " " })).toMatch(/what happened/);
    expect(faultOf({ ...draft(), id: { prefix: "", columns: [] } })).toMatch(/tell one row/);
    const nobody = become(become(draft(), "customer_id", { as: "nothing" }), "e-mail", { as: "nothing" });
    expect(faultOf(nobody)).toMatch(/names? the person|about/);
    expect(faultOf(become(draft(), "invoice_no", { as: "property", name: "total", number: false }))).toMatch(
      /same/,
    );
  });
});
