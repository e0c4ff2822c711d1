import { readAll } from "./all";
import { client, type View } from "./client";
import { type Documents, isTaken, type Ordered } from "./document";

const PAUSE = 400;
const MOST = 150;

type Read = Pick<View<"DocumentView">, "id" | "status" | "state" | "version" | "draft">;

/** Waits until what was published, or is kept as a draft, is what one reads: the engine takes it over a moment later. */
export async function taken(documents: Documents, ordered: Ordered | undefined): Promise<void> {
  // All kinds of documents are read alike.
  const path = `/api/v1/${documents}/{document_id}` as "/api/v1/segments/{document_id}";
  await until(
    async (id) => (await client.GET(path, { params: { path: { document_id: id } } })).data,
    ordered,
  );
}

/** The same for what is new: it is looked for among all, since to ask for what isn't there yet would be a fault. */
export async function arrived(documents: Documents, ordered: Ordered | undefined): Promise<void> {
  await until(async (id) => (await readAll(documents)).find((each) => each.id === id), ordered);
}

/** The order stands whatever comes between: an answer that got lost is asked for anew. */
async function until(
  read: (id: string) => Promise<Read | undefined>,
  ordered: Ordered | undefined,
): Promise<void> {
  if (!ordered) return;
  for (let round = 0; round < MOST; round += 1) {
    const found = await read(ordered.id).catch(() => undefined);
    if (found && isTaken(found, ordered)) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}
