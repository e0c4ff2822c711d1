// Values between braces, as people read them. The text stays Liquid; a pill is how it is shown.

import { humane } from "@/ui/format";

/** Where values come from. */
export type Root =
  | "profile"
  | "event"
  | "traits"
  | "scores"
  | "brand"
  | "links"
  | "journey"
  | "offers"
  | "other";

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
}

/** Every value of a text that is written out, with the braces. */
export const TOKENS = /\{\{[^{}]*\}\}/g;

const TOKEN = /^\{\{-?\s*([A-Za-z_][\w-]*(?:\.[\w-]+|\[\d+\])*)\s*((?:\|[^{}]*?)?)\s*-?\}\}$/;
const DEFAULT = /^default:\s*(?:"([^"]*)"|'([^']*)')$/;

/** A value as it is written; null for what is none yet, or more than a value with filters. */
export function tokenOf(text: string): Token | null {
  const [, path, filters = ""] = TOKEN.exec(text) ?? [];
  if (!path) return null;
  const said = filters
    .split("|")
    .map((filter) => filter.trim())
    .filter(Boolean)
    .map((filter) => {
      const [, one, other] = DEFAULT.exec(filter) ?? [];
      const instead = one ?? other;
      return instead === undefined ? `, ${filter.split(":")[0]}` : `, or “${instead}”`;
    });
  return { path, root: rootOf(path), words: `${nameOf(path)}${said.join("")}` };
}

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
