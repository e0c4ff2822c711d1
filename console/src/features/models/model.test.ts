import { describe, expect, it } from "vitest";
import {
  blocks,
  type Draft,
  documentOf,
  saysAccuracy,
  saysFairness,
  saysFeature,
  saysGoal,
  saysReason,
  saysScore,
  saysValue,
} from "./model";

describe("words", () => {
  it("say what a model predicts", () => {
    expect(saysGoal({ task: "propensity", goal: 'no "Order Completed"', window: "60d" })).toBe(
      "No Order Completed within 60 days",
    );
    expect(saysGoal({ task: "value", goal: '"Order Completed"', window: "26w" })).toBe(
      "Worth of Order Completed in the next 26 weeks",
    );
  });
  it("say what fairness allows", () => {
    const report = { threshold: 0.25, blocks: false, comparisons: [] };
    expect(saysFairness({ ...report, most_gap: 0.1, most_miss: 0.2 })).toBe(
      "Who is among the quarter scored highest (from 25%), by group. The document allows no groups to be scored high more than 10 points apart, nor found more than 20 points apart.",
    );
    expect(saysFairness({ ...report, blocks: true, most_gap: null, most_miss: 0.2 })).toContain(
      "allows no groups to be found more than 20 points apart. A limit is broken",
    );
    expect(saysFairness(report)).toContain("No limit is noted");
  });
  it("name features as people would", () => {
    expect(saysFeature("Order Completed: count 90d")).toBe("Order Completed, count in 90 days");
    expect(saysFeature("trait.lifetime_spend")).toBe("lifetime spend");
    expect([saysValue(null), saysValue(1.234), saysValue("gold")]).toEqual(["unknown", "1.23", "gold"]);
  });
  it("say reasons in few words", () => {
    expect(saysReason("Order Completed: total, sum 90d", 24.4)).toBe("Order Completed for 24 in 90 days");
    expect(saysReason("Order Completed: total, sum in all", 0)).toBe("no Order Completed in all");
    expect(saysReason("Order Completed: count 30d", 1)).toBe("Order Completed once in 30 days");
    expect(saysReason("Order Completed: count in all", 7)).toBe("Order Completed 7 times in all");
    expect(saysReason("Order Completed: days since the last", 12.3)).toBe("last Order Completed 12 days ago");
    expect(saysReason("Order Completed: mean days between", 31)).toBe("Order Completed every 31 days");
    expect(saysReason("profile.country", "France")).toBe("country France");
    expect(saysReason("Order Completed: total, greatest", 90)).toBe("Order Completed, total, greatest 90");
  });
  it("say how good a model is by what measures it", () => {
    expect(saysAccuracy({ task: "propensity", accuracy: 0.71 })).toBe("AUC 0.71, fair");
    expect(saysAccuracy({ task: "propensity", accuracy: 0.52 })).toBe("AUC 0.52, poor");
    expect(saysAccuracy({ task: "value", accuracy: 0.583 })).toBe("Rank 0.58");
    expect(saysAccuracy({ task: "value", accuracy: null })).toBe("–");
  });
  it("show probabilities and amounts", () => {
    const worth = (unit: string) => ({ task: "value", unit });
    expect(saysScore({ task: "propensity", unit: "" }, 0.123)).toBe("12.3%");
    expect(["", "GBP", "points"].map((unit) => saysScore(worth(unit), 12.5))).toEqual([
      "12.5",
      "£12.50",
      "12.5 points",
    ]);
    expect(["", "GBP", "CHF"].map((unit) => saysScore(worth(unit), 1_234))).toEqual([
      "1.2k",
      "£1.2k",
      "CHF 1.2k",
    ]);
  });
});

describe("a draft", () => {
  const draft: Draft = {
    sort: "leave",
    name: "Churn",
    goal: '"Order Completed"',
    window: "60d",
    eligible: "",
    amount: "total",
    historical: [],
  };
  it("becomes the document that means it", () => {
    expect(documentOf(draft, "churn")).toMatchObject({ id: "churn", happens: false, window: "60d" });
    expect(documentOf({ ...draft, sort: "value" }, "v")).toMatchObject({ task: "value", amount: "total" });
    expect(documentOf({ ...draft, sort: "own" }, "v")).not.toHaveProperty("happens");
  });
});

describe("publishing", () => {
  const version = { standing: "candidate", blocked: "", waits: "" } as never as Parameters<typeof blocks>[0];
  it("says what blocks it, and nothing where nothing does", () => {
    expect(blocks(version)).toBe("");
    expect(blocks({ ...version, waits: "an alarm stands" })).toBe("an alarm stands");
    expect(blocks({ ...version, standing: "refused", blocked: "too unfair" })).toBe("too unfair");
  });
});
