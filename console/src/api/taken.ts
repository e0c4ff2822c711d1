import { client } from "./client";

/** What an order to publish or to keep a draft is answered with. */
interface Ordered {
  id: string;
  status: string;
  version: number;
}

type Documents = "journeys" | "segments" | "templates";

const PAUSE = 400;
const MOST = 150;

/** Waits until what was published is what one reads: the engine takes it over a moment later. */
export async function taken(documents: Documents, ordered: Ordered | undefined): Promise<void> {
  // A draft beside a live version is not what one reads.
  if (ordered?.status !== "published") return;
  // All kinds of documents are read alike.
  const path = `/api/v1/${documents}/{document_id}` as "/api/v1/segments/{document_id}";
  for (let round = 0; round < MOST; round += 1) {
    const { data } = await client.GET(path, { params: { path: { document_id: ordered.id } } });
    if (data && data.version >= ordered.version && data.status === "published" && data.state !== "pending")
      return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
