import { readAll } from "./all";
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

/** What a document is today; nothing where it is not there, or was archived. */
function newest(documents: Documents, id: string) {
  // All kinds of documents are read alike.
  const one = `/api/v1/${documents}/{document_id}` as "/api/v1/segments/{document_id}";
  return client.GET(one, { params: { path: { document_id: id } } }).catch((error: unknown) => {
    if (problemOf(error).status !== 404) throw error;
  });
}

/** Numbers only grow; a draft that says what is live is told of no more. `seen` of 0 is that of nothing. */
function refuseOvertaken(now: Parameters<typeof newestOf>[0] | undefined, seen: number | undefined): void {
  if (seen === undefined) return;
  const number = now && newestOf(now);
  if (number === undefined ? seen > 0 : number > seen) throw new Overtaken(number);
}

/** The ETag of a document that nobody changed since version `seen` of it; nothing where that is 0, and it is new. */
export async function unchanged(documents: Documents, id: string, seen: number): Promise<string | undefined> {
  if (seen === 0) {
    // Looked for among all: to ask for what isn't there yet would be a fault.
    refuseOvertaken(
      (await readAll(documents)).find((each) => each.id === id),
      seen,
    );
    return undefined;
  }
  const now = await newest(documents, id);
  refuseOvertaken(now?.data, seen);
  return now?.response.headers.get("ETag") ?? undefined;
}

/** Throws what was refused on, as `Overtaken` where somebody changed the document since version `seen` of it. */
export const asOvertaken =
  (seen: number | undefined) =>
  (error: unknown): never => {
    throw problemOf(error).code === "api.changed" ? new Overtaken((seen ?? 0) + 1) : error;
  };

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
  const now = await newest(documents, id);
  refuseOvertaken(now?.data, seen);
  if (!now) {
    const { data } = await client.POST(all, { body: sent });
    await arrived(documents, data);
    return data;
  }
  const match = (seen !== undefined && now.response.headers.get("ETag")) || "*";
  const { data } = await client
    .PUT(one, { params: { path, header: { "if-match": match } }, body: sent })
    .catch(asOvertaken(seen));
  await taken(documents, data);
  return data;
}
