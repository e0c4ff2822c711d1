import type { View } from "@/api/client";
import type { Range } from "@/charts/ranges";
import { count, percent } from "@/ui/format";

type Journey = View<"JourneyAnswer">;
type Messages = View<"MessagesAnswer">;
type Measured = Journey["measures"][number];
type Group = Messages["groups"][number];

/** Outcomes in the order in which they come about; the rest after them. */
const ORDER = [
  "sent",
  "delivered",
  "opened",
  "clicked",
  "unsubscribed",
  "complained",
  "bounced",
  "failed",
  "suppressed",
  "held",
];

/** What becomes of messages that one would rather not see. */
const BAD = new Set(["unsubscribed", "complained", "bounced", "failed", "suppressed", "unknown"]);

const placeOf = (outcome: string): number =>
  ORDER.includes(outcome) ? ORDER.indexOf(outcome) : ORDER.length;
export const ordered = (outcomes: readonly string[]): string[] =>
  [...outcomes].sort((one, other) => placeOf(one) - placeOf(other) || one.localeCompare(other));

const points = (value: number): string =>
  `${value > 0 ? "+" : value < 0 ? "−" : ""}${(Math.abs(value) * 100).toFixed(1)}`;
export const saysPoints = (value: number): string => `${points(value)} points`;

const titleOf = (measure: Measured): string =>
  measure.name === "hold-out" ? measure.goal : `${measure.name}: ${measure.goal}`;

/** What each arm adds to its control, by intervals that hold however often one looks. */
export function liftsOf(found: Journey): Range[] {
  return found.measures.flatMap((measure) =>
    (measure.reading.metrics[0]?.comparisons ?? []).map(({ treatment, anytime }) => ({
      key: `${measure.node} ${measure.goal} ${treatment}`,
      name: treatment === "treated" ? titleOf(measure) : `${treatment.replaceAll("_", " ")}, ${measure.goal}`,
      hue: 1,
      ...(anytime.kind === "lift"
        ? { value: anytime.absolute.value, low: anytime.absolute.low, high: anytime.absolute.high }
        : { value: null, why: anytime.message }),
    })),
  );
}

/** Of what was sent, what came of it; and what never went. */
export function outcomesOf(group: Group): Range[] {
  return ordered(Object.keys(group.outcomes)).map((outcome) => {
    const rate = group.rates[outcome];
    return {
      key: outcome,
      name: outcome.replaceAll("_", " "),
      value: group.outcomes[outcome] ?? 0,
      hue: BAD.has(outcome) ? 3 : outcome === "held" ? 2 : 0,
      note: rate ? `${percent(rate.share)} of what was sent` : undefined,
    };
  });
}

const between = (interval: { low: number; high: number } | null | undefined): string =>
  interval ? `${percent(interval.low)} to ${percent(interval.high)}` : "";
const before = (value: number | null | undefined): string => (value == null ? "" : count(value));

/** A journey's figures line by line. */
export function journeyRows(found: Journey) {
  return {
    head: ["Figure", "Now", "Before", "Between"],
    rows: [
      ["Came in", count(found.entered), before(found.previous_entered), ""],
      ["People who came in", count(found.people), before(found.previous_people), ""],
      ["Under way at the end", count(found.active), before(found.previous_active), ""],
      ["Held out at the end", count(found.held_out), "", ""],
      ...found.goals.flatMap((goal) => [
        [`Reached ${goal.name}`, count(goal.times), before(goal.previous), ""],
        ...(goal.share == null
          ? []
          : [
              [`Of those who came in, reached ${goal.name}`, percent(goal.share), "", between(goal.interval)],
            ]),
      ]),
      ...Object.entries(found.ended).map(([reason, times]) => [
        `Ended: ${reason.replaceAll("_", " ")}`,
        count(times),
        "",
        "",
      ]),
      ...liftsOf(found).map((lift) => [
        `Added: ${String(lift.name)}`,
        lift.value === null ? (lift.why ?? "") : saysPoints(lift.value),
        "",
        lift.low == null || lift.high == null ? "" : `${points(lift.low)} to ${points(lift.high)}`,
      ]),
    ],
  };
}

/** Why messages of a group were stopped, or failed, the most frequent reason first. */
export const reasonsOf = (group: Group): [reason: string, messages: number][] =>
  Object.entries(group.reasons).sort(([, one], [, other]) => other - one);

/** Messages by group and outcome. */
export function messageRows(found: Messages) {
  const groups = [{ ...found.everything, name: "All" }, ...found.groups];
  return {
    head: ["Of", "Outcome", "Messages", "Before", "Of what was sent", "Between"],
    rows: groups.flatMap((group) =>
      ordered(Object.keys(group.outcomes)).map((outcome) => {
        const rate = group.rates[outcome];
        return [
          group.name || "Others",
          outcome.replaceAll("_", " "),
          count(group.outcomes[outcome] ?? 0),
          before(group.previous?.[outcome]),
          rate ? percent(rate.share) : "",
          between(rate?.interval),
        ];
      }),
    ),
  };
}
