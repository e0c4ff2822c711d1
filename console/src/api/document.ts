import type { View } from "./client";

/** Kinds of documents of which a draft can wait beside what is live. */
export type Documents =
  | "journeys"
  | "segments"
  | "traits"
  | "templates"
  | "fragments"
  | "offers"
  | "dashboards"
  | "mappings"
  | "sources";

type Told = View<"DocumentView">;

// Without one of them, or with one more, this does not compile: what is told must not be sent back as if it were written.
const TOLD: { [Field in keyof Told as string extends Field ? never : Field]-?: true } = {
  kind: true,
  id: true,
  name: true,
  version: true,
  status: true,
  state: true,
  at: true,
  labels: true,
  description: true,
  draft: true,
  seeded: true,
};

/** Fields of a document that are not its body: its header, and what the API tells of it. */
export const HEADER: readonly string[] = Object.keys(TOLD);

/** Which side of a document is shown: its draft, unless what is live is asked for. */
export type Show = "live";

/** The side that an address asks for. */
export const showIn = (search: Record<string, unknown>): { show?: Show } =>
  search.show === "live" ? { show: "live" } : {};

/** The number of the newest version: of the draft beside what is live, else of what is live. */
export const newestOf = (head: { version: number; draft?: number | null }): number =>
  head.draft ?? head.version;

/** What an order to publish or to keep a draft is answered with. */
export interface Ordered {
  id: string;
  status: string;
  version: number;
}

interface Read extends Ordered {
  state: string;
  draft?: number | null;
}

/** Whether what one reads is what was ordered, or newer. A draft may wait beside a live version. */
export function isTaken(read: Read, ordered: Ordered): boolean {
  if (read.state === "pending") return false;
  if (ordered.status === "draft" && (read.draft ?? 0) >= ordered.version) return true;
  return read.version >= ordered.version && (ordered.status === "draft" || read.status === "published");
}

/** The version to work on: a draft that waits beside what is live, unless that is asked for. */
export function versionOf(head: { draft?: number | null } | undefined, show: Show | undefined) {
  return show === "live" ? undefined : (head?.draft ?? undefined);
}
