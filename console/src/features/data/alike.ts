// One change for many rejects alike, begun from one of them: pure, so that it can be tested.

import type { View } from "@/api/client";

export type Doing = View<"AmendmentInput">["do"];

export interface Place {
  /** As a JSON Pointer into what was received; into a row where that is a list of them. */
  at: string;
  /** As people read it: `properties.total`. */
  name: string;
  /** What stands there; undefined where nothing does. */
  value: unknown;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const step = (name: string) => name.replaceAll("~", "~0").replaceAll("/", "~1");
const readable = (at: string) =>
  at
    .split("/")
    .slice(1)
    .map((each) => each.replaceAll("~1", "/").replaceAll("~0", "~"))
    .join(".");

function leaves(value: unknown, at: string): Place[] {
  const below = isObject(value)
    ? Object.entries(value).map(([name, each]) => [step(name), each] as const)
    : Array.isArray(value)
      ? value.map((each, place) => [String(place), each] as const)
      : [];
  if (below.length === 0) return at && !at.endsWith("/$row") ? [{ at, name: readable(at), value }] : [];
  return below.flatMap(([name, each]) => leaves(each, `${at}/${name}`));
}

/** What of a reject can be changed, what is likely wrong first; nothing where it is no JSON. */
export function places(content: string, pointer: string): Place[] {
  let found: unknown;
  try {
    found = JSON.parse(content);
  } catch {
    return [];
  }
  const row = Array.isArray(found) ? found[0] : found;
  if (!isObject(row)) return [];
  const all = leaves(row, "");
  const last = pointer.slice(pointer.lastIndexOf("/"));
  const wrong =
    all.find((each) => each.at === pointer) ??
    all.find((each) => last.length > 1 && each.at.endsWith(last)) ??
    missing(row, pointer);
  return wrong ? [wrong, ...all.filter((each) => each.at !== wrong.at)] : all;
}

/** A place at which nothing stands, and something could. */
function missing(row: Record<string, unknown>, pointer: string): Place | undefined {
  const above = pointer.split("/").slice(1, -1);
  let within: unknown = row;
  for (const name of above) within = isObject(within) ? within[name] : undefined;
  return pointer.length > 1 && above.length > 0 && isObject(within)
    ? { at: pointer, name: readable(pointer), value: undefined }
    : undefined;
}

/** What is likely to be done with what stands at a place, by what is said to be wrong. */
export function likely(place: Place, message: string): Doing {
  if (place.value === undefined) return "set";
  if (typeof place.value === "string" && /number|integer/.test(message)) return "number";
  if (typeof place.value !== "string" && /string|text/.test(message)) return "text";
  return "set";
}

/** What somebody typed as a value: JSON where it is, else the text itself. */
export function typed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** The amendment that the form says; undefined while it lacks something. */
export function amendmentOf(
  place: Place | undefined,
  doing: Doing,
  text: string,
): View<"AmendmentInput"> | undefined {
  if (!place) return undefined;
  if (doing === "set") return text.trim() ? { at: place.at, do: doing, to: typed(text.trim()) } : undefined;
  if (doing === "rename") return text.trim() ? { at: place.at, do: doing, to: text.trim() } : undefined;
  return { at: place.at, do: doing };
}
