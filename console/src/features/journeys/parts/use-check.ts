import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { client, type View } from "@/api/client";
import { problemOf } from "@/api/problem";

/** What is wrong with a journey as it stands on the canvas; asked a moment after each change. */
export function useCheck(document: Record<string, unknown>): {
  checked: View<"CheckedJourneyView"> | undefined;
  /** Whether the answer is that of the journey as it stands. */
  fresh: boolean;
  /** Whether the server gives no answer for now. */
  unheard: boolean;
} {
  const said = JSON.stringify(document);
  const [settled] = useDebouncedValue(said, 350);
  const { data, isPlaceholderData, failureReason } = useQuery({
    queryKey: ["journey-check", settled],
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    // Until somebody answers, what was last heard stands; then it goes on by itself.
    retry: (_, error) => problemOf(error).status === 0,
    retryDelay: 2_000,
    queryFn: async ({ signal }) => {
      const body = JSON.parse(settled) as { id: string };
      const { data: found } = await client.POST("/api/v1/journeys/check", { body, signal });
      return found;
    },
  });
  return {
    checked: data,
    fresh: data !== undefined && settled === said && !isPlaceholderData,
    unheard: failureReason !== null && problemOf(failureReason).status === 0,
  };
}
