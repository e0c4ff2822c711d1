// What an event or a fact is called, and the gist of what was said: pure, so that it can be tested.

import { cents, channelName, count, figure, humane, plain } from "./format";
import { saysReason } from "./reasons";

export type Sort =
  | "event"
  | "page"
  | "person"
  | "consent"
  | "score"
  | "entered"
  | "exited"
  | "merge"
  | "journey"
  | "message"
  | "survey";

export interface Happening {
  sort: Sort;
  title: string;
  gist: string;
}

interface Said {
  kind: string;
  type: string;
  /** What people call the letter, or the offer, that it tells of. */
  name?: string;
  properties: Record<string, unknown>;
}

interface True {
  kind: string;
  subject: string;
  name?: string;
}

const SORTS: Record<string, Sort> = {
  page: "page",
  screen: "page",
  identify: "person",
  alias: "merge",
  merge: "merge",
  unmerge: "merge",
  group: "person",
  consent: "consent",
  score: "score",
};
const NAMES: Record<string, string> = {
  page: "Viewed a page",
  screen: "Viewed a screen",
  identify: "Told us about themselves",
  alias: "Names joined",
  merge: "Merge ordered",
  unmerge: "Unmerge ordered",
  group: "Joined a group",
  consent: "Consent",
  score: "Scored",
  profile_merged: "Profiles merged",
  profile_unmerged: "Profiles separated",
};
const TELLING = [
  "name",
  "title",
  "product",
  "product_name",
  "description",
  "path",
  "url",
  "subject",
  "query",
  "category",
  "reason",
];
const AMOUNTS = ["total", "revenue", "value", "price"];

/** An event for people. */
export function ofEvent(event: Said): Happening {
  const own = event.kind !== "track";
  if (event.type.startsWith("message_")) {
    return { sort: "message", ...ofLetter(event) };
  }
  if (event.type === "offer_proposed") {
    const { offer, ...letter } = event.properties;
    return {
      sort: "message",
      title: `Offered ${event.name || humane(String(offer))}`,
      gist: ofMessage(letter),
    };
  }
  const sort = /survey|feedback|review|nps/i.test(event.type) ? "survey" : (SORTS[event.kind] ?? "event");
  return {
    sort,
    title: own ? (NAMES[event.kind] ?? event.type) : event.type,
    gist: gistOf(event.properties),
  };
}

const CAUSES: Record<string, string> = {
  record: "By an event",
  clock: "By the clock: nothing happened, time passed",
  backfill: "When the definition was published, from history",
};

/** What made something true. */
export const saysCause = (cause: string): string => CAUSES[cause] ?? humane(cause);

/** What a step of a certain version of a journey is called. */
export type StepName = (standing: { journey: string; version: number }, node: string) => string;

/** A fact for people; `stepName` is asked for the steps of journeys. */
export function ofFact(fact: True, stepName: StepName = (_, node) => humane(node)): Happening {
  const subject = fact.name || fact.subject;
  if (fact.kind === "segment_entered") return { sort: "entered", title: `Entered ${subject}`, gist: "" };
  if (fact.kind === "segment_exited") return { sort: "exited", title: `Left ${subject}`, gist: "" };
  if (fact.kind.startsWith("journey_") || fact.kind.startsWith("message_")) return ofMark(fact, stepName);
  return { sort: "merge", title: NAMES[fact.kind] ?? humane(fact.kind), gist: "" };
}

const DETAILS: Record<string, string> = {
  event: "by an event",
  segment: "by a segment",
  broadcast: "with an audience",
  business: "by something that happened to you",
  request: "on request",
  jump: "from another journey",
};

const DREW: Record<string, string> = { held_out: "Held out", treated: "Not held out" };

/** Ways out of a step, as its canvas labels them. */
const WAYS: Record<string, string> = {
  // biome-ignore lint/suspicious/noThenProperty: what facts call the way.
  then: "yes",
  else: "no",
  event: "it came",
  timeout: "time was up",
  answer: "it answered",
  error: "no answer",
  missing: "no such date",
  passed: "already over",
  on: "often enough",
};

interface Marked {
  journey: string;
  version: number;
  /** Whether it happened in a test. */
  tested: boolean;
  node: string;
  detail: string;
}

/** What a fact of a journey is about: `journey@version/participant/step/node/detail`; nothing for any other fact. */
function markOf({ kind, subject }: True): Marked | undefined {
  if (!/^(journey|message)_/.test(kind)) return undefined;
  const [where = "", participant = "", , node = "", ...rest] = subject.split("/");
  const [, journey = where, version = "0"] = /^(.*)@(\d+)$/.exec(where) ?? [];
  const detail = rest.join("/").split(":")[0] ?? "";
  return { journey, version: Number(version), tested: participant.startsWith("t"), node, detail };
}

/** Kinds of facts whose words name a step. */
const AT_STEPS = ["journey_reached", "journey_took", "message_held", "message_suppressed"];

/** The version whose step the words of a fact name; nothing where they name none. */
export function stepNamedIn(fact: True): { journey: string; version: number } | undefined {
  const mark = AT_STEPS.includes(fact.kind) ? markOf(fact) : undefined;
  return mark?.node ? mark : undefined;
}

/** What became of somebody in a journey. */
function ofMark(fact: True, stepName: StepName): Happening {
  const mark = markOf(fact);
  const { node = "", detail = "", version = 0 } = mark ?? {};
  const journey = fact.name || humane(mark?.journey ?? "");
  const step = mark && stepNamedIn(fact) ? stepName(mark, node) : "";
  const titles: Record<string, string> = {
    journey_entered: `Entered the journey ${journey}`,
    journey_blocked: `Did not enter the journey ${journey}`,
    journey_reached: `Reached ${step}`,
    journey_took: tookOf(step, detail, version),
    journey_goal: `Reached the goal ${humane(detail)}`,
    journey_drew: DREW[detail] ?? `Drawn into “${humane(detail)}”`,
    journey_ended: `Ended the journey ${journey}`,
    message_held: "Message waits",
    message_suppressed: "Message held back",
  };
  const why = DETAILS[detail] ?? saysReason(detail);
  const pieces = ["journey_took", "journey_goal", "journey_drew", "journey_reached"].includes(fact.kind)
    ? [journey]
    : [why, step];
  if (mark?.tested) pieces.unshift("in a test");
  const sort = fact.kind.startsWith("message_") ? "message" : "journey";
  return { sort, title: titles[fact.kind] ?? humane(fact.kind), gist: pieces.filter(Boolean).join(" · ") };
}

/** By which way somebody left a step. */
function tookOf(step: string, detail: string, version: number): string {
  if (detail === "moved") return `Moved to version ${version}, at ${step}`;
  if (step === `End: ${detail}`) return `Came to the end “${detail}”`;
  return `Took “${WAYS[detail] ?? detail}” at ${step}`;
}

/** What became of a letter: one of a workspace's own outbox reached nobody. */
function ofLetter({ type, name, properties }: Said): Pick<Happening, "title" | "gist"> {
  const { channel, ...rest } = properties;
  if (type === "message_sent" && channel === "local")
    return { title: "Message kept", gist: ofMessage(rest, name) };
  return { title: humane(type), gist: ofMessage(properties, name) };
}

/** Which letter, by what, and why if it went wrong; its own names are for machines. */
function ofMessage(properties: Record<string, unknown>, name?: string): string {
  const { template, channel, reason, link } = properties;
  const letter = name || (typeof template === "string" ? humane(template.replace(/@\d+$/, "")) : "");
  return [letter, typeof channel === "string" ? channelName(channel) : "", reason, link]
    .filter((piece) => typeof piece === "string" && piece !== "")
    .join(" · ");
}

/** The currency of an amount that an event says; undefined for what is no amount of it. */
export function currencyOf(properties: Record<string, unknown>, value: unknown): string | undefined {
  const { currency } = properties;
  if (typeof value !== "number" || typeof currency !== "string") return undefined;
  return AMOUNTS.some((name) => properties[name] === value) ? currency : undefined;
}

/** At most three pieces of what was said, the most telling first. */
export function gistOf(properties: Record<string, unknown>): string {
  const pieces: string[] = [];
  const add = (piece: string) => void (pieces.includes(piece) || pieces.push(piece));
  const amount = AMOUNTS.find((name) => typeof properties[name] === "number");
  if (amount && typeof properties.currency === "string")
    add(money(properties[amount] as number, properties.currency));
  const list = Object.values(properties).find(
    (value) => Array.isArray(value) && value.some((item) => item?.name),
  );
  if (Array.isArray(list)) add(list.length === 1 ? String(list[0].name) : `${list.length} products`);
  for (const name of [...TELLING, ...Object.keys(properties)]) {
    const value = properties[name];
    if (pieces.length >= 3) break;
    if (value === undefined || value === null || typeof value === "object") continue;
    if (name === "currency" || (name === amount && properties.currency)) continue;
    add(TELLING.includes(name) ? plain(value) : `${humane(name).toLowerCase()} ${plain(value)}`);
  }
  return pieces.join(" · ");
}

const SYMBOLS: Readonly<Record<string, string>> = { EUR: "€", GBP: "£", USD: "US$" };

/** A figure that is written already, with what it is measured in: £1.2k, CHF 1.2k, 1.2k points. */
export function inUnit(written: string, unit: string): string {
  if (!unit) return written;
  if (SYMBOLS[unit]) return `${SYMBOLS[unit]}${written}`;
  return /^[A-Z]{3}$/.test(unit) ? `${unit} ${written}` : `${written} ${unit}`;
}

/** £1,234.50, or £1,235 where the small change says nothing. */
export function money(value: number, currency: string, whole = false): string {
  const symbol = SYMBOLS[currency];
  const amount = Math.abs(value);
  if (symbol) return `${value < 0 ? "−" : ""}${symbol}${whole ? count(amount) : cents(amount)}`;
  try {
    const digits = whole ? { maximumFractionDigits: 0 } : {};
    return new Intl.NumberFormat("en-GB", { style: "currency", currency, ...digits }).format(value);
  } catch {
    return `${figure(value)} ${currency}`;
  }
}
