import { useMemo } from "react";
import { useAll } from "./all";

/** What people call a source; its id until that is known, and of one that is no document. Asked for once it is `needed`. */
export function useSourceNames(needed = true): (id: string) => string {
  const all = useAll("sources", { enabled: needed });
  return useMemo(() => {
    const names = new Map((all.data ?? []).map((one) => [one.id, one.name || one.id]));
    return (id: string) => names.get(id) ?? OURS[id] ?? id;
  }, [all.data]);
}

/** What Clew itself appends to the log, as people call it. */
export const OURS: Readonly<Record<string, string>> = {
  clew: "Clew",
  "clew-api": "API",
  identity: "Identity",
  lists: "Lists",
  messages: "Messages",
  privacy: "Privacy",
};
