import { client, type View } from "./client";
import { newestOf } from "./document";
import { problemOf } from "./problem";
import { Overtaken } from "./write";

/** What becomes of a document whose text is written. */
export type End = "draft" | "published" | "archived";

/**
 * Writes a document of any kind as text.
 *
 * `seen` is the newest version that whoever writes knows of: should there be a newer one, or none, nothing is written.
 * Without it, whatever is there is written over, and what is not there begins.
 */
export async function writeText(
  kind: string,
  id: string,
  text: string,
  status: End,
  seen?: number,
): Promise<View<"DocumentView"> | undefined> {
  const path = { kind, document_id: id };
  let match = "*";
  if (seen !== undefined) {
    const now = await client
      .GET("/api/v1/documents/{kind}/{document_id}", { params: { path } })
      .catch((error: unknown) => {
        if (problemOf(error).status !== 404) throw error;
      });
    const newest = now?.data && newestOf(now.data);
    if (newest === undefined || newest > seen) throw new Overtaken(newest);
    match = now?.response.headers.get("ETag") ?? match;
  }
  const { data } = await client
    .PUT("/api/v1/documents/{kind}/{document_id}/text", {
      params: { path, header: { "if-match": match } },
      body: { text, status },
    })
    .catch((error: unknown) => {
      throw problemOf(error).code === "api.changed" ? new Overtaken((seen ?? 0) + 1) : error;
    });
  return data;
}

/** Begins a document that is not there yet; refused where there is one. */
export async function beginText(kind: string, id: string, text: string, status: End) {
  const params = { path: { kind, document_id: id } };
  const { data } = await client.PUT("/api/v1/documents/{kind}/{document_id}/text", {
    params,
    body: { text, status },
  });
  return data;
}

/** The text of a version, the current one unless told. */
export async function readText(kind: string, id: string, version?: number, signal?: AbortSignal) {
  const { data } = await client.GET("/api/v1/documents/{kind}/{document_id}/text", {
    params: { path: { kind, document_id: id }, query: { version } },
    signal,
  });
  return data?.text ?? "";
}
