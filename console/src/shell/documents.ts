import { IconFileCode, IconList } from "@tabler/icons-react";
import { client } from "@/api/client";
import { count, humane } from "@/ui/format";
import { textOf } from "@/ui/places";
import type { Command, CommandSource, Shelf } from "./feature";

/** Whether a list opens with the question what a new one is called. */
export const creating = (search: Record<string, unknown>): { create?: boolean } =>
  search.create === true ? { create: true } : {};

/** Of all kinds together; where there are more, so many of each kind. */
const MOST = 12;
const EACH = 4;
const ASKED = 60;

/**
 * Documents of all kinds by what they are called: the server looks, in one request, however many there are.
 *
 * A kind without a shelf is shown as text; one whose shelf takes more than `scopes` is left out.
 */
export const documentsOf = (shelves: readonly Shelf[], scopes: readonly string[]): CommandSource => ({
  find: async (typed, go, signal) => {
    if (!typed || !scopes.includes("documents:read")) return [];
    const { data } = await client.POST("/api/v1/documents/search", {
      body: { text: typed, limit: ASKED, skip: 0 },
      signal,
    });
    // The kind of the nearest one first.
    const found = new Map<string, Command[]>();
    const many = (data?.found ?? 0) > MOST;
    const told = new Map<string, number>();
    const shelfOf = (kind: string) => shelves.find((one) => one.kind === kind);
    const open = (kind: string) => !shelfOf(kind)?.scope || scopes.includes(shelfOf(kind)?.scope ?? "");
    for (const { kind, id, name, description } of data?.items ?? []) {
      const shelf = shelfOf(kind);
      const before = told.get(kind) ?? 0;
      if (!open(kind) || (many && before >= EACH)) continue;
      told.set(kind, before + 1);
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
    for (const [kind, number] of Object.entries(data?.kinds ?? {})) {
      if (!open(kind) || number <= (told.get(kind) ?? 0)) continue;
      const heading = shelfOf(kind)?.heading ?? "Documents";
      const command = {
        id: `all ${kind}`,
        label: `All ${count(number)} with “${typed}”`,
        detail: shelfOf(kind) ? undefined : humane(kind),
        icon: IconList,
        run: () => go(`/documents?${new URLSearchParams({ kind, find: typed })}`),
      };
      found.set(heading, [...(found.get(heading) ?? []), command]);
    }
    return [...found].map(([heading, commands]) => ({ heading, commands }));
  },
});
