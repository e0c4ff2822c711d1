import { describe, expect, it } from "vitest";
import {
  FIRST,
  fieldOf,
  fitted,
  groupName,
  grown,
  sankey,
  saysAsked,
  took,
  unitName,
  unpacked,
} from "./model";

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

describe("words", () => {
  it("say how long it took", () => {
    expect([took(5), took(90), took(7_200), took(11 * 86_400)]).toEqual(["5 s", "1.5 min", "2 h", "11 d"]);
  });
  it("name units by the calendar of the zone", () => {
    expect(unitName("2026-05-31T23:00:00Z", "month", "Europe/London")).toBe("Jun 2026");
    expect(unitName("2026-05-31T23:00:00Z", "day", "UTC")).toBe("31 May");
  });
  it("name groups", () => {
    expect(
      [null, { value: null }, { value: null, rest: true }, { value: true }, { value: 3 }].map(groupName),
    ).toEqual(["", "None", "Others", "Yes", "3"]);
  });
  it("compare only with something", () => {
    expect([grown(3, 2), grown(3, 0), grown(null, 2)]).toEqual([0.5, null, null]);
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

describe("a Sankey diagram", () => {
  const found = {
    paths: 4,
    nodes: [
      { step: 0, name: "a", paths: 4, ended: 1 },
      { step: 1, name: "b", paths: 2, ended: 2 },
      { step: 1, name: null, paths: 1, ended: 1 },
    ],
    links: [
      { step: 0, source: "a", target: "b", paths: 2 },
      { step: 0, source: "a", target: null, paths: 1 },
    ],
    loops: [],
  };
  it("draws nodes and links of one scale, side by side", () => {
    const [boxes, ribbons] = sankey(found, 600, 300, false);
    expect(boxes).toHaveLength(3);
    expect(ribbons).toHaveLength(2);
    const [first, second] = ribbons;
    expect(first?.thick).toBeCloseTo(2 * (second?.thick ?? 0));
    expect(second?.y0).toBeCloseTo(first?.thick ?? 0);
    expect(boxes[0]?.x).toBeLessThan(boxes[1]?.x ?? 0);
  });
  it("runs the other way when asked back", () => {
    const [boxes] = sankey(found, 600, 300, true);
    expect(boxes[0]?.x).toBeGreaterThan(boxes[1]?.x ?? 0);
  });
});
