import { useQuery } from "@tanstack/react-query";
import { readAll } from "@/api/all";
import { client } from "@/api/client";
import { eventChoices } from "@/features/segments/drafts";
import { humane } from "@/ui/format";

/** A thing that a step may name. */
export interface Known {
  value: string;
  label: string;
}

/** What journeys can name, by what it is; each is fetched when a field first asks for it. */
export type Naming = "event" | "segment" | "template" | "journey" | "attribute";

const FETCH: Record<Naming, (signal: AbortSignal) => Promise<Known[]>> = {
  event: happening,
  attribute: (signal) => completed("", "attribute", signal),
  segment: (signal) => documents("segments", signal),
  template: (signal) => documents("templates", signal),
  journey: (signal) => documents("journeys", signal),
};

const askedFor = (naming: Naming) => ({
  queryKey: ["known", naming],
  queryFn: ({ signal }: { signal: AbortSignal }) => FETCH[naming](signal),
  staleTime: 60_000,
});

const NONE: Known[] = [];

/** What there is to choose from, while that is on its way. */
export const COMING: Known[] = [];

/** What there is to choose from; empty while it is not known, or not wanted. */
export function useKnown(naming: Naming, wanted = true): Known[] {
  const { data, isLoading } = useQuery({ ...askedFor(naming), enabled: wanted });
  return data ?? (isLoading ? COMING : NONE);
}

/** What things are called whose ids are known; undefined until there is an answer. */
export function useNamed(naming: Naming): ((id: string) => string) | undefined {
  const { data, isPending } = useQuery(askedFor(naming));
  if (isPending) return undefined;
  return (id) => data?.find((one) => one.value === id)?.label ?? humane(id);
}

/** Events, those that happen most first: what nobody ever sent is the last that is meant. */
async function happening(signal: AbortSignal): Promise<Known[]> {
  const { data } = await client.GET("/api/v1/expressions/palette", { signal });
  return data ? eventChoices(data) : NONE;
}

async function completed(text: string, kind: string, signal: AbortSignal): Promise<Known[]> {
  const { data } = await client.POST("/api/v1/expressions/complete", {
    body: { expression: text, position: text.length },
    signal,
  });
  const named = (data?.items ?? []).filter((item) => item.kind === kind).map((item) => item.text);
  return [...new Set(named)].map((value) => ({ value, label: value }));
}

async function documents(
  plural: "segments" | "templates" | "journeys",
  signal: AbortSignal,
): Promise<Known[]> {
  return (await readAll(plural, signal)).map((found) => ({ value: found.id, label: found.name }));
}
