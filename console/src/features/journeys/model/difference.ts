// What differs between two versions of a journey, as people say it: steps that came and went, and what each now does.

import { humane, lasting } from "@/ui/format";
import { saysAt } from "./clock";
import { type Body, type Criterion, END, type RawNode, startOf } from "./document";
import type { Draft } from "./draft";
import { saysEntry } from "./entry";
import { kindOf, type Named, saysCriterion, titleOf, waysOf } from "./kinds";

/** Something that was and is otherwise now; nothing where there was or is none. */
export interface Turn {
  label: string;
  before: string;
  after: string;
}

/** One step, or what stands around them, and what became of it. */
export interface Change {
  what: "added" | "removed" | "changed";
  /** Id of the step; empty for what stands around the steps. */
  step: string;
  /** What the step does, or what it is that changed. */
  title: string;
  turns: readonly Turn[];
}

/** A version with how its names and conditions read. */
export interface Told {
  draft: Draft;
  named: Named;
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

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What differs, steps in the order in which the later version writes them, then what stands around them. */
export function differenceOf(before: Told, after: Told): Change[] {
  const [old, now] = [before.draft.body, after.draft.body];
  return [...stepsOf(before, after), ...aroundOf(before, after, old, now)];
}

function stepsOf(before: Told, after: Told): Change[] {
  const [old, now] = [before.draft.body.nodes, after.draft.body.nodes];
  const steps: Change[] = [];
  for (const [name, node] of Object.entries(now)) {
    const title = titleOf(node, after.named);
    const was = old[name];
    if (!was) steps.push({ what: "added", step: name, title, turns: [] });
    else if (!same(was, node)) {
      const turns = turnsOf(was, node, before, after);
      if (turns.length > 0) steps.push({ what: "changed", step: name, title, turns });
    }
  }
  for (const [name, node] of Object.entries(old)) {
    if (!(name in now)) {
      steps.push({ what: "removed", step: name, title: titleOf(node, before.named), turns: [] });
    }
  }
  return steps;
}

function turnsOf(was: RawNode, node: RawNode, before: Told, after: Told): Turn[] {
  const kind = kindOf(node)?.field ?? "";
  const said = turn("Does", titleOf(was, before.named), titleOf(node, after.named));
  const told = new Set([kindOf(was)?.field ?? "", kind, ...(IN_LINE[kind] ?? [])]);
  const fields = [...new Set([...Object.keys(was), ...Object.keys(node)])].filter(
    (field) => !told.has(field) && !WAYS.has(field),
  );
  return [
    ...said,
    ...fields.flatMap((field) => {
      const label = FIELDS[field] ?? humane(field);
      return same(was[field], node[field]) ? [] : turn(label, saysValue(was[field]), saysValue(node[field]));
    }),
    ...leadsOf(was, node, before, after),
  ];
}

/** Where its ways lead: of those that both have, and of those that one has. */
function leadsOf(was: RawNode, node: RawNode, before: Told, after: Told): Turn[] {
  const ways = (told: Told, of: RawNode) =>
    new Map(
      waysOf(of, told.named).map((way) => [
        way.label,
        way.target === END ? "the end" : titleOf(told.draft.body.nodes[way.target], told.named),
      ]),
    );
  const [old, now] = [ways(before, was), ways(after, node)];
  return [...new Set([...old.keys(), ...now.keys()])].flatMap((label) =>
    turn(label ? `Leads to, ${label}` : "Leads to", old.get(label) ?? "", now.get(label) ?? ""),
  );
}

function aroundOf(before: Told, after: Told, old: Body, now: Body): Change[] {
  const around = (title: string, turns: Turn[]): Change[] =>
    turns.length > 0 ? [{ what: "changed", step: "", title, turns }] : [];
  return [
    ...around("Name", turn("", before.draft.name, after.draft.name)),
    ...around("Description", turn("", before.draft.description, after.draft.description)),
    ...around("Entry", [
      ...turn("Who", saysEntry(old.entry, before.named), saysEntry(now.entry, after.named)),
      ...entryTurns(old, now),
      ...(startOf(old) === startOf(now)
        ? []
        : turn(
            "Begins with",
            titleOf(old.nodes[startOf(old)], before.named),
            titleOf(now.nodes[startOf(now)], after.named),
          )),
    ]),
    ...(Object.keys(RULES) as (keyof typeof RULES)[]).flatMap((rule) =>
      same(old[rule], now[rule])
        ? []
        : around(RULES[rule], turn("", saysRule(rule, old, before.named), saysRule(rule, now, after.named))),
    ),
  ];
}

/** What of an entry its line does not tell. */
function entryTurns(old: Body, now: Body): Turn[] {
  const rest = ({ entry }: Body) => {
    const { event: _e, where: _w, segment: _s, on: _o, broadcast, business, ...more } = entry;
    const pace = broadcast?.pace ?? business?.pace;
    return {
      ...more,
      ...(pace ? { pace } : {}),
      ...(broadcast ? { at: saysAt(broadcast.at) } : {}),
    } as Record<string, unknown>;
  };
  const [was, is] = [rest(old), rest(now)];
  const labels: Readonly<Record<string, string>> = {
    key: "One way per",
    existing: "Also those who are in it",
    max_lag: "At most so late",
    pace: "Spread over",
    at: "At",
  };
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((field) =>
    turn(labels[field] ?? humane(field), saysValue(was[field]), saysValue(is[field])),
  );
}

function saysRule(rule: keyof typeof RULES, body: Body, named: Named): string {
  const criteria = (found: readonly Criterion[] | undefined) =>
    (found ?? [])
      .map((one) => {
        const called = one.name ? `${one.name}: ` : "";
        const within = one.within ? `, within ${lasting(one.within)}` : "";
        return `${called}${saysCriterion(one, named)}${within}`;
      })
      .join("; ");
  switch (rule) {
    case "exit":
    case "goals":
      return criteria(body[rule]);
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

const turn = (label: string, before: string, after: string): Turn[] =>
  before === after ? [] : [{ label, before, after }];

/** How many steps came, went and changed: `2 steps added, 1 changed`. */
export function saysChanges(changes: readonly Change[]): string {
  const many = (what: Change["what"]) => changes.filter((one) => one.what === what && one.step !== "").length;
  const rules = changes.filter((one) => one.step === "").length;
  const parts = (["added", "removed", "changed"] as const).flatMap((what) => {
    const found = many(what);
    return found > 0 ? [`${found} ${found === 1 ? "step" : "steps"} ${what}`] : [];
  });
  if (rules > 0) parts.push(`${rules} ${rules === 1 ? "rule" : "rules"} changed`);
  return parts.join(", ");
}
