// A mapping document as what each column becomes, and back: pure, so that it can be tested.

import type { View } from "@/api/client";

export type Column = View<"ColumnView">;

/** What becomes of a column, or of a value within the objects that a source sends. */
export type Part =
  | { as: "property"; name: string; number: boolean }
  | { as: "identity"; namespace: string }
  | { as: "time" }
  | { as: "nothing" };

export interface Draft {
  kind: string;
  type: string;
  /** By path. */
  parts: Record<string, Part>;
  /** The paths that together say which event a row is; with `prefix` before, if it is one. */
  id: { prefix: string; columns: string[] };
}

export type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const STEP = /\.([^.[\]]+)|\[(\d+)\]|\['([^']+)'\]/y;

/** A path in one spelling, as the server writes it; undefined if it is none, or reads what no column holds. */
export function plainPath(value: unknown): string | undefined {
  if (typeof value !== "string" || !value.startsWith("$") || value.length < 2) return undefined;
  let path = "$";
  STEP.lastIndex = 1;
  while (STEP.lastIndex < value.length) {
    const [, name, index, quoted] = STEP.exec(value) ?? [];
    const said = name?.trim() ?? quoted;
    if (said === undefined && index === undefined) return undefined;
    path +=
      said === undefined
        ? `[${index}]`
        : /^[A-Za-z_][A-Za-z0-9_]*$/.test(said) || said.includes("'")
          ? `.${said}`
          : `['${said}']`;
  }
  return path;
}

/** What people call a path: `$.customer['e-mail']` is customer.e-mail. */
export const calledBy = (path: string): string =>
  path
    .slice(1)
    .replace(/\['([^']+)'\]/g, ".$1")
    .replace(/^\./, "");

/** What the document makes of each path that it reads; undefined if it says more than columns can show. */
export function draftOf(document: Json): Draft | undefined {
  const event = document.event;
  if (!isObject(event) || Object.keys(document).some((key) => key !== "event")) return undefined;
  const known = ["kind", "type", "id", "ts", "identities", "properties"];
  if (Object.keys(event).some((key) => !known.includes(key))) return undefined;
  const parts: Record<string, Part> = {};
  const put = (path: string | undefined, part: Part): boolean => {
    if (path === undefined || path in parts) return false;
    parts[path] = part;
    return true;
  };

  if (event.ts !== undefined) {
    if (!isObject(event.ts) || Object.keys(event.ts).length !== 1) return undefined;
    if (!put(plainPath(event.ts.date), { as: "time" })) return undefined;
  }
  for (const [namespace, value] of Object.entries(isObject(event.identities) ? event.identities : {})) {
    if (!put(plainPath(value), { as: "identity", namespace })) return undefined;
  }
  for (const [name, value] of Object.entries(isObject(event.properties) ? event.properties : {})) {
    const number = isObject(value) && Object.keys(value).length === 1 && "number" in value;
    if (!put(plainPath(number ? (value as Json).number : value), { as: "property", name, number }))
      return undefined;
  }
  const id = idOf(event.id);
  const type = event.type ?? "";
  if (!id || typeof type !== "string" || type.startsWith("$")) return undefined;
  const kind = typeof event.kind === "string" ? event.kind : "track";
  return { kind, type, parts, id };
}

function idOf(value: unknown): Draft["id"] | undefined {
  if (typeof value === "string") {
    const path = plainPath(value);
    return path === undefined ? undefined : { prefix: "", columns: [path] };
  }
  if (!isObject(value) || Object.keys(value).length !== 1) return undefined;
  if (Array.isArray(value.concat) && value.concat.length === 2) {
    const [prefix, place] = value.concat;
    const path = plainPath(place);
    if (typeof prefix !== "string" || prefix.startsWith("$") || path === undefined) return undefined;
    return { prefix, columns: [path] };
  }
  if (Array.isArray(value.hash)) {
    const named = value.hash.map(plainPath);
    if (named.some((each) => each === undefined)) return undefined;
    return { prefix: "", columns: named as string[] };
  }
  return undefined;
}

/** The document that says so. */
export function documentOf(draft: Draft): Json {
  const event: Json = draft.kind === "track" ? { type: draft.type } : { kind: draft.kind };
  const [first] = draft.id.columns;
  if (draft.id.columns.length === 1 && first !== undefined) {
    event.id = draft.id.prefix ? { concat: [draft.id.prefix, first] } : first;
  } else {
    event.id = { hash: draft.id.columns };
  }
  const identities: Json = {};
  const properties: Json = {};
  for (const [path, part] of Object.entries(draft.parts)) {
    if (part.as === "time") event.ts = { date: path };
    if (part.as === "identity") identities[part.namespace] = path;
    if (part.as === "property") properties[part.name] = part.number ? { number: path } : path;
  }
  return { event: { ...event, identities, properties } };
}

/** What stands in the way of trying it out; empty if nothing does. */
export function faultOf(draft: Draft): string {
  const parts = Object.values(draft.parts);
  if (draft.kind === "track" && !draft.type.trim()) return "Say what happened: the name of the event.";
  if (!parts.some((part) => part.as === "identity"))
    return "Say who it is about: one column must name the person.";
  if (draft.id.columns.length === 0) return "Say which columns tell one row from another.";
  const names = parts.flatMap((part) => (part.as === "property" ? [part.name.trim()] : []));
  if (names.some((name) => !name)) return "A property needs a name.";
  if (new Set(names).size < names.length) return "Two columns become the same property.";
  return "";
}

/** What a path reads becomes something else; there is one time, and each namespace once. */
export function become(draft: Draft, path: string, part: Part): Draft {
  const parts = { ...draft.parts };
  for (const [other, known] of Object.entries(parts)) {
    const same =
      (part.as === "time" && known.as === "time") ||
      (part.as === "identity" && known.as === "identity" && known.namespace === part.namespace);
    if (other !== path && same) parts[other] = asProperty(other);
  }
  parts[path] = part;
  return { ...draft, parts };
}

/** It as a property of nearly its own name. */
export function asProperty(path: string): Part {
  const name = calledBy(path)
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return { as: "property", name: name || calledBy(path), number: false };
}

/** The text of a mapping, read: the document, or why it is none. */
export function parsed(text: string): { document?: Json; fault: string } {
  try {
    const found: unknown = JSON.parse(text);
    return isObject(found) ? { document: found, fault: "" } : { fault: "A mapping is an object." };
  } catch (error) {
    return { fault: `This is not JSON: ${error instanceof Error ? error.message : "it can’t be read"}.` };
  }
}

/** Rows that somebody pasted: an object, an array of them, or one on each line; or why they are none. */
export function rowsOf(text: string): { rows: Json[]; fault: string } {
  const trimmed = text.trim();
  if (!trimmed) return { rows: [], fault: "" };
  const whole = readAs(trimmed);
  const lines =
    whole === undefined
      ? trimmed
          .split("\n")
          .filter((line) => line.trim())
          .map(readAs)
      : [whole];
  if (lines.some((line) => line === undefined)) return { rows: [], fault: parsed(trimmed).fault };
  const rows = lines.flat();
  if (!rows.every(isObject)) return { rows: [], fault: 'Each row is an object, such as {"order": 1}.' };
  return { rows: rows.slice(0, MOST_ROWS) as Json[], fault: "" };
}

/** With how many rows a mapping is tried at most. */
export const MOST_ROWS = 200;

function readAs(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const named = (namespace: string) =>
  ({ email: "email address", user_id: "user id", phone: "phone number", anonymous_id: "visitor id" })[
    namespace
  ] ?? namespace;

/** What a mapping makes of each row, in a sentence. */
export function saysOf(document: Json): string {
  const events = Array.isArray(document.events) ? document.events : [document.event];
  const said = events.map((event) => {
    if (!isObject(event)) return "something";
    const kind = typeof event.kind === "string" ? event.kind : "track";
    const what =
      kind === "identify"
        ? "attributes of a person"
        : typeof event.type === "string"
          ? event.type.startsWith("$")
            ? `an event that ${calledBy(event.type)} names`
            : `“${event.type}”`
          : kind;
    const who = Object.keys(isObject(event.identities) ? event.identities : {})
      .map((each) => named(each))
      .join(" or ");
    const properties = Object.keys(isObject(event.properties) ? event.properties : {}).length;
    const holds = properties ? ` with ${properties} ${properties === 1 ? "property" : "properties"}` : "";
    return `${what}${who ? ` of the person whom its ${who} names` : ""}${holds}`;
  });
  const each = document.group === undefined ? "Each row" : "Each group of rows";
  return `${each} becomes ${said.join(", and ")}.`;
}

const PEOPLE: Readonly<Record<string, string>> = {
  email: "ada@example.com",
  user_id: "u-1",
  phone: "+447700900123",
  anonymous_id: "visitor-1",
};

/** A row that a mapping can read, to try a source with: each value is of the kind that is asked of it. */
export function exampleOf(document: Json, now: Date): Json {
  const row: Json = {};
  const put = (path: string, value: unknown) => {
    const steps = [...path.matchAll(/\.([^.[\]]+)|\['([^']+)'\]/g)].map((step) => step[1] ?? step[2] ?? "");
    const last = steps.pop();
    let within = row;
    for (const step of steps) {
      if (!isObject(within[step])) within[step] = {};
      within = within[step] as Json;
    }
    if (last !== undefined && within[last] === undefined) within[last] = value;
  };
  const read = (said: unknown, kind: unknown): void => {
    const path = plainPath(said);
    if (path) put(path, kind);
    else if (Array.isArray(said)) for (const each of said) read(each, kind);
    else if (isObject(said)) {
      for (const [name, inner] of Object.entries(said)) {
        if (name === "date") read(inner, now.toISOString());
        else if (["number", "integer", "multiply", "sum"].includes(name)) read(inner, 2);
        else if (name !== "const") read(inner, kind);
      }
    }
  };
  const events = Array.isArray(document.events) ? document.events : [document.event];
  for (const event of events) {
    if (!isObject(event)) continue;
    read(event.ts, now.toISOString());
    for (const [namespace, value] of Object.entries(isObject(event.identities) ? event.identities : {})) {
      read(value, PEOPLE[namespace] ?? "1");
    }
    for (const [name, value] of Object.entries(isObject(event.properties) ? event.properties : {}))
      read(value, name);
    read(event.id, `test-${now.getTime()}`);
  }
  return row;
}
