import type { View } from "@/api/client";
import { humane } from "@/ui/format";

export type Report = View<"AttributionReport">;

/** A saved question: of what it asks, what the screen can show. */
export interface Saved {
  id: string;
  name: string;
  question: {
    conversion: string;
    value?: string;
    by?: Asked["by"];
    look_back?: string;
    among?: string;
    daily_costs?: Record<string, number>;
    touchpoints?: readonly { events: string; channel: string; campaign?: string; message?: string }[];
  };
}

/** A way of touching people, as the screen holds it. */
export interface Touch {
  events: string;
  channel: string;
  campaign: string;
  message: string;
}

/** A question as the screen holds it. */
export interface Asked {
  /** The document that it began with; empty for none. */
  saved: string;
  conversion: string;
  value: string;
  touchpoints: Touch[];
  by: "channel" | "campaign" | "message";
  lookBack: string;
  days: number;
  among: string;
  halfLife: string;
  order: number;
  /** In the period, as somebody typed them. */
  costs: Record<string, number>;
  /** A day, as the saved question has them. */
  daily: Record<string, number>;
}

export const FIRST: Asked = {
  saved: "",
  conversion: '"Order Completed"',
  value: "total",
  touchpoints: [],
  by: "channel",
  lookBack: "30d",
  days: 90,
  among: "",
  halfLife: "7d",
  order: 1,
  costs: {},
  daily: {},
};

/** The question that a link carries, on top of what the first saved one says. */
export function unpacked(found: Partial<Asked> | undefined, saved: readonly Saved[]): Asked {
  const base = saved.find((each) => each.id === (found?.saved ?? saved[0]?.id));
  const known: Asked = base ? { ...FIRST, ...ofSaved(base) } : FIRST;
  const touchpoints = Array.isArray(found?.touchpoints) ? found.touchpoints : known.touchpoints;
  return {
    ...known,
    ...found,
    touchpoints,
    costs: amounts(found?.costs),
    daily: amounts(found?.daily ?? known.daily),
  };
}

const amounts = (found: Record<string, number> | undefined): Record<string, number> =>
  Object.fromEntries(Object.entries(found ?? {}).filter(([, cost]) => Number.isFinite(cost)));

/** What a channel cost in the period: as it was typed, or as the saved question says of a day; undefined if neither. */
export function costOf(asked: Pick<Asked, "costs" | "daily" | "days">, channel: string): number | undefined {
  const typed = asked.costs[channel];
  if (typed !== undefined) return typed;
  const daily = asked.daily[channel];
  return daily === undefined ? undefined : Math.round(daily * asked.days * 100) / 100;
}

/** The question with another cost of a channel, or none. */
export function withCost(asked: Asked, channel: string, cost: number | undefined): Partial<Asked> {
  const { [channel]: _, ...costs } = asked.costs;
  const { [channel]: __, ...daily } = asked.daily;
  return { daily, costs: cost === undefined ? costs : { ...costs, [channel]: cost } };
}

/** What a document asks, as the screen holds it. */
export function ofSaved(saved: Saved): Partial<Asked> {
  const { conversion, value, touchpoints, by, look_back, among, daily_costs } = saved.question;
  return {
    saved: saved.id,
    conversion,
    value: value ?? "",
    by: by ?? "channel",
    lookBack: look_back ?? FIRST.lookBack,
    among: among ?? "",
    costs: {},
    daily: daily_costs ?? {},
    touchpoints: (touchpoints ?? []).map((each) => ({
      events: each.events,
      channel: each.channel,
      campaign: each.campaign ?? "",
      message: each.message ?? "",
    })),
  };
}

/** A question as the API takes it; up to the last full hour, so that asking twice gives the same. */
export function questionOf(asked: Asked, now: Date): Record<string, unknown> {
  const until = new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000);
  const since = new Date(until.getTime() - asked.days * 86_400_000);
  return {
    conversion: asked.conversion,
    value: asked.value,
    touchpoints: asked.touchpoints.filter((each) => each.events && each.channel),
    by: asked.by,
    look_back: asked.lookBack,
    since: since.toISOString(),
    until: until.toISOString(),
    among: asked.among,
    half_life: asked.halfLife,
    order: asked.order,
    costs: asked.costs,
    daily_costs: asked.daily,
  };
}

export const isWhole = (asked: Asked): boolean =>
  asked.conversion.trim() !== "" && asked.lookBack.trim() !== "";

const FIELDS: Readonly<Record<string, string>> = {
  conversion: "Conversion",
  value: "Worth",
  look_back: "A touch counts for",
  among: "Only people who",
};

/** Which field a fault is about, as it is called on the screen; `where` points into what was sent. */
export function fieldOf(where: string): string {
  const [, part = "", place] = /^\/(\w+)(?:\/(\d+))?/.exec(where) ?? [];
  return part === "touchpoints" && place ? `Touch ${Number(place) + 1}` : (FIELDS[part] ?? "");
}

/** The same question as a document. */
export function documentOf(asked: Asked): Record<string, unknown> {
  return {
    kind: "model",
    id: asked.saved || "attribution",
    task: "attribution",
    goal: asked.conversion,
    amount: asked.value || undefined,
    look_back: asked.lookBack,
    by: asked.by === "channel" ? undefined : asked.by,
    eligible: asked.among || undefined,
    daily_costs: Object.keys(asked.daily).length ? asked.daily : undefined,
    touchpoints: asked.touchpoints.length
      ? asked.touchpoints.map((each) => ({
          events: each.events,
          channel: each.channel,
          campaign: each.campaign || undefined,
          message: each.message || undefined,
        }))
      : undefined,
  };
}

/** The same question on the command line, for what a document can't say. */
export function commandOf(asked: Asked, model: string, now: Date): string {
  const quoted = (text: string) => (/^[\w.:=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
  const said: (string | false)[] = [
    `clew attribute --document ${asked.saved || "attribution"}`,
    asked.by !== "channel" && `--by ${asked.by}`,
    model !== "" && `--model ${model}`,
    asked.order !== 1 && `--order ${asked.order}`,
    `--half-life ${asked.halfLife}`,
    asked.days !== FIRST.days &&
      `--since ${new Date(now.getTime() - asked.days * 86_400_000).toISOString().slice(0, 19)}Z`,
    ...Object.entries(asked.costs).map(([channel, cost]) => `--cost ${quoted(`${channel}=${cost}`)}`),
  ];
  return said.filter(Boolean).join(" \\\n  ");
}

const NAMES: Record<string, string> = {
  u_shaped: "U-shaped",
  j_shaped: "J-shaped",
  inverse_j: "Inverse J",
  same_touch: "Same touch",
  time_decay: "Time decay",
  markov: "Markov removal",
  shapley: "Shapley",
  incremental: "Incremental",
};

/** The question on one line. */
export const saysAsked = (asked: Asked): string =>
  `${asked.conversion.replaceAll('"', "") || "Which conversions?"} by ${asked.by}, last ${asked.days} days`;

/** What a model is called. */
export const modelName = (name: string): string => NAMES[name] ?? humane(name);

export const KINDS: Record<string, string> = {
  rule: "An opinion: a rule shares each way",
  data: "From the ways themselves, those without a conversion included",
  incremental: "Only what goes beyond those whom nothing reached",
};

/** Which model to show first: what the ways themselves say, else the first there is. */
export function chosenModel(
  report: Report,
  wanted: string | undefined,
): Report["models"][number] | undefined {
  const find = (name: string) => report.models.find((each) => each.name === name);
  return (wanted ? find(wanted) : undefined) ?? find("markov") ?? report.models[0];
}

/** Microseconds, as a person would say them. */
export function lag(microseconds: number): string {
  const hours = microseconds / 3_600_000_000;
  if (hours < 1) return `${Math.max(1, Math.round(hours * 60))} min`;
  return hours < 48 ? `${Math.round(hours)} h` : `${Math.round((hours / 24) * 10) / 10} days`;
}

/** Of each pair of models, by both names in either order. */
export function agreementOf(report: Report): Map<string, Report["agreement"][number]> {
  return new Map(
    report.agreement.flatMap((pair) => [
      [`${pair.one} ${pair.other}`, pair],
      [`${pair.other} ${pair.one}`, pair],
    ]),
  );
}
