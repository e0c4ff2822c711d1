import { describe, expect, it } from "vitest";
import { FIRST, fieldOf, fitted, saysAsked, unpacked } from "./model";

describe("questions in links", () => {
  it("come back as they went", () => {
    const asked = { ...FIRST, period: "7d", steps: [{ event: "a", where: "x > 1" }] };
    expect(unpacked(JSON.parse(JSON.stringify(asked)))).toEqual(asked);
  });
  it("are as at first where they say nothing, or nothing that can be read", () => {
    expect(unpacked(undefined)).toEqual(FIRST);
    expect(unpacked(JSON.parse('{"steps": 3}')).steps).toEqual(FIRST.steps);
    expect(unpacked({ period: "7d" }).steps).toEqual(FIRST.steps);
  });
  it("are as at first where they say what cannot be asked", () => {
    const wrong = JSON.parse(
      '{"period": "9x", "unit": "year", "compare": "yes", "by": 3, "order": "ordered"}',
    );
    expect(unpacked(wrong)).toEqual(FIRST);
  });
  it("have as many steps as their topic takes", () => {
    expect(fitted("paths", FIRST.steps)).toHaveLength(1);
    expect(fitted("funnel", [])).toHaveLength(2);
  });
});

describe("a fault", () => {
  it("is told of the field that it is about", () => {
    const of = (["funnel", "trend", "retention", "rfm", "paths"] as const).map((topic) => [
      fieldOf(topic, "/steps/1/where:1:8"),
      fieldOf(topic, "/series/0/property"),
      fieldOf(topic, "/again/where"),
      fieldOf(topic, "/value"),
      fieldOf(topic, "/anchor/where"),
    ]);
    expect(of.map((fields, place) => fields[place])).toEqual([
      "Step 2",
      "Property",
      "Then came back to",
      "Worth",
      "Event",
    ]);
    expect([fieldOf("funnel", "/among:1:3"), fieldOf("funnel", ""), fieldOf("funnel", "/period")]).toEqual([
      "Only people who",
      "",
      "",
    ]);
  });
});

describe("a question on one line", () => {
  it("names its events as its topic puts them together", () => {
    expect(saysAsked("funnel", FIRST)).toBe("Product Added → Order Completed, last 30 days");
    expect(saysAsked("trend", FIRST)).toBe("Product Added, Order Completed, last 30 days");
    expect(saysAsked("rfm", { ...FIRST, period: "12m" })).toBe("Order Completed, last 12 months");
    expect(saysAsked("friction", FIRST)).toBe("Order Completed, last 30 days");
    expect(saysAsked("lifecycle", { ...FIRST, steps: [] })).toBe("Anything, last 30 days");
  });
});
