import { humane, lasting } from "@/ui/format";
import { awaited, type Criterion, END, type RawNode, type Way } from "./document";

/**
 * What people call a thing that a step names by its id, and how a condition reads, on a person (`condition`) or on an
 * event (`where`); the id, or the text, where nobody knows.
 */
export type Named = (
  naming: "template" | "segment" | "journey" | "step" | "condition" | "where",
  id: string,
) => string;

const BARE: Named = (_, id) => id;

/** What a step is about; its colour on the canvas. */
export type Tone = "message" | "time" | "choice" | "data" | "flow";

export interface Kind {
  /** The leading field that makes a node this kind. */
  field: string;
  label: string;
  /** What it is for, in the palette. */
  hint: string;
  tone: Tone;
  /** A new one; its ways lead to `next`. */
  blank: (next: string) => RawNode;
  /** What one of them does, in a line. */
  says: (node: RawNode, named: Named) => string;
  ways: (node: RawNode, named: Named) => Way[];
}

const text = (value: unknown, otherwise = "…"): string =>
  value === undefined || value === "" ? otherwise : String(value);
const called = (named: Named, naming: Parameters<Named>[0], id: unknown, otherwise = "…"): string =>
  typeof id === "string" && id !== "" ? named(naming, id) : text(id, otherwise);
const target = (value: unknown): string => (typeof value === "string" && value ? value : END);
const onward = (node: RawNode): Way[] => [{ path: ["next"], label: "", target: target(node.next) }];

/** Ways that are there only when somebody named where they lead. */
function further(node: RawNode, labels: Record<string, string>): Way[] {
  return Object.entries(labels)
    .filter(([field]) => typeof node[field] === "string")
    .map(([field, label]) => ({ path: [field], label, target: target(node[field]) }));
}

interface RawArm {
  percent?: number;
  next?: string;
  arm?: string;
}

/** Ways by chance: called as reports call them, by their own name or by the id of where they lead. */
function arms(node: RawNode, field: "split" | "arms"): Way[] {
  const found = Array.isArray(node[field]) ? (node[field] as RawArm[]) : [];
  return found.map((arm, index) => ({
    path: [field, index, "next"],
    label: `${humane(arm.arm || arm.next || END)} ${arm.percent ?? 0}%`,
    target: target(arm.next),
  }));
}

/** A criterion in a few words: `Order completed`, `in segment vip`. */
export function saysCriterion(criterion: Criterion, named: Named = BARE): string {
  if (criterion.event !== undefined) return `${text(criterion.event)}${saysWhere(criterion.where, named)}`;
  if (criterion.segment !== undefined) return `in ${called(named, "segment", criterion.segment)}`;
  if (criterion.left !== undefined) return `not in ${called(named, "segment", criterion.left)}`;
  return criterion.if ? named("condition", criterion.if) : "…";
}

/** What is asked of an event, as it stands behind its name. */
export const saysWhere = (where: string | undefined, named: Named = BARE): string =>
  where ? ` where ${named("where", where)}` : "";

const list = (found: readonly string[]): string => found.join(", ");

/** Every kind of step that a journey may hold, in the order of the palette. */
export const KINDS: readonly Kind[] = [
  {
    field: "send",
    label: "Message",
    hint: "Email or another channel, from a template",
    tone: "message",
    blank: (next) => ({ send: "", next }),
    says: (node, named) => called(named, "template", node.send, "choose a template"),
    ways: onward,
  },
  {
    field: "webhook",
    label: "Webhook",
    hint: "Call another system, and use its answer",
    tone: "message",
    blank: (next) => ({ webhook: "", next }),
    says: (node, named) =>
      node.answer
        ? `${called(named, "template", node.webhook)}, answer within ${lasting(node.answer)}`
        : called(named, "template", node.webhook, "choose a template"),
    ways: (node) => [...onward(node), ...further(node, { on_error: "no answer" })],
  },
  {
    field: "wait",
    label: "Wait",
    hint: "For a length of time",
    tone: "time",
    blank: (next) => ({ wait: "1d", next }),
    says: (node) => `for ${lasting(node.wait)}`,
    ways: onward,
  },
  {
    field: "wait_event",
    label: "Wait for something",
    hint: "Until an event or a segment, or until time is up",
    tone: "time",
    blank: (next) => ({ wait_event: [{ event: "" }], timeout: "1d", on_event: next, on_timeout: END }),
    says: (node, named) =>
      `until ${
        awaited(node)
          .map((one) => saysCriterion(one, named))
          .join(" or ") || "…"
      }`,
    ways: (node, named) => [
      ...awaited(node).flatMap((criterion, index) =>
        criterion.next === undefined
          ? []
          : [
              {
                path: Array.isArray(node.wait_event) ? ["wait_event", index, "next"] : ["wait_event", "next"],
                label: saysCriterion(criterion, named),
                target: target(criterion.next),
              },
            ],
      ),
      ...(awaited(node).some((criterion) => criterion.next === undefined)
        ? [{ path: ["on_event"], label: "it came", target: target(node.on_event) }]
        : []),
      ...(node.timeout === undefined
        ? []
        : [
            {
              path: ["on_timeout"],
              label: `after ${lasting(node.timeout)}`,
              target: target(node.on_timeout),
            },
          ]),
    ],
  },
  {
    field: "wait_local",
    label: "Wait until a time",
    hint: "In the person’s time zone",
    tone: "time",
    blank: (next) => ({ wait_local: "09:00", next }),
    says: (node) =>
      `until ${text(node.wait_local)}${Array.isArray(node.weekdays) && node.weekdays.length ? `, ${list(node.weekdays)}` : ""}`,
    ways: onward,
  },
  {
    field: "wait_until",
    label: "Wait until a date",
    hint: "A date of the person's: a birthday, a renewal",
    tone: "time",
    blank: (next) => ({ wait_until: "", next }),
    says: (node) => {
      const shift = node.before
        ? `${lasting(node.before)} before `
        : node.after
          ? `${lasting(node.after)} after `
          : "";
      return `until ${shift}${text(node.wait_until, "choose an attribute")}${node.time ? ` at ${node.time}` : ""}`;
    },
    ways: (node) => [...onward(node), ...further(node, { passed: "already over", missing: "no such date" })],
  },
  {
    field: "if",
    label: "Condition",
    hint: "Yes or no, by what is known of the person",
    tone: "choice",
    // biome-ignore lint/suspicious/noThenProperty: the word of the document.
    blank: (next) => ({ if: "", then: next, else: END }),
    says: (node, named) =>
      [
        ...(node.if ? [named("condition", text(node.if))] : []),
        ...(node.where ? [named("where", text(node.where))] : []),
      ].join(", and ") || "choose a condition",
    ways: (node) => [
      { path: ["then"], label: "yes", target: target(node.then) },
      { path: ["else"], label: "no", target: target(node.else) },
    ],
  },
  {
    field: "split",
    label: "Split",
    hint: "By percentage; the same person always the same way",
    tone: "choice",
    blank: (next) => ({
      split: [
        { percent: 50, next, arm: "A" },
        { percent: 50, next: END, arm: "B" },
      ],
    }),
    says: (node) => `${arms(node, "split").length} ways, by chance`,
    ways: (node) => arms(node, "split"),
  },
  {
    field: "experiment",
    label: "Experiment",
    hint: "A split that is measured, with a hold-out",
    tone: "choice",
    blank: (next) => ({
      experiment: "",
      arms: [
        { percent: 50, next, arm: "A" },
        { percent: 50, next, arm: "B" },
      ],
      holdout: 10,
      next: END,
    }),
    says: (node) => (node.experiment ? humane(text(node.experiment)) : "name it"),
    ways: (node) => [
      ...arms(node, "arms"),
      ...(Number(node.holdout ?? 0) > 0
        ? [{ path: ["next"], label: `held out ${node.holdout}%`, target: target(node.next) }]
        : []),
    ],
  },
  {
    field: "update",
    label: "Update profile",
    hint: "Write attributes of the person",
    tone: "data",
    blank: (next) => ({ update: {}, next }),
    says: (node) =>
      list(
        Object.entries((node.update as object) ?? {}).map(([name, value]) => `${name}: ${String(value)}`),
      ) || "…",
    ways: onward,
  },
  {
    field: "add_to",
    label: "Add to list",
    hint: "Put the person on a list",
    tone: "data",
    blank: (next) => ({ add_to: "", next }),
    says: (node, named) => called(named, "segment", node.add_to, "choose a list"),
    ways: onward,
  },
  {
    field: "remove_from",
    label: "Remove from list",
    hint: "Take the person off a list",
    tone: "data",
    blank: (next) => ({ remove_from: "", next }),
    says: (node, named) => called(named, "segment", node.remove_from, "choose a list"),
    ways: onward,
  },
  {
    field: "do",
    label: "Other action",
    hint: "By its name",
    tone: "data",
    blank: (next) => ({ do: "", next }),
    says: (node) => text(node.do, "name it"),
    ways: onward,
  },
  {
    field: "jump",
    label: "Other journey",
    hint: "Into another journey; this one goes on",
    tone: "flow",
    blank: (next) => ({ jump: "", next }),
    says: (node, named) => called(named, "journey", node.jump, "choose a journey"),
    ways: onward,
  },
  {
    field: "repeat",
    label: "Repeat",
    hint: "Back to an earlier step, so many times",
    tone: "flow",
    blank: (next) => ({ repeat: "", times: 2, next }),
    says: (node, named) =>
      `${called(named, "step", node.repeat, "choose a step")}, ${text(node.times)} times`,
    ways: (node) => [
      { path: ["repeat"], label: "again", target: target(node.repeat) },
      { path: ["next"], label: "then", target: target(node.next) },
    ],
  },
  {
    field: "join",
    label: "Join",
    hint: "Where several ways meet, under a name",
    tone: "flow",
    blank: (next) => ({ join: "", next }),
    says: (node) => text(node.join, ""),
    ways: onward,
  },
  {
    field: "end",
    label: "End",
    hint: "The end, with a word on how it ended",
    tone: "flow",
    blank: () => ({ end: "done" }),
    says: (node) => text(node.end, ""),
    ways: () => [],
  },
];

/** What the palette offers. Whatever `do` may name has a step of its own; it stands in older documents only. */
export const OFFERED: readonly Kind[] = KINDS.filter((kind) => kind.field !== "do");

const BY_FIELD = new Map(KINDS.map((kind) => [kind.field, kind]));

/** What kind of step a node is; undefined where its YAML says none that we know. */
export function kindOf(node: RawNode): Kind | undefined {
  for (const field of Object.keys(node)) {
    // `if` may be absent: a condition may ask the event alone.
    const kind = BY_FIELD.get(field === "where" && !("if" in node) ? "if" : field);
    if (kind) return kind;
  }
  return undefined;
}

/** The ways out of a node. */
export function waysOf(node: RawNode, named: Named = BARE): Way[] {
  return kindOf(node)?.ways(node, named) ?? [];
}

/** What a step does, as the second line of its card: `for 2 days`, the name of a template. */
export function saysStep(node: RawNode, named: Named = BARE): string {
  return kindOf(node)?.says(node, named) ?? "";
}

/** What a step is called wherever it is not seen: by what it does. `Wait for 2 days`, `Message: Something waits`. */
export function titleOf(node: RawNode | undefined, named: Named = BARE): string {
  const kind = node && kindOf(node);
  if (!kind) return "Unknown step";
  const says = kind.says(node, named);
  // What waits reads on: "Wait until Product Viewed".
  if (kind.tone === "time") return `Wait ${says}`;
  return says ? `${kind.label}: ${says}` : kind.label;
}
