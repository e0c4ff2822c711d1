import type { View } from "@/api/client";
import { amount } from "@/features/insight/amounts";
import { compact, figure, lasting, percent } from "@/ui/format";
import { inUnit } from "@/ui/happening";

export type Model = View<"ModelView">;
export type Version = View<"ModelVersionView">;
export type Scored = View<"ScoredView">;

/** What of a report the screens show; all of it is in docs/reference/models.md. */
export interface PropensityReport {
  task: "propensity";
  rows: number;
  outcomes: number;
  split: "time" | "folds";
  judged_rows: number;
  model: Figures | null;
  baseline: Figures | null;
  cross_validated_auc: number | null;
  lift: { share: number; rows: number; outcomes: number; lift: number; gain: number }[];
  calibration: { low: number; high: number; rows: number; predicted: number; observed: number }[];
  stability: { part: number; rows: number; rate: number; auc: number | null; psi: number }[];
}

export interface Figures {
  auc: number;
  auc_low: number;
  auc_high: number;
  pr_auc: number;
  brier: number;
  ece: number;
}

export interface ValueReport {
  task: "clv";
  customers: number;
  purchases: number;
  calibration_weeks: number;
  horizon_weeks: number;
  judged_customers: number;
  chosen: string;
  candidates: {
    model: string;
    parameters: Record<string, number>;
    figures: Record<string, number> | null;
    refused: string;
  }[];
  coverage: number | null;
  total_low: number | null;
  total_high: number | null;
  season: number;
}

export interface Fairness {
  threshold: number;
  blocks: boolean;
  /** How far groups may lie apart; nothing of what has no limit, and of what was trained before limits were kept. */
  most_gap?: number | null;
  most_miss?: number | null;
  comparisons: {
    attribute: string;
    gap: number;
    miss: number;
    odds: number;
    rate_gap: number;
    beyond: boolean;
    groups: {
      name: string;
      rows: number;
      rate: number;
      chosen: number;
      found: number | null;
      wrongly: number | null;
      auc: number | null;
      ece: number;
    }[];
  }[];
}

export const reportOf = (version: Version): PropensityReport | ValueReport =>
  version.report as unknown as PropensityReport | ValueReport;

export const fairnessOf = (version: Version): Fairness | null =>
  version.fairness as unknown as Fairness | null;

/** What a model says, for people: `Orders within 60 days`. */
export function saysGoal(model: Pick<Model, "task" | "goal" | "window">): string {
  const none = model.goal.startsWith("no ");
  const goal = (none ? model.goal.slice(3) : model.goal).replaceAll('"', "");
  if (model.task === "value") return `Worth of ${goal} in the next ${lasting(model.window)}`;
  return `${none ? "No " : ""}${goal} within ${lasting(model.window)}`;
}

/** What a figure means, for whoever does not know its name. */
export const MEANS = {
  auc: "The chance that somebody with the outcome is scored above somebody without it: 0.5 is chance, 1 is perfect.",
  pr_auc:
    "How pure a list of those scored highest is, averaged over how far down one reads. Chance gives the share of all who have the outcome.",
  brier: "The mean squared error of the probability: 0 is perfect, less is better.",
  ece: "By how much probabilities miss what really came, on average over ten bins of equal width.",
  spearman:
    "How alike the order by what was said is to the order by what came: 0 is chance, 1 is the same order.",
  top_decile: "The part of all that really came which the tenth of people with the highest scores brought.",
  mae: "By how much the amount of one customer is missed, on average.",
  psi: "The population stability index: how far the spread of values has moved since the training. Below 0.1 is noise, from 0.25 on look.",
  js: "The Jensen-Shannon divergence: another measure of how far two spreads lie apart, from 0 to 1 bit.",
} as const;

/** The share of the judged people who had the outcome; what chance would find. */
export function judgedShare(report: PropensityReport): number {
  const all = report.lift.at(-1);
  return all?.rows ? all.outcomes / all.rows : report.outcomes / Math.max(1, report.rows);
}

/** How good it is, in a word: what an AUC amounts to. */
export function saysRank(auc: number): string {
  if (auc >= 0.9) return "excellent";
  if (auc >= 0.8) return "good";
  if (auc >= 0.7) return "fair";
  if (auc >= 0.6) return "weak";
  return "hardly better than chance";
}

/** How good a model is, by what measures it; an AUC also in a word. */
export function saysAccuracy({ task, accuracy }: Pick<Model, "task" | "accuracy">): string {
  if (accuracy === null) return "–";
  const shown = accuracy.toFixed(2);
  return task === "value"
    ? `Rank ${shown}`
    : `AUC ${shown}, ${accuracy >= 0.6 ? saysRank(accuracy) : "poor"}`;
}

/** What is compared, how far apart the document allows, and what it does about it. */
export function saysFairness({ threshold, most_gap, most_miss, blocks }: Fairness): string {
  const limits = [
    most_gap == null ? "" : `scored high more than ${figure(most_gap * 100)} points apart`,
    most_miss == null ? "" : `found more than ${figure(most_miss * 100)} points apart`,
  ].filter(Boolean);
  return [
    `Who is among the quarter scored highest (from ${percent(threshold)}), by group.`,
    limits.length
      ? `The document allows no groups to be ${limits.join(", nor ")}.`
      : "No limit is noted with this version.",
    blocks ? "A limit is broken, so this version can’t be published." : "",
  ]
    .filter(Boolean)
    .join(" ");
}

/** A probability, or an amount in what it is measured in. */
export function saysScore({ task, unit }: Pick<Model, "task" | "unit">, value: number): string {
  if (task !== "value") return percent(value);
  return value >= 1_000 ? inUnit(compact(value), unit) : amount(value, unit);
}

/** A feature, for people: `Order Completed: count 90d` → Order Completed, count in 90 days. */
export function saysFeature(name: string): string {
  return name
    .replace(/^profile\.|^trait\./, "")
    .replace(/^events: /, "Anything: ")
    .replace(/: /, ", ")
    .replace(/(\d+)d\b/, "in $1 days")
    .replaceAll("_", " ");
}

/** A feature with its value, as short as a reason may be: 24 of `Order Completed: total, sum 90d` → Order Completed for 24 in 90 days. */
export function saysReason(name: string, value: number | string | null | undefined): string {
  const [, event = "", of = ""] = /^([^:]+): (.+)$/.exec(name) ?? [];
  if (!event || typeof value !== "number") return `${saysFeature(name)} ${saysValue(value)}`;
  const said = saysValue(value);
  const [, what = "", days] = /^(count|.+, sum) (?:(\d+)d|in all)$/.exec(of) ?? [];
  const when = days ? `in ${days} days` : "in all";
  if (what && value === 0) return `no ${event} ${when}`;
  if (what === "count") return `${event} ${TIMES[value] ?? `${said} times`} ${when}`;
  if (what) return `${event} for ${said} ${when}`;
  if (of.startsWith("days since the ")) return `${of.slice(15)} ${event} ${said} days ago`;
  if (of === "mean days between") return `${event} every ${said} days`;
  return `${saysFeature(name)} ${said}`;
}

const TIMES: Record<number, string> = { 1: "once", 2: "twice" };

/** A value of a feature, as short as it may be. */
export function saysValue(value: number | string | null | undefined): string {
  if (value === null || value === undefined) return "unknown";
  if (typeof value === "string") return value;
  return figure(Math.abs(value) >= 10 ? Math.round(value) : Math.round(value * 100) / 100);
}

type Bucket = "low" | "medium" | "high";
export const BUCKETS: Bucket[] = ["high", "medium", "low"];

/** Why a version can't score, or what stands between it and the scores; empty if nothing. */
export function blocks(version: Version): string {
  if (version.standing === "refused") return version.blocked || "It was refused.";
  return version.waits;
}

/** How a shift is called. */
export const LEVELS: Record<string, [words: string, tone: "good" | "warn" | "bad"]> = {
  none: ["Stable", "good"],
  some: ["Moved a little", "warn"],
  alarm: ["Moved too far", "bad"],
};

export const STANDINGS: Record<
  Version["standing"],
  [words: string, tone: "good" | "accent" | "quiet" | "bad"]
> = {
  champion: ["Scores", "good"],
  candidate: ["Waits", "accent"],
  retired: ["Retired", "quiet"],
  refused: ["Refused", "bad"],
};

/** What a new model is asked for. */
export interface Draft {
  sort: "leave" | "buy" | "value" | "own";
  name: string;
  goal: string;
  window: string;
  eligible: string;
  amount: string;
  historical: string[];
}

export const SORTS: { value: Draft["sort"]; name: string; words: string; draft: Partial<Draft> }[] = [
  {
    value: "leave",
    name: "Who will leave",
    words:
      "The probability that a customer buys nothing for a while. For win-back, and to spare who stays anyway.",
    draft: { name: "Churn risk", window: "60d", eligible: 'did "Order Completed" in last 180d' },
  },
  {
    value: "buy",
    name: "Who will buy",
    words: "The probability of an order soon. For offers that only those get who need them.",
    draft: { name: "Likely to order", window: "14d", eligible: 'did "Order Completed" in last 365d' },
  },
  {
    value: "value",
    name: "Who will be worth what",
    words:
      "What each customer will spend, with an interval. Several models compete; the best by back-test scores.",
    draft: { name: "Value of the next half year", window: "26w", amount: "total", eligible: "" },
  },
  {
    value: "own",
    name: "Something else",
    words: "Whether any event of yours comes: a cancellation, a ticket, a sign-up.",
    draft: { name: "", goal: "", window: "30d", eligible: "" },
  },
];

/** The document of a draft, as the API takes it. */
export function documentOf(draft: Draft, id: string): Record<string, unknown> {
  const known = {
    id,
    name: draft.name.trim() || undefined,
    goal: draft.goal.trim(),
    window: draft.window.trim(),
    eligible: draft.eligible.trim() || undefined,
    historical: draft.historical.length ? draft.historical : undefined,
    schedule: "1d",
    retrain: "30d",
  };
  if (draft.sort === "value") return { ...known, task: "value", amount: draft.amount.trim() };
  return draft.sort === "leave" ? { ...known, happens: false } : known;
}
