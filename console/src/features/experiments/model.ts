import type { View } from "@/api/client";
import { figure, humane, percent } from "@/ui/format";

export type Experiment = View<"JourneyExperiments">["items"][number];
export type Reading = NonNullable<Experiment["reading"]>;
export type Metric = Reading["metrics"][number];
export type Comparison = Metric["comparisons"][number];
export type Answered = Comparison["anytime"];

/** What to do, in a word. */
const VERDICTS: Record<
  Reading["verdict"],
  [words: string, tone: "good" | "warn" | "bad" | "accent" | "quiet"]
> = {
  broken: ["Broken", "bad"],
  harmful: ["Harmful", "bad"],
  better: ["Better", "good"],
  worse: ["Worse", "warn"],
  open: ["Still open", "accent"],
  unanswered: ["Too few people", "quiet"],
};

/** The verdict in words, with what it leaves open. */
export function verdictOf(reading: Reading): (typeof VERDICTS)[Reading["verdict"]] {
  const open = reading.metrics.some((metric) =>
    metric.comparisons.some(
      (each) => each.treatment === reading.winner && each.guardrail?.state === "unclear",
    ),
  );
  return reading.verdict === "better" && open
    ? ["Better, harm not ruled out", "warn"]
    : VERDICTS[reading.verdict];
}

type Interval = { low: number; high: number };

/** An interval of a difference, as far as it can be: no share falls below nothing or rises above all. */
export function possible(share: boolean, { low, high }: Interval, control: number): Interval {
  return share ? { low: Math.max(low, -control), high: Math.min(high, 1 - control) } : { low, high };
}

/** −1.2 pt to +3.4 pt */
export function between(share: boolean, interval: Interval, control: number): string {
  const { low, high } = possible(share, interval, control);
  return `${difference(share, low)} to ${difference(share, high)}`;
}

/** The name of an arm, for people. */
export const armName = (name: string): string =>
  name === "held_out" ? "Held out" : name.charAt(0).toUpperCase() + name.slice(1).replaceAll("_", " ");

/** What an experiment is called. */
export const titleOf = (experiment: Pick<Experiment, "name" | "node" | "journey_name">): string =>
  experiment.name === "hold-out" ? `Hold-out of ${experiment.journey_name}` : humane(experiment.name);

/** Whether a metric counts people, or measures an amount of each. */
export const isShare = (experiment: Pick<Experiment, "units">, metric: string): boolean =>
  !(metric in experiment.units);

/** A difference in the metric's own unit: points, or an amount per person. */
export function difference(share: boolean, value: number): string {
  const sign = value > 0 ? "+" : value < 0 ? "−" : "";
  return share ? `${sign}${(Math.abs(value) * 100).toFixed(1)} pt` : `${sign}${figure(Math.abs(value))}`;
}

/** A rate, or a mean. */
export const level = (share: boolean, value: number): string => (share ? percent(value) : figure(value));

/** A small chance, as it should be said. */
export const chance = (p: number): string => (p < 0.0001 ? "< 0.0001" : p > 0.9999 ? "1" : p.toFixed(4));

/** What is asked of the calculator. */
export interface Plan {
  baseline: number;
  effect: number;
  perDay: number;
  heldOut: number;
  power: number;
  treatments: number;
  method: "anytime" | "fixed";
}

export const PLAN: Plan = {
  baseline: 5,
  effect: 1,
  perDay: 800,
  heldOut: 50,
  power: 80,
  treatments: 1,
  method: "anytime",
};

/** The same as the API takes it: percents as shares. */
export const planQuestion = (plan: Plan) => ({
  baseline: plan.baseline / 100,
  effect: plan.effect / 100,
  power: plan.power / 100,
  held_out: plan.heldOut / 100,
  treatments: plan.treatments,
  method: plan.method,
  ...(plan.perDay > 0 ? { per_day: plan.perDay } : {}),
});

/** How long that is, in days or weeks. */
export function lasting(days: number): string {
  if (days < 1) return "less than a day";
  if (days < 21) return `${Math.ceil(days)} days`;
  return days < 120 ? `${Math.round(days / 7)} weeks` : `${Math.round(days / 30)} months`;
}
