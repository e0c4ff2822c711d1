import { client } from "./client";
import { type Documents, isTaken, type Ordered } from "./document";

const PAUSE = 400;
const MOST = 150;

/**
 * Waits until what was published, or is kept as a draft, is what one reads: the engine takes it over a moment later.
 *
 * The order stands whatever comes between: what is new isn't found at first, and an answer that got lost is asked anew.
 */
export async function taken(documents: Documents, ordered: Ordered | undefined): Promise<void> {
  if (!ordered) return;
  // All kinds of documents are read alike.
  const path = `/api/v1/${documents}/{document_id}` as "/api/v1/segments/{document_id}";
  for (let round = 0; round < MOST; round += 1) {
    const read = await client
      .GET(path, { params: { path: { document_id: ordered.id } } })
      .catch((): { data?: undefined } => ({}));
    if (read.data && isTaken(read.data, ordered)) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
