// What made two profiles one, and what happened to names, in words.

import { moment } from "@/ui/format";

/** 3 Nov 2025 */
export const dateOf = (iso: string): string => moment(iso).split(",")[0] ?? "";

export const CAUSES: Readonly<Record<string, string>> = {
  identified: "One record named both",
  linked: "A record linked them",
  alias: "A source said they are the same",
  merge: "Joined by hand",
};

export const KINDS: Readonly<Record<string, string>> = {
  created: "began a profile",
  linked: "was linked",
  claimed: "was claimed from a visitor",
  moved: "moved to another profile",
  evicted: "gave way: too many names of its sort",
  restored: "came back when two were parted",
  refused: "was refused: it belongs to somebody else",
  detached: "was detached",
};
