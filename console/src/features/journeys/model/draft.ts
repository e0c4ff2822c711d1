import { HEADER } from "@/api/document";
import type { Body } from "./document";

/** What of a journey is edited: its header and its body. */
export interface Draft {
  name: string;
  description: string;
  body: Body;
}

/** Fields of a document that are not its body. */
const TOLD = new Set([...HEADER, "under_way", "held_out", "entered", "ended"]);

/** The draft in a document as the API shows it. */
export function draftOf(document: Record<string, unknown>): Draft {
  const body = Object.fromEntries(Object.entries(document).filter(([field]) => !TOLD.has(field)));
  return {
    name: String(document.name ?? ""),
    description: String(document.description ?? ""),
    body: { entry: {}, nodes: {}, ...body } as Body,
  };
}

/** What is sent to the API. Rules that say nothing are left out. */
export function documentOf(id: string, labels: readonly string[], draft: Draft): Record<string, unknown> {
  return {
    ...(tidy(draft.body) as object),
    id,
    labels,
    name: draft.name || id,
    description: draft.description,
  };
}

/** The same value without fields that hold nothing. */
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([name, field]) => [name, tidy(field)]),
  );
}
