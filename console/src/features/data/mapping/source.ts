// What a source's document says, and how it comes to name a mapping.

import { client, type View } from "@/api/client";
import { HEADER, newestOf } from "@/api/document";
import { refreshed } from "@/api/drafts";
import { write } from "@/api/write";
import type { Json } from "./model";

export type Source = View<"DocumentView">;
/** What sends, whether there is a document of it or not. */
export type Called = Source | { id: string; name: string };

/** The id of the mapping that reads what it posts; empty if it has none. */
export function mappingOf(source: Source): string {
  const named = (source as unknown as Json).mapping;
  return typeof named === "string" ? named : "";
}

/** The fields of its kind. */
export const bodyOf = (document: View<"DocumentView">): Json =>
  Object.fromEntries(
    Object.entries(document).filter(([name, value]) => !HEADER.includes(name) && value !== null),
  );

/** Lets a source name a mapping, or none; what somebody else wrote meanwhile is not written over. */
export async function nameMapping(source: Source, mapping: string | undefined): Promise<Source | undefined> {
  const { id, name, labels, description } = source;
  const body = { ...bodyOf(source), name, labels, description, mapping, status: "published" as const };
  const made = await write("sources", id, body, newestOf(source));
  await refreshed("sources");
  return made;
}

/** Publishes a new mapping under the source's id, or one like it that is free. */
export async function createMapping(
  source: Source,
  document: Json,
  taken: ReadonlySet<string>,
): Promise<string> {
  let id = source.id;
  for (let number = 2; taken.has(id); number += 1) id = `${source.id}-${number}`;
  const body = { ...document, id, name: source.name || source.id, status: "published" };
  await client.POST("/api/v1/mappings", { body: body as never });
  await refreshed("mappings");
  return id;
}
