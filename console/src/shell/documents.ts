import { client } from "@/api/client";
import type { Command, CommandSource, Shelf } from "./feature";

/** Whether a list opens with the question what a new one is called. */
export const creating = (search: Record<string, unknown>): { create?: boolean } =>
  search.create === true ? { create: true } : {};

/** Of all kinds together. */
const MOST = 12;

/** Documents of all kinds by what they are called: the server looks, in one request, however many there are. */
export const documentsOf = (shelves: readonly Shelf[]): CommandSource => ({
  find: async (typed, go, signal) => {
    if (!typed || shelves.length === 0) return [];
    const { data } = await client.POST("/api/v1/documents/search", {
      body: { text: typed, kinds: shelves.map(({ kind }) => kind), limit: MOST },
      signal,
    });
    // The kind of the nearest one first.
    const found = new Map<Shelf, Command[]>();
    for (const { kind, id, name, description } of data?.items ?? []) {
      const shelf = shelves.find((one) => one.kind === kind);
      if (!shelf) continue;
      const command = {
        id: `${kind} ${id}`,
        label: name,
        detail: description,
        icon: shelf.icon,
        run: () => go(shelf.to(id)),
      };
      found.set(shelf, [...(found.get(shelf) ?? []), command]);
    }
    return [...found].map(([{ heading }, commands]) => ({ heading, commands }));
  },
});
