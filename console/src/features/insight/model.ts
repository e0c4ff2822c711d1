import type { View } from "@/api/client";
import type { Chosen } from "@/features/segments/condition";

export type { Chosen };

/** What can be asked here. */
export const TOPICS = ["funnel", "paths", "retention", "trend", "friction", "rfm", "lifecycle"] as const;
export type Topic = (typeof TOPICS)[number];

export const TOPIC_NAMES: Record<Topic, string> = {
  funnel: "Funnel",
  paths: "Paths",
  retention: "Retention",
  trend: "Trend",
  friction: "Friction",
  rfm: "RFM",
  lifecycle: "Lifecycle",
};

export const isTopic = (value: unknown): value is Topic => TOPICS.includes(value as Topic);

/** A question as the screen holds it: all topics together, so that changing the topic keeps what was chosen. */
export interface Asked {
  steps: Chosen[];
  period: string;
  window: string;
  order: "ordered" | "strict" | "unordered";
  by: string;
  among: string;
  direction: "from" | "to";
  unit: "day" | "week" | "month";
  measure: "count" | "people" | "sum" | "avg" | "median" | "p90";
  property: string;
  /** Of a trend: beside the period before. */
  compare: boolean;
  cohort: "first" | "each";
  /** Of friction: events that are errors, and by which people ask for help. */
  errors: string[];
  tickets: string[];
}

export const FIRST: Asked = {
  steps: [
    { event: "Product Added", where: "" },
    { event: "Order Completed", where: "" },
  ],
  period: "30d",
  window: "7d",
  order: "ordered",
  by: "",
  among: "",
  direction: "from",
  unit: "week",
  measure: "count",
  property: "total",
  compare: true,
  cohort: "first",
  errors: [],
  tickets: [],
};

export const PERIODS = [
  { value: "7d", label: "Last 7 days" },
  { value: "30d", label: "Last 30 days" },
  { value: "90d", label: "Last 90 days" },
  { value: "6m", label: "Last 6 months" },
  { value: "12m", label: "Last 12 months" },
];

/** The periods that are offered, with one's own among them. */
export const periodsWith = (own: string | undefined) =>
  own === undefined || PERIODS.some((each) => each.value === own)
    ? PERIODS
    : [{ value: own, label: `Last ${own}` }, ...PERIODS];

export const needsProperty = (measure: Asked["measure"]): boolean => !["count", "people"].includes(measure);

/** What each part of a question may say. */
const MAY: Partial<Record<keyof Asked, RegExp>> = {
  period: /^[1-9]\d{0,3}[dwm]$/,
  window: /^[1-9]\d{0,4}[smhdw]$/,
  order: /^(ordered|strict|unordered)$/,
  direction: /^(from|to)$/,
  unit: /^(day|week|month)$/,
  measure: /^(count|people|sum|avg|median|p90)$/,
  cohort: /^(first|each)$/,
};

/** The question that a link carries; what it lacks or gets wrong is as at first. */
export function unpacked(found: Partial<Asked> | undefined): Asked {
  const steps = Array.isArray(found?.steps) ? found.steps : FIRST.steps;
  const read = steps.map((step) => ({ event: String(step?.event ?? ""), where: String(step?.where ?? "") }));
  const names = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);
  const fits = ([part, value]: [string, unknown]) => {
    const [first, may] = [FIRST[part as keyof Asked], MAY[part as keyof Asked]];
    return typeof value === typeof first && (!may || may.test(String(value)));
  };
  return {
    ...FIRST,
    ...Object.fromEntries(Object.entries(found ?? {}).filter(fits)),
    steps: read.length > 0 ? read : FIRST.steps,
    errors: names(found?.errors),
    tickets: names(found?.tickets),
  };
}

/** What an event is called in a question, by its place. */
export const STEP_NAMES: Record<Topic, (place: number) => string> = {
  funnel: (place) => `Step ${place + 1}`,
  paths: () => "Event",
  retention: (place) => (place === 0 ? "First did" : "Then came back to"),
  trend: (place) => `Event ${place + 1}`,
  friction: () => "What visits are for",
  rfm: () => "A purchase",
  lifecycle: () => "Active is who did",
};

/** Which field a fault is about, as it is called on the screen; `where` points into what was sent. */
export function fieldOf(topic: Topic, where: string): string {
  const [, part = "", place = "0"] = /^\/(\w+)(?:\/(\d+))?/.exec(where) ?? [];
  if (part === "among") return "Only people who";
  if (part === "by") return "Broken down by";
  if (part === "value" || where.endsWith("/property")) return topic === "rfm" ? "Worth" : "Property";
  if (part === "again") return STEP_NAMES[topic](1);
  if (part === "errors" || part === "tickets") return part === "errors" ? "Errors" : "Asking for help";
  if (["steps", "series", "anchor", "start", "goal", "order", "active"].includes(part)) {
    return STEP_NAMES[topic](Number(place));
  }
  return "";
}

/** The event and its property that are measured; no property where things are counted. */
export function measured(topic: Topic, asked: Asked): [event: string | undefined, property: string] {
  const measures = topic === "rfm" || (topic === "trend" && needsProperty(asked.measure));
  return [fitted(topic, asked.steps)[0]?.event, measures ? asked.property : ""];
}

/** The question on one line. */
export function saysAsked(topic: Topic, asked: Asked): string {
  const events = fitted(topic, asked.steps)
    .map((step) => step.event)
    .filter(Boolean);
  const several = topic === "funnel" || topic === "retention";
  const said = topic === "trend" ? events.join(", ") : several ? events.join(" → ") : events[0];
  const period = PERIODS.find((each) => each.value === asked.period)?.label ?? `Last ${asked.period}`;
  return [said || "Anything", period.toLowerCase()].join(", ");
}

const common = (asked: Asked) => ({ period: { last: asked.period }, among: asked.among });

export const funnelOf = (asked: Asked) => ({
  ...common(asked),
  steps: asked.steps,
  window: asked.window,
  order: asked.order,
  by: asked.by ? { property: asked.by } : null,
});

export const pathsOf = (asked: Asked) => ({
  ...common(asked),
  anchor: asked.steps[0] ?? null,
  direction: asked.direction,
});

export const retentionOf = (asked: Asked) => ({
  ...common(asked),
  start: asked.steps[0] as Chosen,
  again: asked.steps[1] ?? null,
  unit: asked.unit,
  units: 8,
  cohort: asked.cohort,
});

export const trendOf = (asked: Asked) => ({
  ...common(asked),
  series: asked.steps.map((step) => ({
    ...step,
    measure: asked.measure,
    property: needsProperty(asked.measure) ? asked.property : "",
  })),
  unit: asked.unit,
  by: asked.by ? { property: asked.by } : null,
  compare: asked.compare ? ("previous" as const) : ("" as const),
});

const eventsOf = (names: string[]) => names.map((event) => ({ event }));

export const frictionOf = (asked: Asked) => ({
  ...common(asked),
  goal: asked.steps[0] as Chosen,
  errors: eventsOf(asked.errors),
  tickets: eventsOf(asked.tickets),
});

export const rfmOf = (asked: Asked) => ({
  ...common(asked),
  order: asked.steps[0] as Chosen,
  value: asked.property,
});

export const lifecycleOf = (asked: Asked) => ({
  ...common(asked),
  active: asked.steps[0]?.event ? asked.steps[0] : null,
  unit: asked.unit,
});

/** A question as the API takes it. */
export function questionOf(topic: Topic, asked: Asked): Record<string, unknown> {
  const whole = { ...asked, steps: fitted(topic, asked.steps) };
  switch (topic) {
    case "funnel":
      return funnelOf(whole);
    case "paths":
      return pathsOf(whole);
    case "retention":
      return retentionOf(whole);
    case "trend":
      return trendOf(whole);
    case "friction":
      return frictionOf(whole);
    case "rfm":
      return rfmOf(whole);
    case "lifecycle":
      return lifecycleOf(whole);
  }
}

/** How many steps a topic takes: at least, at most. */
export const STEPS: Record<Topic, [least: number, most: number]> = {
  funnel: [2, 8],
  paths: [1, 1],
  retention: [1, 2],
  trend: [1, 5],
  friction: [1, 1],
  rfm: [1, 1],
  lifecycle: [1, 1],
};

/** What these look at is where the others lead to: the last step. */
const ABOUT_THE_LAST: readonly Topic[] = ["friction", "rfm", "lifecycle"];

/** The steps as a topic takes them. */
export function fitted(topic: Topic, steps: Chosen[]): Chosen[] {
  const [least, most] = STEPS[topic];
  const found = ABOUT_THE_LAST.includes(topic) ? steps.slice(-1) : steps.slice(0, most);
  while (found.length < least) found.push({ event: "", where: "" });
  return found;
}

/** The same the other way: what a topic shows put back, and what it does not show kept. */
export const putBack = (topic: Topic, all: Chosen[], shown: Chosen[]): Chosen[] =>
  ABOUT_THE_LAST.includes(topic) ? [...all.slice(0, -1), ...shown] : shown;

/** Whether everything is said that has to be. */
export const isWhole = (topic: Topic, asked: Asked): boolean =>
  (topic === "lifecycle" || fitted(topic, asked.steps).every((step) => step.event)) &&
  (topic !== "trend" || !needsProperty(asked.measure) || asked.property !== "") &&
  (topic !== "rfm" || asked.property !== "");

/** 45 s, 12 min, 3.5 h, 11 d */
export function took(seconds: number): string {
  const [size, unit] =
    seconds >= 86_400
      ? [86_400, "d"]
      : seconds >= 3_600
        ? [3_600, "h"]
        : seconds >= 60
          ? [60, "min"]
          : [1, "s"];
  const value = seconds / (size as number);
  return `${value >= 10 ? Math.round(value) : Math.round(value * 10) / 10} ${unit}`;
}

/** The start of a unit by the workspace's calendar. */
export function unitName(start: string, unit: string, zone: string): string {
  const style: Intl.DateTimeFormatOptions =
    unit === "month"
      ? { month: "short", year: "numeric" }
      : unit === "hour"
        ? { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }
        : { day: "numeric", month: "short" };
  const known = `${unit} ${zone}`;
  const format = UNITS_OF.get(known) ?? new Intl.DateTimeFormat("en-GB", { ...style, timeZone: zone });
  UNITS_OF.set(known, format);
  return format.format(new Date(start));
}

/** Made once each: a chart names many units. */
const UNITS_OF = new Map<string, Intl.DateTimeFormat>();

/** What a group is called. */
export function groupName(group: { value: unknown; rest?: boolean } | null | undefined): string {
  if (!group) return "";
  if (group.rest) return "Others";
  if (group.value === null || group.value === undefined) return "None";
  if (typeof group.value === "boolean") return group.value ? "Yes" : "No";
  return String(group.value);
}

/** By which part of itself something grew; nothing where there was nothing before. */
export const grown = (now: number | null, before: number | null | undefined): number | null =>
  now === null || !before ? null : now / before - 1;

/** People by how lately they came (across) and how often (up), 1 to 5 each. */
export const GRID = "People by how lately and how often they bought";

export function rfmGrid(
  cells: View<"RfmAnswer">["cells"],
): { recency: number; frequency: number; people: number; value: number }[] {
  const found = new Map<string, { recency: number; frequency: number; people: number; value: number }>();
  for (const frequency of [5, 4, 3, 2, 1]) {
    for (const recency of [1, 2, 3, 4, 5]) {
      found.set(`${recency} ${frequency}`, { recency, frequency, people: 0, value: 0 });
    }
  }
  for (const cell of cells) {
    const mine = found.get(`${cell.recency} ${cell.frequency}`);
    if (mine) {
      mine.people += cell.people;
      mine.value += cell.value;
    }
  }
  // Equals score alike, so some scores are nobody's: a row or column of them would only be a hole.
  const all = [...found.values()];
  const held = (key: "recency" | "frequency", score: number) =>
    all.some((cell) => cell[key] === score && cell.people > 0);
  return all.filter((cell) => held("recency", cell.recency) && held("frequency", cell.frequency));
}

/** What a standing means, and what one would do. */
export const STANDINGS: Record<string, string> = {
  champions: "Bought lately, often and for much: reward them",
  loyal: "Come back reliably: ask for a review, show what is new",
  promising: "New and busy: help with the second step",
  new: "Just bought for the first time: welcome them",
  "needs attention": "Have grown quieter: remind them",
  "at risk": "Were worth much and stay away: win them back",
  "about to leave": "Seldom and long ago: one last offer",
  lost: "Long gone: leave them in peace",
};

/** Parts of a unit, as they stand on each other from the top. */
export const LIFE = ["new", "resurrected", "returning", "dormant"] as const;
export const LIFE_NAMES: Record<(typeof LIFE)[number], string> = {
  new: "New",
  returning: "Came again",
  resurrected: "Back after a pause",
  dormant: "Gone quiet",
};

export type PathsAnswer = View<"PathsAnswer">;

/** A node where it is drawn. */
export interface Box {
  key: string;
  step: number;
  name: string | null;
  paths: number;
  ended: number;
  x: number;
  y: number;
  height: number;
}

/** A link where it is drawn: from one side to the other, each with where it begins, and how thick it is. */
export interface Ribbon {
  key: string;
  from: Box;
  to: Box;
  paths: number;
  y0: number;
  y1: number;
  thick: number;
}

const GAP = 18;
export const NODE = 10;

/** Where everything of a Sankey diagram stands, in pixels. */
export function sankey(found: PathsAnswer, width: number, height: number, back: boolean): [Box[], Ribbon[]] {
  const columns = new Map<number, PathsAnswer["nodes"]>();
  for (const node of found.nodes) columns.set(node.step, [...(columns.get(node.step) ?? []), node]);
  const steps = Math.max(1, columns.size);
  const tallest = Math.max(0, ...[...columns.values()].map((nodes) => nodes.length - 1));
  const room = Math.max(40, height - tallest * GAP);
  const scale = found.paths > 0 ? room / found.paths : 0;
  const across = steps > 1 ? (width - NODE - 150) / (steps - 1) : 0;
  const boxes: Box[] = [];
  for (const [step, nodes] of columns) {
    let y = 0;
    for (const node of nodes) {
      const tall = Math.max(2, node.paths * scale);
      const place = back ? steps - 1 - step : step;
      const name = node.name ?? null;
      boxes.push({
        key: `${step} ${name}`,
        step,
        name,
        paths: node.paths,
        ended: node.ended,
        x: place * across + (back ? 150 : 0),
        y,
        height: tall,
      });
      y += tall + GAP;
    }
  }
  const byKey = new Map(boxes.map((box) => [box.key, box]));
  const out = new Map<string, number>();
  const into = new Map<string, number>();
  const ribbons: Ribbon[] = [];
  for (const link of found.links) {
    const from = byKey.get(`${link.step} ${link.source ?? null}`);
    const to = byKey.get(`${link.step + 1} ${link.target ?? null}`);
    if (!from || !to) continue;
    const y0 = from.y + (out.get(from.key) ?? 0);
    const y1 = to.y + (into.get(to.key) ?? 0);
    const thick = Math.max(1, link.paths * scale);
    out.set(from.key, (out.get(from.key) ?? 0) + link.paths * scale);
    into.set(to.key, (into.get(to.key) ?? 0) + link.paths * scale);
    ribbons.push({ key: `${from.key} > ${to.key}`, from, to, paths: link.paths, y0, y1, thick });
  }
  return [boxes, ribbons];
}
