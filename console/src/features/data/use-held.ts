import { useRouterState } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { api } from "@/api/client";
import { useOverheard } from "@/api/live";

/** How long what was counted is taken for true. */
const HOLDS = 15_000;
/** What the screen itself asks comes first. */
const LATER = 1_000;

/** How many records are held in quarantine: asked after the screen, and again when one goes elsewhere or more happens. */
export function useHeld(): number {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const [settled, setSettled] = useState(false);
  const counts = api.useQuery(
    "get",
    "/api/v1/quarantine/counts",
    {},
    { enabled: settled, staleTime: HOLDS, refetchOnWindowFocus: true },
  );
  const { refetch, isStale } = counts;
  // biome-ignore lint/correctness/useExhaustiveDependencies: going somewhere asks anew, nothing else does.
  useEffect(() => {
    if (settled && isStale) void refetch();
    const later = setTimeout(() => setSettled(true), LATER);
    return () => clearTimeout(later);
  }, [path]);
  useOverheard(() => settled && isStale && void refetch());
  return (counts.data?.items ?? []).reduce((sum, { count }) => sum + count, 0);
}
