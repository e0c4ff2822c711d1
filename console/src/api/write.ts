import { client, type View } from "./client";
import { type Documents, newestOf } from "./document";
import { problemOf } from "./problem";
import { arrived, taken } from "./taken";

/** Somebody else was faster: there is a newer version than the one that was worked on, or none any more. */
export class Overtaken extends Error {
  /** The newest version; nothing, if the document was archived. */
  readonly by: number | undefined;

  constructor(by: number | undefined) {
    super("somebody else was faster");
    this.name = "Overtaken";
    this.by = by;
  }
}

/** A document as its author sends it. */
export type Written = Readonly<Record<string, unknown>> & { status: "draft" | "published" };

/**
 * Writes a document's next version, and waits until it is there.
 *
 * `seen` is the newest version that whoever writes knows of: should there be a newer one, or none, nothing is
 * written. Without it, whatever is there is written over, and what was archived begins anew.
 */
export async function write(
  documents: Documents,
  id: string,
  body: Written,
  seen?: number,
): Promise<View<"DocumentView"> | undefined> {
  // All kinds of documents are written alike.
  const all = `/api/v1/${documents}` as "/api/v1/segments";
  const one = `${all}/{document_id}` as "/api/v1/segments/{document_id}";
  const path = { document_id: id };
  const sent = { ...body, id } as never;
  const now = await client.GET(one, { params: { path } }).catch((error: unknown) => {
    if (problemOf(error).status !== 404) throw error;
  });
  const newest = now?.data && newestOf(now.data);
  // Numbers only grow; a draft that says what is live is told of no more.
  if (seen !== undefined && (newest === undefined || newest > seen)) throw new Overtaken(newest);
  if (!now) {
    const { data } = await client.POST(all, { body: sent });
    await arrived(documents, data);
    return data;
  }
  const match = (seen !== undefined && now.response.headers.get("ETag")) || "*";
  const { data } = await client
    .PUT(one, { params: { path, header: { "if-match": match } }, body: sent })
    .catch((error: unknown) => {
      throw problemOf(error).code === "api.changed" ? new Overtaken((seen ?? 0) + 1) : error;
    });
  await taken(documents, data);
  return data;
}
