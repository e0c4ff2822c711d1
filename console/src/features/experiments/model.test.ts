import { expect, it } from "vitest";
import {
  armName,
  between,
  chance,
  difference,
  isShare,
  lasting,
  level,
  PLAN,
  planQuestion,
  type Reading,
  titleOf,
  verdictOf,
} from "./model";

it("says differences in the metric's own unit", () => {
  expect(difference(true, 0.0123)).toBe("+1.2 pt");
  expect(difference(true, -0.2)).toBe("−20.0 pt");
  expect(difference(false, 3.456)).toBe("+3.46");
  expect([level(true, 0.2), level(false, 2)]).toEqual(["20%", "2"]);
  expect(isShare({ units: { Revenue: "GBP" } }, "Revenue")).toBe(false);
});

it("names arms and experiments", () => {
  expect([armName("held_out"), armName("voucher")]).toEqual(["Held out", "Voucher"]);
  expect(titleOf({ name: "hold-out", node: "", journey_name: "Carts" })).toBe("Hold-out of Carts");
});

it("no interval of a share goes where no share can", () => {
  expect(between(true, { low: -0.993, high: 1.153 }, 0.12)).toBe("−12.0 pt to +88.0 pt");
  expect(between(true, { low: -0.01, high: 0.03 }, 0.12)).toBe("−1.0 pt to +3.0 pt");
  expect(between(false, { low: -3, high: 4 }, 0.5)).toBe("−3 to +4");
});

it("a winner whose guardrail is open is said to be one", () => {
  const reading = (state: string, verdict = "better") =>
    ({
      verdict,
      winner: "words",
      metrics: [{ comparisons: [{ treatment: "words", guardrail: { state } }] }],
    }) as unknown as Reading;
  expect(verdictOf(reading("safe"))).toEqual(["Better", "good"]);
  expect(verdictOf(reading("unclear"))).toEqual(["Better, harm not ruled out", "warn"]);
  expect(verdictOf(reading("unclear", "open"))).toEqual(["Still open", "accent"]);
});

it("says small chances and long times as people do", () => {
  expect([chance(0.00001), chance(0.0312), chance(1)]).toEqual(["< 0.0001", "0.0312", "1"]);
  expect([lasting(0.4), lasting(3.2), lasting(40), lasting(200)]).toEqual([
    "less than a day",
    "4 days",
    "6 weeks",
    "7 months",
  ]);
});

it("plans in shares", () => {
  expect(planQuestion(PLAN)).toEqual({
    baseline: 0.05,
    effect: 0.01,
    power: 0.8,
    held_out: 0.5,
    treatments: 1,
    method: "anytime",
    per_day: 800,
  });
  expect(planQuestion({ ...PLAN, perDay: 0 })).not.toHaveProperty("per_day");
});
