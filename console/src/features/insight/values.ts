import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { client, type View } from "@/api/client";
import { type Board, headOf } from "./board";

/** What is asked otherwise than the dashboard says. */
interface Change {
  period?: { last: string };
  compare: "" | "previous";
  among: string;
}

/**
 * What the tiles of a dashboard show: those at its head are asked for first, the rest once they are there.
 *
 * Asked for all at once, the first figure would wait for the last. A board without an id is one that nobody has
 * published yet.
 */
export function useValues(id: string | undefined, board: Board, change: Change) {
  const head = headOf(board.tiles);
  const rest = board.tiles.map((_, place) => place).slice(head.length);
  const first = useTiles(id, board, { ...change, tiles: head }, true);
  const later = useTiles(id, board, { ...change, tiles: rest }, first.isSuccess && !first.isPlaceholderData);
  const more = rest.length > 0;
  return {
    first,
    later: more ? later : undefined,
    tiles: [...(first.data?.tiles ?? []), ...((more && later.data?.tiles) || [])],
    late: first.isFetching || (more && later.isFetching && later.isPlaceholderData),
  };
}

function useTiles(
  id: string | undefined,
  board: Board,
  change: Change & { tiles: number[] },
  wanted: boolean,
) {
  return useQuery({
    queryKey: ["dashboard", id, board, change],
    enabled: wanted && change.tiles.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    queryFn: ({ signal }) => (id === undefined ? tried(board, change, signal) : asked(id, change, signal)),
  });
}

async function asked(
  id: string,
  change: Change & { tiles: number[] },
  signal: AbortSignal,
): Promise<View<"DashboardAnswer">> {
  const { data } = await client.POST("/api/v1/dashboards/{document_id}/values", {
    params: { path: { document_id: id } },
    body: change as View<"Change">,
    signal,
  });
  return data as View<"DashboardAnswer">;
}

/** What a board shows that is a draft alone: its tiles are sent along, and keep their places. */
async function tried(
  board: Board,
  { tiles, period, compare, among }: Change & { tiles: number[] },
  signal: AbortSignal,
): Promise<View<"DashboardAnswer">> {
  const both = [board.among, among].filter(Boolean).map((each) => `(${each})`);
  const body = {
    tiles: tiles.map((place) => board.tiles[place]),
    period: period ?? board.period,
    compare,
    among: both.join(" and "),
  };
  const { data } = await client.POST("/api/v1/insight/dashboards", { body: body as never, signal });
  const found = data as View<"DashboardAnswer">;
  return { ...found, tiles: found.tiles.map((each) => ({ ...each, tile: tiles[each.tile] ?? each.tile })) };
}
