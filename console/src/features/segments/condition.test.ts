import { describe, expect, it } from "vitest";
import { around, behind, eventsOf, textOf, whereOf } from "./condition";
import { path } from "./cxl";

describe("events in CXL", () => {
  it("are taken apart and put together", () => {
    for (const chosen of [
      { event: "", where: "" },
      { event: "page", where: "" },
      { event: 'He said "where"', where: 'total > 50 and name = " where "' },
      { event: "Order Completed", where: "total > 50\nor coupon is not null" },
    ]) {
      expect(eventsOf(textOf(chosen))).toEqual(chosen);
    }
  });

  it("are read without quotes too", () => {
    expect(eventsOf("page where context.campaign.source is not null")).toEqual({
      event: "page",
      where: "context.campaign.source is not null",
    });
  });

  it("stay text where they say more", () => {
    expect(eventsOf('"Order Completed" in last 30d')).toBeNull();
    expect(eventsOf("count(page) > 3")).toBeNull();
  });
});

describe("a condition on events", () => {
  const where = { op: "is_null", value: path("event", "total"), negated: true };

  it("is taken out of what it was read in", () => {
    expect(whereOf({ op: "did", events: { type: "x", where } })).toBe(where);
  });

  it("is none where more was said", () => {
    expect(
      whereOf({ op: "did", events: { type: "x", where, window: { op: "rolling", span: "3d" } } }),
    ).toBeUndefined();
    expect(whereOf({ op: "did", events: { type: "x", where }, times: { low: 2 } })).toBeUndefined();
    expect(whereOf({ op: "and", terms: [] })).toBeUndefined();
  });

  it("is said without the event", () => {
    expect(behind("a where b", 'did "a where b" where its total is known')).toBe("its total is known");
    expect(behind("page", "did page where (a or b)")).toBe("(a or b)");
  });

  it("is read as a whole, whatever it is joined by", () => {
    expect(around('a "b"').join("x or y")).toBe('did "a \\"b\\"" where (x or y)');
  });
});
