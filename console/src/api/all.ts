import { useQuery } from "@tanstack/react-query";
import { client } from "./client";
import type { Documents } from "./document";
import type { paths } from "./schema";

/** What there are so few of that a screen has them together: to name, to choose from, to sort and to filter. */
export type Kind = Documents | "brands" | "channels" | "metrics" | "policies";

type Page<Of extends Kind> = paths[`/api/v1/${Of}`]["get"]["responses"][200]["content"]["application/json"];

/** One of a kind, as its list shows it. */
export type Item<Of extends Kind> = Page<Of>["items"][number];

// As first.js asks for the first page.
const PAGE = 200;

/** All of a kind, in order of id: page after page until the last. */
export async function readAll<Of extends Kind>(kind: Of, signal?: AbortSignal): Promise<Item<Of>[]> {
  // All kinds are listed alike.
  const path = `/api/v1/${kind}` as "/api/v1/segments";
  const items: unknown[] = [];
  let cursor: string | undefined;
  do {
    const { data } = await client.GET(path, { params: { query: { limit: PAGE, cursor } }, signal });
    items.push(...(data?.items ?? []));
    cursor = data?.next_cursor ?? undefined;
  } while (cursor !== undefined);
  return items as Item<Of>[];
}

interface Options {
  enabled?: boolean;
  staleTime?: number;
}

/** The same for a screen; read once for all who ask. */
export function useAll<Of extends Kind>(kind: Of, options: Options = {}) {
  return useQuery({
    // Where what is known of a path is asked for anew, this is as well.
    queryKey: ["get", `/api/v1/${kind}`, "all"],
    queryFn: ({ signal }) => readAll(kind, signal),
    ...options,
  });
}
