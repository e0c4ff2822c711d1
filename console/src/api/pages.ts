import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";

interface Page<Row> {
  items: readonly Row[];
  next_cursor?: string | null;
}

type Ask<Row> = (cursor: string | undefined, signal: AbortSignal) => Promise<{ data?: Page<Row> }>;

/** A list that is read page by page: its rows so far, and how to have more of them. */
export function usePages<Row>(key: readonly unknown[], ask: Ask<Row>) {
  const asked = useInfiniteQuery({
    queryKey: key,
    queryFn: async ({ pageParam, signal }): Promise<Page<Row>> =>
      (await ask(pageParam, signal)).data ?? { items: [] },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  const { data, error, isPending, refetch, hasNextPage, isFetching, fetchNextPage } = asked;
  const rows = useMemo(() => data?.pages.flatMap((page) => page.items), [data]);
  const more = () => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  };
  return { data: rows, error, isPending, refetch, more, hasMore: hasNextPage };
}
