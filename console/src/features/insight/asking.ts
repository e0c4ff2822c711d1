import { useQuery } from "@tanstack/react-query";
import { useAll } from "@/api/all";
import { api, client, type View } from "@/api/client";
import { Problem } from "@/api/problem";
import { unitOf } from "./amounts";
import { type Asked, fieldOf, isWhole, questionOf, type Topic } from "./model";

/** An answer with what it is an answer to. */
export type Answered =
  | { topic: "funnel"; found: View<"FunnelAnswer"> }
  | { topic: "paths"; found: View<"PathsAnswer"> }
  | { topic: "retention"; found: View<"RetentionAnswer"> }
  | { topic: "trend"; found: View<"TrendAnswer"> }
  | { topic: "friction"; found: View<"FrictionAnswer"> }
  | { topic: "rfm"; found: View<"RfmAnswer"> }
  | { topic: "lifecycle"; found: View<"LifecycleAnswer"> }
  | Reported;

/** What journeys and messages came to: asked by dashboards alone. */
export type Reported =
  | { topic: "journey"; found: View<"JourneyAnswer"> }
  | { topic: "messages"; found: View<"MessagesAnswer"> };

const PATHS = {
  funnel: "/api/v1/insight/funnels",
  paths: "/api/v1/insight/paths",
  retention: "/api/v1/insight/retention",
  trend: "/api/v1/insight/trends",
  friction: "/api/v1/insight/friction",
  rfm: "/api/v1/insight/rfm",
  lifecycle: "/api/v1/insight/lifecycle",
} as const;

/** Events that can be chosen, as the vocabulary of expressions has them. */
export function useEvents(): string[] {
  const text = 'count("';
  const { data } = api.useQuery(
    "post",
    "/api/v1/expressions/complete",
    { body: { expression: text, position: text.length } },
    { staleTime: 60_000 },
  );
  const found = (data?.items ?? []).filter((item) => item.kind === "event").map((item) => item.text);
  return [...new Set([...found, "page"])];
}

/** The answer to a question, asked anew whenever it changes; the last one of its kind stays until the next is there. */
export function useInsight(topic: Topic, asked: Asked) {
  const question = questionOf(topic, asked);
  return useQuery<Exclude<Answered, Reported>>({
    queryKey: ["insight", topic, question],
    enabled: isWhole(topic, asked),
    placeholderData: (before) => (before?.topic === topic ? before : undefined),
    staleTime: 60_000,
    queryFn: ({ signal }) => ask(topic, question, signal),
  });
}

/** What a property of an event is measured in, as a metric says it: GBP, kg. */
export function useUnit(event: string | undefined, property: string): string | undefined {
  const { data } = useAll("metrics", { enabled: property !== "", staleTime: 60_000 });
  return data && property ? unitOf(data, event, property) : undefined;
}

async function ask(topic: Topic, question: Record<string, unknown>, signal: AbortSignal) {
  // What the server leaves to its defaults need not be said, whatever the description of the whole says.
  const { data } = await client
    .POST(PATHS[topic], { body: question as never, signal })
    .catch((fault: unknown) => {
      const field = fault instanceof Problem && fieldOf(topic, fault.where);
      throw field ? fault.about(field) : fault;
    });
  return { topic, found: data } as Exclude<Answered, Reported>;
}
