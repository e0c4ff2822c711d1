// Schemas in their groups, and the fields that words find: pure, so that it can be tested.

import type { View } from "@/api/client";

export type Field = View<"FieldView">;
type Schema = View<"SchemaView">;

export interface Group {
  title: string;
  schemas: Schema[];
}

/** Schemas of the attributes of people and accounts. */
const isOfPeople = (schema: Schema) =>
  schema.events.some((event) => event === "identify" || event === "group");

/** What is known of people first, then the workspace's own schemas, then what comes with Clew, whole ones before parts. */
export function grouped(schemas: readonly Schema[], typed = ""): Group[] {
  const wanted = typed.trim().toLowerCase();
  const sorted = schemas
    .filter((schema) =>
      [schema.name, schema.id, schema.description, ...schema.events].some((text) =>
        text.toLowerCase().includes(wanted),
      ),
    )
    .sort(
      (a, b) =>
        Number(b.id === "identify") - Number(a.id === "identify") || nameOf(a).localeCompare(nameOf(b)),
    );
  const whole = sorted.filter((schema) => schema.role === "schema");
  const groups: Group[] = [
    { title: "People and accounts", schemas: whole.filter(isOfPeople) },
    {
      title: "Made in this workspace",
      schemas: sorted.filter((schema) => !schema.provided && !isOfPeople(schema)),
    },
    { title: "Come with Clew", schemas: whole.filter((schema) => schema.provided && !isOfPeople(schema)) },
    {
      title: "Building blocks",
      schemas: sorted.filter((schema) => schema.provided && schema.role !== "schema"),
    },
  ];
  return groups.filter((group) => group.schemas.length > 0);
}

const OF_KINDS: Readonly<Record<string, string>> = {
  identify: "what sources say of people",
  group: "what sources say of accounts",
  page: "views of pages",
  screen: "views of screens",
};
const MOST_NAMED = 3;

/** What is checked by a schema, in words; empty if nothing is. */
export function checks(events: readonly string[]): string {
  if (events.length === 0) return "";
  const named = events.slice(0, MOST_NAMED).map((event) => OF_KINDS[event] ?? `“${event}”`);
  const more = events.length - named.length;
  const last = more > 0 ? `${more} more` : named.pop();
  return `Checks ${[named.join(", "), last].filter(Boolean).join(" and ")}.`;
}

export const nameOf = (schema: Schema): string => schema.name || schema.id;

export type Palette = Pick<View<"PaletteView">, "attributes" | "events">;

export interface Seen {
  /** In how much of the people or events that were looked at it has a value, 0 to 1. */
  coverage: number;
  values: readonly string[];
}

/** By path, what a sample of people or events has of the fields of a schema; undefined where nothing came so far. */
export function seenOf(schema: Schema, palette: Palette | undefined): ReadonlyMap<string, Seen> | undefined {
  if (!palette) return undefined;
  const of = schema.events.includes("identify")
    ? palette.attributes
    : palette.events.find((event) => event.count > 0 && schema.events.includes(event.type))?.properties;
  const had = of?.filter((word) => word.coverage);
  if (!had?.length) return undefined;
  return new Map(had.map(({ name, coverage, values }) => [name, { coverage: coverage ?? 0, values }]));
}

/** A field's path without the marks of lists and maps. */
export const plainOf = (path: string): string => path.replace(/\[\]|\{\}/g, "");

/** What people or events have that the schema does not describe, the commonest first. */
export function undescribed(fields: readonly Field[], seen: ReadonlyMap<string, Seen> | undefined): string[] {
  const known = new Set<string>();
  const open: string[] = [];
  const walk = (field: Field) => {
    known.add(plainOf(field.path));
    if (field.more) open.push(`${plainOf(field.path)}.`);
    field.fields.forEach(walk);
  };
  fields.forEach(walk);
  return [...(seen?.entries() ?? [])]
    .filter(([name]) => !known.has(name) && !open.some((above) => name.startsWith(above)))
    .sort(([, a], [, b]) => b.coverage - a.coverage)
    .map(([name]) => name);
}

/** The fields whose path or words hold what was typed, with those above them. */
export function found(fields: readonly Field[], typed: string): Field[] {
  const wanted = typed.trim().toLowerCase();
  if (!wanted) return [...fields];
  return fields.flatMap((field) => {
    const below = found(field.fields, typed);
    const own = [field.path, field.title, field.description, ...field.labels].some((text) =>
      text.toLowerCase().includes(wanted),
    );
    return own || below.length ? [{ ...field, fields: below.length ? below : field.fields }] : [];
  });
}
