// What the settings say: pure, so that it can be tested.

import type { View } from "@/api/client";
import { humane, plural } from "@/ui/format";
import { screenOf, textOf } from "@/ui/places";
import type { Tone } from "@/ui/status";

export type Account = View<"AccountView">;
export type Entry = View<"EntryView">;
export type Key = View<"KeyView">;
export type Role = View<"RoleView">;

/** Whether somebody can enter, in a word. */
export function standing(account: Account): { words: string; tone: Tone } {
  if (account.disabled_at) return { words: "Disabled", tone: "quiet" };
  return account.password_at ? { words: "Active", tone: "good" } : { words: "Invited", tone: "accent" };
}

/** Whether a key works, in a word. */
export function keyStanding(key: Key): { words: string; tone: Tone } {
  if (key.alive) return { words: "Live", tone: "good" };
  return key.revoked_at ? { words: "Revoked", tone: "quiet" } : { words: "Expired", tone: "warn" };
}

interface ScopeGroup {
  name: string;
  scopes: { id: string; verb: string; meaning: string }[];
}

/** Scopes by what they are about: `profiles:read` and `profiles:write` under Profiles. */
export function groupScopes(scopes: Record<string, string>): ScopeGroup[] {
  const groups = new Map<string, ScopeGroup>();
  for (const [id, meaning] of Object.entries(scopes)) {
    const [about = id, verb = ""] = id.split(":");
    const group = groups.get(about) ?? { name: humane(about), scopes: [] };
    group.scopes.push({ id, verb, meaning });
    groups.set(about, group);
  }
  return [...groups.values()];
}

const VERBS: Record<string, string> = {
  create: "created",
  replace: "changed",
  publish: "published",
  archive: "archived",
  change: "changed",
  invite: "invited",
  link: "created a sign-in link for",
  revoke: "revoked",
  export: "exported",
  replay: "replayed",
  discard: "discarded",
  mend: "mended",
  unmerge: "parted",
  merge: "merged",
  erase: "erased",
  lookup: "looked up",
  get: "looked up",
  decide: "decided on",
  pause: "paused",
  resume: "resumed",
  migrate: "migrated",
  import: "imported into",
  apply: "applied",
  record: "recorded",
  suppress: "suppressed",
  lift: "lifted",
};

const SAID: Record<string, string> = {
  signIn: "signed in",
  signOut: "signed out",
  signOutEverywhere: "signed out everywhere",
  signOutAccount: "signed out",
  changePassword: "changed their password",
  sendFile: "sent a file as",
  startImport: "imported a file by",
  stopImport: "stopped importing",
  removeFile: "deleted",
  putSuppressionBack: "suppressed again",
};

/** What somebody did, as a verb: `createSegment` → created. */
export function did(action: string): string {
  const whole = SAID[action];
  if (whole) return whole;
  if (/^discard.+Draft$/.test(action)) return "discarded a draft of";
  const verb = /^[a-z]+/.exec(action)?.[0] ?? action;
  return VERBS[verb] ?? humane(action).toLowerCase();
}

/** Why it did not happen, in words: `access.forbidden` → not allowed. */
export function why(entry: Entry): string {
  if (entry.outcome === "done")
    return entry.detail.replace(/^(create|update|publish|archive) (version \d+)$/, "$2");
  const known: Record<string, string> = {
    "access.forbidden": "not allowed",
    "access.unauthenticated": "wrong name or password",
    "api.changed": "somebody was faster",
    "api.not_found": "not found",
  };
  return known[entry.detail] ?? entry.detail.replace(/^[a-z]+\./, "").replaceAll("_", " ");
}

/** What the trail tells of that has no page: people who work here, keys, records in quarantine. */
const PAGELESS = new Set([
  "account",
  "key",
  "reject",
  "business_event",
  "session",
  "password",
  "list",
  "document",
]);
const OTHERS: Readonly<Record<string, string>> = { profile: "/profiles", import: "/data/imports" };

/** Where an object can be looked at; undefined if it has no page. */
export function placeOf({ kind, object, called }: Entry): string | undefined {
  if (!object || !kind || PAGELESS.has(kind)) return undefined;
  const other = OTHERS[kind];
  if (other) return `${other}/${encodeURIComponent(object)}`;
  // A document that nobody calls anything has ended.
  return screenOf(kind, object) ?? (called ? textOf(kind, object) : undefined);
}

/** A whole link of a path that the server gave. */
export const linkOf = (origin: string, path: string): string => origin + path;

/** What speaks against a new password before it is sent; empty if nothing does. */
export function passwordFault(password: string, again: string, name: string): string {
  if (!password) return "";
  if (password.length < 12) return "At least 12 characters; three or four words will do.";
  if (new Set(password).size < 5) return "Too few different characters.";
  const own = name.split("@")[0]?.toLowerCase() ?? "";
  if (own.length > 2 && password.toLowerCase().includes(own)) return "Leave your own name out.";
  if (again && again !== password) return "The two are not the same.";
  return "";
}

/** What a workspace document says. */
export interface Said {
  zone?: string;
  keep_events?: string | null;
}

const UNITS: Record<string, string> = { d: "day", w: "week" };

/** The same in a sentence: in which zone days begin, and how long what people did is kept. */
export function saysWorkspace({ zone = "UTC", keep_events: kept }: Said): string {
  const [, number, unit] = /^(\d+)([dw])$/.exec(kept ?? "") ?? [];
  const long = number ? `for ${plural(Number(number), UNITS[unit ?? ""] ?? "day")}` : (kept ?? "for ever");
  return `Time zone ${zone.replaceAll("_", " ")} · Events kept ${long}`;
}

interface Part {
  name: string;
  /** What it is for. */
  does: string;
  /** What to do where it does not work. */
  mend: string;
}

const PARTS: Readonly<Record<string, Part>> = {
  log: {
    name: "Log",
    does: "It takes in everything that happens.",
    mend: "Nothing new is taken in. See whether the disk is full, and whether the folder can be written.",
  },
  state: {
    name: "State",
    does: "It holds what is known of people.",
    mend: "Nothing can be looked up. See whether the disk is full, and whether the folder can be read.",
  },
  engine: {
    name: "Engine",
    does: "It works out profiles, segments and journeys from the log.",
    mend: "It is far behind: segments and journeys are late. It catches up by itself as long as it runs.",
  },
};

/** A part of the server, in words. */
export const partOf = (name: string): Part =>
  PARTS[name] ?? { name: humane(name), does: "", mend: "It does not work." };

/** Whether all is well, in one line. */
export function saysHealth(checks: readonly { name: string; ok: boolean }[]): string {
  const broken = checks.filter((check) => !check.ok).map((check) => partOf(check.name).name.toLowerCase());
  if (broken.length === 0) return "Every part works.";
  const last = broken.pop() as string;
  const named = broken.length > 0 ? `${broken.join(", ")} and ${last}` : last;
  return `The ${named} ${broken.length > 0 ? "do" : "does"} not work.`;
}
