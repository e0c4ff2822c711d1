// What differs between two versions of a journey, as people say it: steps that came and went, and what each now does.

import { type Body, type RawNode, startOf } from "./document";
import type { Draft } from "./draft";
import { saysEntry } from "./entry";
import { type Named, titleOf } from "./kinds";
import { entryFacts, type Fact, leadsOf, ruleFacts, stepFacts } from "./reading";

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
  const leads = (of: RawNode, { draft, named }: Told): Fact[] =>
    leadsOf(of, draft.body, named).map(({ label, says }) => ({
      label: label ? `Leads to, ${label}` : "Leads to",
      says,
    }));
  return [
    ...turn("Does", titleOf(was, before.named), titleOf(node, after.named)),
    ...turnsBetween(stepFacts(was), stepFacts(node)),
    ...turnsBetween(leads(was, before), leads(node, after)),
  ];
}

/** What is said otherwise, by what it is about. */
function turnsBetween(before: readonly Fact[], after: readonly Fact[]): Turn[] {
  const [old, now] = [before, after].map((facts) => new Map(facts.map(({ label, says }) => [label, says])));
  return [...new Set([...before, ...after].map(({ label }) => label))].flatMap((label) =>
    turn(label, old?.get(label) ?? "", now?.get(label) ?? ""),
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
      ...turnsBetween(entryFacts(old), entryFacts(now)),
      ...(startOf(old) === startOf(now)
        ? []
        : turn(
            "Begins with",
            titleOf(old.nodes[startOf(old)], before.named),
            titleOf(now.nodes[startOf(now)], after.named),
          )),
    ]),
    ...turnsBetween(ruleFacts(old, before.named), ruleFacts(now, after.named)).flatMap(({ label, ...said }) =>
      around(label, [{ label: "", ...said }]),
    ),
  ];
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
