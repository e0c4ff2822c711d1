import { type Icon, IconPlus } from "@tabler/icons-react";
import { readAll } from "@/api/all";
import type { Documents } from "@/api/document";
import type { CommandSource } from "./feature";

/** Whether a list opens with the question what a new one is called. */
export const creating = (search: Record<string, unknown>): { create?: boolean } =>
  search.create === true ? { create: true } : {};

/** Documents of a kind for ⌘K, by name or id; their list, and a new one. */
export function documentsAsCommands(documents: Documents, kind: string, icon: Icon): CommandSource {
  const whole = { id: `all ${documents}`, label: `${kind}s`, icon };
  return {
    heading: `${kind}s`,
    find: async (typed, go, signal) => {
      const words = typed.toLowerCase();
      const all = await readAll(documents, signal);
      const found = all
        .filter(({ id, name }) => `${name} ${id}`.toLowerCase().includes(words))
        .slice(0, 5)
        .map(({ id, name }) => ({
          id: `${documents} ${id}`,
          label: name,
          detail: kind,
          icon,
          run: () => go(`/${documents}/${id}`),
        }));
      const create = {
        id: `new ${documents}`,
        label: `New ${kind.toLowerCase()}`,
        icon: IconPlus,
        scope: "documents:write",
        run: () => go(`/${documents}?create=true`),
      };
      const deeds = [{ ...whole, run: () => go(`/${documents}`) }, create];
      return [...found, ...deeds.filter(({ label }) => words && label.toLowerCase().includes(words))];
    },
  };
}
