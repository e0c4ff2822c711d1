import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { client, type View } from "@/api/client";

/** What is wrong with a journey as it stands on the canvas; asked a moment after each change. */
export function useCheck(document: Record<string, unknown>): {
  checked: View<"CheckedJourneyView"> | undefined;
  /** Whether the answer is that of the journey as it stands. */
  fresh: boolean;
} {
  const said = JSON.stringify(document);
  const [settled] = useDebouncedValue(said, 350);
  const { data, isPlaceholderData } = useQuery({
    queryKey: ["journey-check", settled],
    placeholderData: keepPreviousData,
    staleTime: 30_000,
    queryFn: async ({ signal }) => {
      const body = JSON.parse(settled) as { id: string };
      const { data: found } = await client.POST("/api/v1/journeys/check", { body, signal });
      return found;
    },
  });
  return { checked: data, fresh: settled === said && !isPlaceholderData };
}
