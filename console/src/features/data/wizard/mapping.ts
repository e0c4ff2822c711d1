// A mapping document as what each column becomes, and back: pure, so that it can be tested.

/** What becomes of a column. */
export type Part =
  | { as: "property"; name: string; number: boolean }
  | { as: "identity"; namespace: string }
  | { as: "time" }
  | { as: "nothing" };

export interface Draft {
  kind: string;
  type: string;
  parts: Record<string, Part>;
  /** The columns that together say which event a row is; with `prefix` before, if it is one. */
  id: { prefix: string; columns: string[] };
}

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A column as a mapping names it. */
export function path(column: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(column) || column.includes("'") ? `$.${column}` : `$['${column}']`;
}

/** The column that a path names; undefined if it is no plain path to a known one. */
function columnOf(value: unknown, columns: readonly string[]): string | undefined {
  return typeof value === "string"
    ? columns.find((column) => path(column) === value || `$.${column}` === value)
    : undefined;
}

/** What the document says of each column; undefined if it says more than columns can show. */
export function draftOf(document: Json, columns: readonly string[]): Draft | undefined {
  const event = document.event;
  if (!isObject(event) || Object.keys(document).some((key) => key !== "event")) return undefined;
  const known = ["kind", "type", "id", "ts", "identities", "properties"];
  if (Object.keys(event).some((key) => !known.includes(key))) return undefined;
  const parts: Record<string, Part> = Object.fromEntries(
    columns.map((column) => [column, { as: "nothing" }]),
  );
  const put = (column: string | undefined, part: Part): boolean => {
    if (column === undefined || parts[column]?.as !== "nothing") return false;
    parts[column] = part;
    return true;
  };

  if (event.ts !== undefined) {
    if (!isObject(event.ts) || Object.keys(event.ts).length !== 1) return undefined;
    if (!put(columnOf(event.ts.date, columns), { as: "time" })) return undefined;
  }
  for (const [namespace, value] of Object.entries(isObject(event.identities) ? event.identities : {})) {
    if (!put(columnOf(value, columns), { as: "identity", namespace })) return undefined;
  }
  for (const [name, value] of Object.entries(isObject(event.properties) ? event.properties : {})) {
    const number = isObject(value) && Object.keys(value).length === 1 && "number" in value;
    const column = columnOf(number ? (value as Json).number : value, columns);
    if (!put(column, { as: "property", name, number })) return undefined;
  }
  const id = idOf(event.id, columns);
  if (!id) return undefined;
  const kind = typeof event.kind === "string" ? event.kind : "track";
  return { kind, type: typeof event.type === "string" ? event.type : "", parts, id };
}

function idOf(value: unknown, columns: readonly string[]): Draft["id"] | undefined {
  if (typeof value === "string") {
    const column = columnOf(value, columns);
    return column === undefined ? undefined : { prefix: "", columns: [column] };
  }
  if (!isObject(value) || Object.keys(value).length !== 1) return undefined;
  if (Array.isArray(value.concat) && value.concat.length === 2) {
    const [prefix, place] = value.concat;
    const column = columnOf(place, columns);
    if (typeof prefix !== "string" || prefix.startsWith("$") || column === undefined) return undefined;
    return { prefix, columns: [column] };
  }
  if (Array.isArray(value.hash)) {
    const named = value.hash.map((each) => columnOf(each, columns));
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
    event.id = draft.id.prefix ? { concat: [draft.id.prefix, path(first)] } : path(first);
  } else {
    event.id = { hash: draft.id.columns.map(path) };
  }
  const identities: Json = {};
  const properties: Json = {};
  for (const [column, part] of Object.entries(draft.parts)) {
    if (part.as === "time") event.ts = { date: path(column) };
    if (part.as === "identity") identities[part.namespace] = path(column);
    if (part.as === "property") properties[part.name] = part.number ? { number: path(column) } : path(column);
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

/** A column becomes something else; there is one time, and each namespace once. */
export function become(draft: Draft, column: string, part: Part): Draft {
  const parts = { ...draft.parts };
  for (const [other, known] of Object.entries(parts)) {
    const same =
      (part.as === "time" && known.as === "time") ||
      (part.as === "identity" && known.as === "identity" && known.namespace === part.namespace);
    if (other !== column && same) parts[other] = asProperty(other);
  }
  parts[column] = part;
  return { ...draft, parts };
}

/** A column as a property of nearly its own name. */
export function asProperty(column: string): Part {
  const name = column
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
  return { as: "property", name: name || column, number: false };
}
