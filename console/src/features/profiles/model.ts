import type { View } from "@/api/client";
import { channelName, humane, percent, plain } from "@/ui/format";
import { type Happening, money, ofEvent, ofFact, type StepName } from "@/ui/happening";

export type Profile = View<"ProfileView">;
type TimelineItem = View<"TimelineEvent"> | View<"TimelineFact">;

const TELLING = ["email", "user_id", "phone", "crm_id", "loyalty_id"];

/** What to call a person: by name, else by the name that says most, else by the end of the id. */
export function nameOf(profile: Pick<Profile, "id" | "attributes" | "identities">): string {
  const said = profile.attributes ?? {};
  const whole = [said.first_name ?? said.firstName, said.last_name ?? said.lastName].filter(isText).join(" ");
  if (whole) return whole;
  if (isText(said.name)) return said.name;
  const [known] = namesOf(profile);
  if (known && rank(known.namespace) < TELLING.length) {
    return known.namespace === "email"
      ? known.value
      : `${humane(known.namespace.replace(/_id$/, ""))} ${known.value}`;
  }
  return `Visitor ${profile.id.slice(-6)}`;
}

/** The names of a person, the most telling first. */
export const namesOf = (profile: Pick<Profile, "identities">) =>
  [...(profile.identities ?? [])].sort((a, b) => rank(a.namespace) - rank(b.namespace));

/** The names of a person but the one they are called by, the most telling first. */
export function othersOf(profile: Profile): string[] {
  const title = nameOf(profile);
  return namesOf(profile)
    .map((identity) => identity.value)
    .filter((value) => !title.endsWith(value));
}

function rank(namespace: string): number {
  const place = TELLING.indexOf(namespace);
  return place < 0 ? TELLING.length : place;
}

const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

/** Up to two letters for a face. */
export function initialsOf(name: string): string {
  const number = /\d\d$/.exec(name);
  if (number) return number[0];
  // Letters alone: the first half of a sign of two is none.
  const words = name.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}]*/gu) ?? [];
  const first = (word = "") => [...word][0] ?? "";
  return (first(words[0]) + first(words[1])).toUpperCase() || "?";
}

/** What a person said to one thing, or that their silence speaks for them; and whether they may be contacted for it. */
export interface Standing {
  key: string;
  name: string;
  words: string;
  may: boolean;
}

type Purpose = Pick<View<"PurposeView">, "id" | "name" | "default" | "transactional" | "topics">;

const EVERYTHING = "*";
const SAID: Record<string, string> = { in: "Agreed", out: "Refused", pending: "Not confirmed yet" };

/** How a person stands to each thing they said something to, then to each purpose they are silent about. */
export function standingsOf(consents: Readonly<Record<string, string>>, purposes: Purpose[]): Standing[] {
  const known = new Map(purposes.map((one) => [one.id, one]));
  const said = Object.entries(consents).map(([key, state]) => ({
    key,
    name: consentName(key, known),
    words: SAID[state] ?? "Unclear",
    may: state === "in" && consents[EVERYTHING] !== "out",
  }));
  const silent = purposes
    .filter((one) => !one.transactional && !(one.id in consents) && !(EVERYTHING in consents))
    .map((one) => {
      const may = one.default === "opt_out";
      return {
        key: one.id,
        name: one.name || humane(one.id),
        words: may ? "Yes, until they say no" : "Never asked",
        may,
      };
    });
  return [...said, ...silent];
}

/** `marketing/email/offers` → Offers and news · Email · Offers. */
function consentName(key: string, purposes: ReadonlyMap<string, Purpose>): string {
  if (key === EVERYTHING) return "Everything";
  const [first = "", channel = EVERYTHING, topic] = key.split("/");
  const purpose = purposes.get(first);
  const names = [purpose?.name || channelName(first)];
  if (channel !== EVERYTHING) names.push(channelName(channel));
  if (topic) names.push(purpose?.topics?.[topic] ?? humane(topic));
  return names.join(" · ");
}

interface Described {
  id: string;
  name?: string;
  unit?: unknown;
  description?: string;
}

/** One thing that is computed of a person: a trait, or what a model says. */
export interface Computed {
  key: string;
  sort: "trait" | "score";
  /** Of the trait, or of the model. */
  id: string;
  name: string;
  words: string;
  /** Whether it says how much of something there is. */
  amount: boolean;
  /** In what it is measured, where somebody says so. */
  unit?: string;
  title?: string;
}

/** Traits and scores, by the names that people gave them, in their own units. */
export function computedOf(
  profile: Pick<Profile, "traits" | "scores">,
  traits: Described[],
  models: Pick<View<"ModelView">, "id" | "name" | "task" | "unit">[],
): Computed[] {
  const ofTraits = Object.entries(profile.traits ?? {}).map(([id, value]) => {
    const trait = traits.find((one) => one.id === id);
    return {
      key: id,
      sort: "trait" as const,
      id,
      name: trait?.name ?? humane(id),
      words: saysAmount(value, trait?.unit),
      amount: typeof value === "number",
      title: trait?.description,
    };
  });
  const ofScores = Object.entries(profile.scores ?? {}).map(([id, value]) => {
    const model = models.find((one) => one.id === id);
    const words = model?.task === "propensity" ? percent(Number(value)) : saysAmount(value, model?.unit);
    const name = model?.name ?? humane(id);
    const unit = model?.unit;
    return { key: `score ${id}`, sort: "score" as const, id, name, words, amount: true, unit };
  });
  return [...ofTraits, ...ofScores];
}

/** £1,234.50, 12 days, or whatever else the value is. */
export function saysAmount(value: unknown, unit?: unknown): string {
  if (typeof value !== "number" || typeof unit !== "string" || !unit) return plain(value);
  return /^[A-Z]{3}$/.test(unit) ? money(value, unit) : `${plain(value)} ${unit}`;
}

/** What a thread can be narrowed to, as the API has it. */
export const FILTERS = [
  { id: "events", label: "Events" },
  { id: "messages", label: "Messages" },
  { id: "segments", label: "Segments" },
  { id: "journeys", label: "Journeys" },
  { id: "surveys", label: "Surveys" },
  { id: "consent", label: "Consent" },
  { id: "merges", label: "Merges" },
] as const;

/** Whether it is but a step on the way through a journey: shown where journeys are asked for. */
export const isStep = (item: TimelineItem): boolean =>
  item.item === "fact" && item.kind === "journey_reached";

export interface Entry extends Happening {
  key: string;
  at: string;
  source: string;
  cause: string;
  properties: Record<string, unknown>;
  context: Record<string, unknown>;
}

/** An item of the timeline for people; `stepName` says what steps of journeys are called. */
export function entryOf(item: TimelineItem, stepName?: StepName): Entry {
  if (item.item === "event") {
    return {
      ...ofEvent({ ...item, properties: item.properties ?? {} }),
      key: `${item.source} ${item.id}`,
      at: item.ts,
      source: item.source,
      cause: "",
      properties: item.properties ?? {},
      context: item.context ?? {},
    };
  }
  return {
    ...ofFact(item, stepName),
    key: `${item.ts} ${item.kind} ${item.subject}`,
    at: item.ts,
    source: "",
    cause: item.cause ?? "",
    properties: {},
    context: {},
  };
}

/** Entries under the local day on which they happened. */
export function daysOf(entries: Entry[]): [day: string, entries: Entry[]][] {
  const days = new Map<string, Entry[]>();
  for (const entry of entries) {
    const day = new Date(entry.at).toDateString();
    const known = days.get(day);
    if (known) known.push(entry);
    else days.set(day, [entry]);
  }
  return [...days.values()].map((found) => [found[0]?.at ?? "", found]);
}

/** Nested facts with dotted names, on one level. */
export function flat(value: Record<string, unknown>, prefix = ""): [name: string, value: unknown][] {
  return Object.entries(value).flatMap(([name, item]): [string, unknown][] =>
    item && typeof item === "object" && !Array.isArray(item)
      ? flat(item as Record<string, unknown>, `${prefix}${name}.`)
      : [[prefix + name, item]],
  );
}
