// Values between braces, as people read them. The text stays Liquid; a pill is how it is shown.

import { humane } from "@/ui/format";

/** Where values come from. */
type Root = "profile" | "event" | "traits" | "scores" | "brand" | "links" | "journey" | "offers" | "other";

const ROOTS: readonly Root[] = [
  "profile",
  "event",
  "traits",
  "scores",
  "brand",
  "links",
  "journey",
  "offers",
];

export interface Token {
  /** As the template names it: `profile.first_name`. */
  path: string;
  root: Root;
  /** What a pill says: First name, or “there”. */
  words: string;
  /** What is done with it before it is written: `money: "GBP"`. */
  filters: readonly string[];
}

/** What a template says of values that a person may not have. */
export interface Lacking {
  /** What stands for it. */
  defaults?: Readonly<Record<string, string | number>>;
  /** Without it the message is held. */
  required?: readonly string[];
}

/** Every value of a text that is written out, with the braces. */
export const TOKENS = /\{\{[^{}]*\}\}/g;

const TOKEN = /^\{\{-?\s*([A-Za-z_][\w-]*(?:\.[\w-]+|\[\d+\])*)\s*((?:\|[^{}]*?)?)\s*-?\}\}$/;
const DEFAULT = /^default:\s*(?:"([^"]*)"|'([^']*)')$/;
// A filter ends at the next bar, unless that is within quotes.
const FILTERS = /\|\s*((?:"[^"]*"|'[^']*'|[^|"'])*)/g;

/** A value as it is written; null for what is none yet, or more than a value with filters. */
export function tokenOf(text: string, lacking: Lacking = {}): Token | null {
  const [, path, after = ""] = TOKEN.exec(text) ?? [];
  if (!path) return null;
  const filters = [...after.matchAll(FILTERS)].map(([, filter = ""]) => filter.trim()).filter(Boolean);
  const done = filters.filter((filter) => !DEFAULT.test(filter)).map((filter) => `, ${filter.split(":")[0]}`);
  const instead = insteadIn({ filters }) ?? lacking.defaults?.[path];
  const lacks =
    instead !== undefined ? `, or “${instead}”` : lacking.required?.includes(path) ? ", or held" : "";
  return { path, root: rootOf(path), words: `${nameOf(path)}${done.join("")}${lacks}`, filters };
}

/** What is said instead in this place alone, where the value says so itself. */
export function insteadIn({ filters }: Pick<Token, "filters">): string | undefined {
  for (const filter of filters) {
    const [, one, other] = DEFAULT.exec(filter) ?? [];
    if (one !== undefined || other !== undefined) return one ?? other;
  }
  return undefined;
}

/** The value as it is written, with what is done with it. */
export const spelled = ({ path, filters }: Pick<Token, "path" | "filters">): string =>
  `{{ ${[path, ...filters].join(" | ")} }}`;

/** The same filters, with something else said instead in this place; nothing takes it away. */
export function withInstead(filters: readonly string[], instead: string | undefined): string[] {
  const others = filters.filter((filter) => !DEFAULT.test(filter));
  if (instead === undefined) return others;
  // Liquid has no way to write a quote within quotes of its own kind.
  const quoted = instead.includes('"') ? `'${instead.replaceAll("'", "’")}'` : `"${instead}"`;
  const said = `default: ${quoted}`;
  const at = filters.findIndex((filter) => DEFAULT.test(filter));
  return at < 0 ? [...others, said] : others.toSpliced(at, 0, said);
}

const PERSONAL: readonly Root[] = ["profile", "event", "traits", "scores", "journey"];

/** What a template can do about a value that is not there: say something else, or hold the message. */
export const lackedAs = (path: string): { instead: boolean; held: boolean } => {
  const personal = PERSONAL.includes(rootOf(path)) && path.includes(".");
  return { instead: personal, held: personal || (rootOf(path) === "offers" && path.includes(".")) };
};

/** The value of a text that a place lies in or touches. */
export function tokenAt(text: string, at: number): { from: number; to: number } | null {
  for (const found of text.matchAll(TOKENS)) {
    const to = found.index + found[0].length;
    if (found.index <= at && at <= to) return { from: found.index, to };
  }
  return null;
}

/** What every place of a text that asks for a value says instead by itself; nothing where one does not. */
export function saidInPlace(said: unknown, path: string): string | undefined {
  const tokens = textsIn(said).flatMap((text) =>
    [...text.matchAll(TOKENS)].flatMap(([found]) => tokenOf(found) ?? []),
  );
  const insteads = tokens.filter((token) => token.path === path).map(insteadIn);
  return insteads.includes(undefined) ? undefined : insteads[0];
}

const textsIn = (said: unknown): string[] =>
  typeof said === "string"
    ? [said]
    : typeof said === "object" && said !== null
      ? Object.values(said).flatMap(textsIn)
      : [];

/** Every value that texts ask for, each once, in order; trees are looked through. */
export const usedIn = (said: unknown): string[] => [
  ...new Set(
    textsIn(said).flatMap((text) =>
      [...text.matchAll(TOKENS)].flatMap(([found]) => tokenOf(found)?.path ?? []),
    ),
  ),
];

export function rootOf(path: string): Root {
  const [root = ""] = path.split(/[.[]/);
  return ROOTS.includes(root as Root) ? (root as Root) : "other";
}

/** What people call a value. */
export function nameOf(path: string): string {
  const [root = "", ...rest] = path.split(".");
  if (rest.length === 0) return humane(root);
  const name = humane(rest.join(" ").replaceAll("-", " "));
  return root === "links" ? `${name} link` : name;
}

/** The value as it is written. */
export const written = (path: string): string => `{{ ${path} }}`;

/** The value that ends where the cursor stands, so that one key takes all of it away. */
export function tokenBefore(text: string, at: number): { from: number; to: number } | null {
  const [found] = /\{\{[^{}]*\}\}$/.exec(text.slice(0, at)) ?? [];
  return found ? { from: at - found.length, to: at } : null;
}

export interface Value {
  path: string;
  label: string;
  group: "Person" | "Event" | "Traits" | "Offers" | "Brand and links";
}

const GROUPS: Partial<Record<Root, Value["group"]>> = {
  profile: "Person",
  event: "Event",
  traits: "Traits",
  scores: "Traits",
  offers: "Offers",
  brand: "Brand and links",
  links: "Brand and links",
};

/** Values as they are offered, each once. */
export const valuesOf = (paths: readonly string[]): Value[] =>
  [...new Set(paths)].flatMap((path) => {
    const group = GROUPS[rootOf(path)];
    return group ? [{ path, label: nameOf(path), group }] : [];
  });
