import { IconFileCode } from "@tabler/icons-react";
import { client } from "@/api/client";
import { humane } from "@/ui/format";
import { textOf } from "@/ui/places";
import type { Command, CommandSource, Shelf } from "./feature";

/** Whether a list opens with the question what a new one is called. */
export const creating = (search: Record<string, unknown>): { create?: boolean } =>
  search.create === true ? { create: true } : {};

/** Of all kinds together. */
const MOST = 12;

/**
 * Documents of all kinds by what they are called: the server looks, in one request, however many there are.
 *
 * A kind without a shelf is shown as text; one whose shelf takes more than `scopes` is left out.
 */
export const documentsOf = (shelves: readonly Shelf[], scopes: readonly string[]): CommandSource => ({
  find: async (typed, go, signal) => {
    if (!typed || !scopes.includes("documents:read")) return [];
    const { data } = await client.POST("/api/v1/documents/search", {
      body: { text: typed, limit: MOST, skip: 0 },
      signal,
    });
    // The kind of the nearest one first.
    const found = new Map<string, Command[]>();
    for (const { kind, id, name, description } of data?.items ?? []) {
      const shelf = shelves.find((one) => one.kind === kind);
      if (shelf?.scope && !scopes.includes(shelf.scope)) continue;
      const heading = shelf?.heading ?? "Documents";
      const command = {
        id: `${kind} ${id}`,
        label: name,
        detail: description || (shelf ? undefined : humane(kind)),
        icon: shelf?.icon ?? IconFileCode,
        run: () => go(shelf ? shelf.to(id) : textOf(kind, id)),
      };
      found.set(heading, [...(found.get(heading) ?? []), command]);
    }
    return [...found].map(([heading, commands]) => ({ heading, commands }));
  },
});
