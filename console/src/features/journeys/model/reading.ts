// How a journey reads: what its steps say beside their line, how people come in, and what stands around the steps.

import { humane, lasting } from "@/ui/format";
import { saysAt } from "./clock";
import { type Body, type Criterion, END, type RawNode } from "./document";
import { kindOf, type Named, saysCriterion, titleOf, waysOf } from "./kinds";

/** One thing that is said: what it is about, and what it says. */
export interface Fact {
  label: string;
  says: string;
}

/** Where a way leads: `step` is its id, nothing for the end. */
export interface Lead extends Fact {
  step?: string;
}

const RULES = {
  exit: "Exit at once when",
  goals: "Goals",
  reentry: "How often",
  concurrency: "Not if already in so many journeys",
  period: "Entries are taken",
  holdout: "Held out",
  quiet: "Quiet hours",
  caps: "Messages at most",
  expiry: "Ends in any case after",
  priority: "Priority",
} as const satisfies Partial<Record<keyof Body, string>>;

type Rule = keyof typeof RULES;

/** Fields that a step's line tells already, beside the one that leads it. */
const IN_LINE: Readonly<Record<string, readonly string[]>> = {
  webhook: ["answer"],
  wait_local: ["weekdays"],
  wait_until: ["before", "after", "time"],
  wait_event: ["wait_event"],
  if: ["where"],
  repeat: ["times"],
};

/** Fields by which ways leave a step: told by where they lead. */
const WAYS = new Set(["next", "then", "else", "on_event", "on_timeout", "on_error", "passed", "missing"]);

const FIELDS: Readonly<Record<string, string>> = {
  timeout: "Waits at most",
  data: "Values",
  arms: "Ways",
  holdout: "Held out",
};

/** What of a step its line does not tell, ways aside. */
export function stepFacts(node: RawNode): Fact[] {
  const kind = kindOf(node)?.field ?? "";
  const told = new Set([kind, ...(IN_LINE[kind] ?? [])]);
  return Object.keys(node)
    .filter((field) => !told.has(field) && !WAYS.has(field))
    .map((field) => ({ label: FIELDS[field] ?? humane(field), says: saysValue(node[field]) }))
    .filter(({ says }) => says !== "");
}

/** Where the ways of a step lead. */
export function leadsOf(node: RawNode, body: Body, named: Named): Lead[] {
  return waysOf(node, named).map(({ label, target }) =>
    target === END
      ? { label, says: "the end" }
      : { label, says: titleOf(body.nodes[target], named), step: target },
  );
}

/** What of an entry its line does not tell. */
export function entryFacts({ entry }: Body): Fact[] {
  const { event: _e, where: _w, segment: _s, on: _o, broadcast, business, ...more } = entry;
  const pace = broadcast?.pace ?? business?.pace;
  const facts: Readonly<Record<string, unknown>> = {
    ...more,
    ...(pace ? { pace } : {}),
    ...(broadcast ? { at: saysAt(broadcast.at) } : {}),
  };
  return Object.keys(facts)
    .map((field) => ({ label: ENTRY[field] ?? humane(field), says: saysValue(facts[field]) }))
    .filter(({ says }) => says !== "");
}

const ENTRY: Readonly<Record<string, string>> = {
  key: "One way per",
  existing: "Also those who are in it",
  max_lag: "At the latest",
  pace: "Spread over",
  at: "At",
};

/** What stands around the steps, where anything is said. */
export function ruleFacts(body: Body, named: Named): Fact[] {
  return (Object.keys(RULES) as Rule[])
    .map((rule) => ({ label: RULES[rule], says: saysRule(rule, body, named) }))
    .filter(({ says }) => says !== "");
}

/** One criterion of an exit or a goal: `bought: Order Completed, within 7 days`. */
export function saysSought(one: Criterion, named: Named): string {
  const called = one.name ? `${one.name}: ` : "";
  const within = one.within ? `, within ${lasting(one.within)}` : "";
  return `${called}${saysCriterion(one, named)}${within}`;
}

function saysRule(rule: Rule, body: Body, named: Named): string {
  switch (rule) {
    case "exit":
    case "goals":
      return (body[rule] ?? []).map((one) => saysSought(one, named)).join("; ");
    case "holdout":
      return body.holdout ? `${body.holdout}%` : "";
    case "quiet":
      return body.quiet ? `from ${body.quiet.from} to ${body.quiet.to}` : "";
    case "period":
      return [
        body.period?.from && `from ${saysValue(body.period.from)}`,
        body.period?.to && `until ${saysValue(body.period.to)}`,
      ]
        .filter(Boolean)
        .join(" ");
    case "reentry":
      return [
        body.reentry?.mode === "never" ? "never again" : body.reentry && "again once they are out",
        body.reentry?.gap && `at the soonest after ${lasting(body.reentry.gap)}`,
        body.reentry?.most && `at most ${body.reentry.most} times`,
      ]
        .filter(Boolean)
        .join(", ");
    case "caps":
      return (body.caps ?? [])
        .map((cap) => `${cap.max} in ${lasting(cap.per)}${cap.channel ? ` by ${cap.channel}` : ""}`)
        .join("; ");
    default:
      return saysValue(body[rule]);
  }
}

/** Any value of a field, in words where there are some. */
function saysValue(value: unknown): string {
  if (value === undefined || value === null || value === "") return "";
  if (Array.isArray(value)) return value.map(saysValue).join(", ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "object") {
    const arm = value as { percent?: number; arm?: string };
    if (arm.percent !== undefined) return `${arm.arm ?? ""} ${arm.percent}%`.trim();
    return Object.entries(value)
      .map(([name, field]) => `${name}: ${saysValue(field)}`)
      .join(", ");
  }
  return lasting(value);
}
