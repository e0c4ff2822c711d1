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

const funnelOf = (asked: Asked) => ({
  ...common(asked),
  steps: asked.steps,
  window: asked.window,
  order: asked.order,
  by: asked.by ? { property: asked.by } : null,
});

const pathsOf = (asked: Asked) => ({
  ...common(asked),
  anchor: asked.steps[0] ?? null,
  direction: asked.direction,
});

const retentionOf = (asked: Asked) => ({
  ...common(asked),
  start: asked.steps[0] as Chosen,
  again: asked.steps[1] ?? null,
  unit: asked.unit,
  units: 8,
  cohort: asked.cohort,
});

const trendOf = (asked: Asked) => ({
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

const frictionOf = (asked: Asked) => ({
  ...common(asked),
  goal: asked.steps[0] as Chosen,
  errors: eventsOf(asked.errors),
  tickets: eventsOf(asked.tickets),
});

const rfmOf = (asked: Asked) => ({
  ...common(asked),
  order: asked.steps[0] as Chosen,
  value: asked.property,
});

const lifecycleOf = (asked: Asked) => ({
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
