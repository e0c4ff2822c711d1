import type { View } from "@/api/client";
import { humane } from "@/ui/format";
import { type Happening, ofEvent, ofFact, type Sort } from "@/ui/happening";

export type Profile = View<"ProfileView">;
export type TimelineItem = View<"TimelineEvent"> | View<"TimelineFact">;

const TELLING = ["email", "user_id", "phone", "crm_id", "loyalty_id"];

/** What to call a person: by name, else by the name that says most, else by the end of the id. */
export function nameOf(profile: Pick<Profile, "id" | "attributes" | "identities">): string {
  const said = profile.attributes ?? {};
  const whole = [said.first_name ?? said.firstName, said.last_name ?? said.lastName].filter(isText).join(" ");
  if (whole) return whole;
  if (isText(said.name)) return said.name;
  const known = [...(profile.identities ?? [])].sort((a, b) => rank(a.namespace) - rank(b.namespace))[0];
  if (known && rank(known.namespace) < TELLING.length) {
    return known.namespace === "email"
      ? known.value
      : `${humane(known.namespace.replace(/_id$/, ""))} ${known.value}`;
  }
  return `Visitor ${profile.id.slice(-6)}`;
}

/** The names of a person but the one they are called by, the most telling first. */
export function othersOf(profile: Profile): string[] {
  const title = nameOf(profile);
  return [...(profile.identities ?? [])]
    .sort((a, b) => rank(a.namespace) - rank(b.namespace))
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
  const words = name.split(/[\s@._-]+/).filter(Boolean);
  return ((words[0]?.[0] ?? "?") + (words.length > 1 ? (words[1]?.[0] ?? "") : "")).toUpperCase();
}

/** What a thread can be narrowed to. */
export const FILTERS: { id: string; label: string; sorts: Sort[] }[] = [
  { id: "events", label: "Events", sorts: ["event", "page", "person", "score"] },
  { id: "messages", label: "Messages", sorts: ["message"] },
  { id: "segments", label: "Segments", sorts: ["entered", "exited"] },
  { id: "journeys", label: "Journeys", sorts: ["journey"] },
  { id: "surveys", label: "Surveys", sorts: ["survey"] },
  { id: "consent", label: "Consent", sorts: ["consent"] },
  { id: "merges", label: "Merges", sorts: ["merge"] },
];

export interface Entry extends Happening {
  key: string;
  at: string;
  source: string;
  cause: string;
  properties: Record<string, unknown>;
  context: Record<string, unknown>;
}

/** An item of the timeline for people. */
export function entryOf(item: TimelineItem): Entry {
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
    ...ofFact(item),
    key: `${item.ts} ${item.kind} ${item.subject}`,
    at: item.ts,
    source: "",
    cause: item.cause ?? "",
    properties: {},
    context: {},
  };
}

/** Entries under the local day on which they happened; of several, those that a filter leaves. */
export function daysOf(entries: Entry[], filters: ReadonlySet<string>): [day: string, entries: Entry[]][] {
  const sorts = new Set(FILTERS.filter((filter) => filters.has(filter.id)).flatMap((filter) => filter.sorts));
  const days = new Map<string, Entry[]>();
  for (const entry of entries) {
    if (filters.size > 0 && !sorts.has(entry.sort)) continue;
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
