// What a palette's word becomes when it is added: something that already means something, so that the count is live.

import type { View } from "@/api/client";
import { byName, humane } from "@/ui/format";
import { type Kind, type Node, path } from "./cxl";
import { begunWith, choiceOf, labelsOf, singles } from "./lists";
import { nodeOf } from "./tests";

export type Palette = View<"PaletteView">;

/** A word that can be added. */
export interface Word {
  key: string;
  group: "Traits" | "Scores" | "People" | "Events" | "Segments" | "Consent" | "More";
  label: string;
  /** At the right: coverage, or how often. */
  detail: string;
  /** Other words by which it is found. */
  keywords: string;
  /** Known, but not of anybody lately: shown where it is sought. */
  rare?: boolean;
  kind: Kind | "event" | "segment" | "sequence" | "group";
  make: () => Node;
}

const test = (subject: Node, operator: string, operands: string[], kind: Kind): Node =>
  nodeOf({ subject, operator, operands, kind, ignoring: false });

/** What events are called: names that machines gave as words, those of a shop as it gave them. */
export const eventName = (type: string): string =>
  type === "page"
    ? "Page viewed"
    : type === "screen"
      ? "Screen viewed"
      : /^[a-z\d]+(_[a-z\d]+)+$/.test(type)
        ? humane(type)
        : type;

/** What most who begin look for, of all that never happened yet. */
const SOUGHT = [
  "Product Viewed",
  "Product Added",
  "Checkout Started",
  "Order Completed",
  "Signed Up",
  "page",
];

/** Events: those that happen first, then what is sought most, then the rest as it came. */
function eventsOf({ events }: Palette): Palette["events"] {
  const placeOf = ({ type, count }: Palette["events"][number]): number => {
    const sought = SOUGHT.indexOf(type);
    return count > 0 ? -1 : sought < 0 ? SOUGHT.length : sought;
  };
  return [...events].sort((one, other) => placeOf(one) - placeOf(other));
}

/** Types of events to choose from. */
export function eventChoices(palette: Palette): { value: string; label: string }[] {
  return eventsOf(palette).map(({ type }) => ({ value: type, label: eventName(type) }));
}

/** The words of a palette, in the order in which they are shown. */
export function wordsOf(
  palette: Palette,
  own: string | undefined,
  show: (part: number) => string,
  tally: (n: number) => string,
  consentName: (name: string) => string,
): Word[] {
  const called = labelsOf(palette.attributes);
  const people = palette.attributes
    .filter((field) => field.type !== "object")
    .map(
      (field): Word => ({
        key: `attribute ${field.name}`,
        group: "People",
        label: called(field.name),
        detail: field.coverage === null ? "" : show(field.coverage),
        keywords: `${field.name} ${field.note}`.trim(),
        rare: field.coverage === 0,
        kind: field.type as Kind,
        make: () => begunWith("profile", palette.attributes, choiceOf(palette.attributes, field.name)),
      }),
    );
  const events = eventsOf(palette).map(
    (event): Word => ({
      key: `event ${event.type}`,
      group: "Events",
      label: eventName(event.type),
      detail: tally(event.count),
      keywords: `${event.type} ${event.note}`.trim(),
      rare: event.count === 0,
      kind: "event",
      make: () => didOf(event.type),
    }),
  );
  const traits = byName(palette.traits).map(
    (trait): Word => ({
      key: `trait ${trait.id}`,
      group: "Traits",
      label: trait.name,
      detail: trait.unit ?? "",
      keywords: trait.id,
      kind: trait.type as Kind,
      make: () => ofTrait(trait.id, trait.type as Kind),
    }),
  );
  const scores = byName(palette.scores).map(
    (score): Word => ({
      key: `score ${score.id}`,
      group: "Scores",
      label: score.name,
      detail: "",
      keywords: `${score.id} model prediction risk`,
      kind: "number",
      make: () => test({ op: "score", name: score.id }, ">", ["0.5"], "number"),
    }),
  );
  const segments = byName(palette.segments)
    .filter((segment) => segment.id !== own)
    .map(
      (segment): Word => ({
        key: `segment ${segment.id}`,
        group: "Segments",
        label: segment.name,
        detail: "",
        keywords: segment.id,
        kind: "segment",
        make: () => ({ op: "in_segment", segment: segment.id }),
      }),
    );
  const consents = palette.consents.map(
    (name): Word => ({
      key: `consent ${name}`,
      group: "Consent",
      label: consentName(name),
      detail: "",
      keywords: `${name} agreed opt-in`,
      kind: "text",
      make: () => test({ op: "consent", name }, "=", ["in"], "text"),
    }),
  );
  const [first = "page", second = first] = palette.events
    .filter((event) => event.count > 0)
    .map((event) => event.type);
  const more: Word[] = [
    {
      key: "sequence",
      group: "More",
      label: "Sequence",
      detail: "",
      keywords: "then not within",
      kind: "sequence",
      make: () => ({ op: "sequence", steps: [{ type: second }, { type: first, within: "7d" }] }),
    },
    {
      key: "metric",
      group: "More",
      label: "Sum or average",
      detail: "",
      keywords: "count total revenue distinct",
      kind: "number",
      make: () => metricOf(palette, first),
    },
  ];
  return [...people, ...events, ...traits, ...scores, ...segments, ...consents, ...more];
}

function ofTrait(name: string, kind: Kind): Node {
  const subject = { op: "trait", name };
  return kind === "number" ? test(subject, ">", ["0"], "number") : test(subject, "known", [], "text");
}

export const didOf = (type: string): Node => ({
  op: "did",
  events: { type, window: { op: "rolling", span: "30d" } },
});

function metricOf(palette: Palette, type: string): Node {
  const properties = palette.events.find((event) => event.type === type)?.properties ?? [];
  const numeric = singles(properties).find((each) => each.type === "number");
  const events = { type, window: { op: "rolling", span: "90d" } };
  const subject = numeric
    ? { op: "aggregate", name: "sum", path: path("event", numeric.name), events }
    : { op: "aggregate", name: "count", events };
  return test(subject, ">", ["0"], "number");
}
