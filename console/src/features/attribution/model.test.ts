import { describe, expect, it } from "vitest";
import {
  commandOf,
  costOf,
  documentOf,
  FIRST,
  fieldOf,
  lag,
  ofSaved,
  questionOf,
  type Saved,
  unpacked,
  withCost,
} from "./model";

const SAVED = {
  id: "orders",
  name: "Orders",
  description: "",
  question: { conversion: '"Signed Up"', look_back: "14d", by: "campaign", value: "", touchpoints: [] },
} as Saved;

describe("a question", () => {
  it("begins with what is saved, and keeps what the link says", () => {
    expect(unpacked(undefined, [])).toEqual(FIRST);
    expect(unpacked(undefined, [SAVED])).toMatchObject({
      saved: "orders",
      conversion: '"Signed Up"',
      by: "campaign",
    });
    expect(unpacked({ by: "message" }, [SAVED])).toMatchObject({ by: "message", lookBack: "14d" });
    expect(unpacked({ costs: { a: Number.NaN, b: 2 } }, []).costs).toEqual({ b: 2 });
    expect(ofSaved(SAVED).touchpoints).toEqual([]);
  });
  it("is asked of whole hours, without touchpoints that say nothing", () => {
    const asked = { ...FIRST, touchpoints: [{ events: "page", channel: "", campaign: "", message: "" }] };
    expect(questionOf(asked, new Date("2026-03-31T10:20:30Z"))).toMatchObject({
      since: "2025-12-31T10:00:00.000Z",
      until: "2026-03-31T10:00:00.000Z",
      touchpoints: [],
    });
  });
  it("is a document and a command too", () => {
    expect(documentOf(FIRST)).toMatchObject({
      task: "attribution",
      goal: '"Order Completed"',
      amount: "total",
    });
    const now = new Date("2026-03-31T10:20:30Z");
    expect(commandOf({ ...FIRST, by: "campaign", costs: { "party supplies": 20 } }, "markov", now)).toBe(
      "clew attribute --document attribution \\\n  --by campaign \\\n  --model markov \\\n  --half-life 7d \\\n  --cost 'party supplies=20'",
    );
    expect(commandOf({ ...FIRST, days: 30 }, "", now)).toContain("--since 2026-03-01T10:20:30Z");
  });
  it("takes what a saved channel costs a day for the days of the period, unless somebody types it", () => {
    const asked = unpacked(undefined, [
      { ...SAVED, question: { ...SAVED.question, daily_costs: { search: 2.5, mail: 1 } } },
    ]);
    expect([costOf(asked, "search"), costOf(asked, "radio")]).toEqual([225, undefined]);
    expect(costOf({ ...asked, days: 30 }, "search")).toBe(75);
    const typed = { ...asked, ...withCost(asked, "search", 9) };
    expect(questionOf(typed, new Date())).toMatchObject({ costs: { search: 9 }, daily_costs: { mail: 1 } });
    const cleared = { ...typed, ...withCost(typed, "search", undefined) };
    expect(costOf(cleared, "search")).toBeUndefined();
    expect(unpacked(cleared, [SAVED])).toMatchObject({ costs: {}, daily: { mail: 1 } });
    expect(documentOf(asked)).toMatchObject({ daily_costs: { search: 2.5, mail: 1 } });
  });
});

it("says how long it took", () => {
  expect([lag(60_000_000), lag(3_600_000_000 * 5), lag(86_400_000_000 * 3)]).toEqual([
    "1 min",
    "5 h",
    "3 days",
  ]);
});

describe("a fault", () => {
  it("is told of the field that it is about", () => {
    const told = ["/among:1:3", "/touchpoints/1/events:1:2", "/conversion", "/since", ""].map(fieldOf);
    expect(told).toEqual(["Only people who", "Touch 2", "Conversion", "", ""]);
  });
});
