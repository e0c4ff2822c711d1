import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api, client, type View } from "@/api/client";
import { type Asked, fitted, funnelOf, isWhole, pathsOf, retentionOf, type Topic, trendOf } from "./model";

/** An answer with what it is an answer to. */
export type Answered =
  | { topic: "funnel"; found: View<"FunnelAnswer"> }
  | { topic: "paths"; found: View<"PathsAnswer"> }
  | { topic: "retention"; found: View<"RetentionAnswer"> }
  | { topic: "trend"; found: View<"TrendAnswer"> };

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

/** The answer to a question, asked anew whenever it changes; the last one stays until the next is there. */
export function useInsight(topic: Topic, asked: Asked) {
  const question = { ...asked, steps: fitted(topic, asked.steps) };
  return useQuery({
    queryKey: ["insight", topic, question],
    enabled: isWhole(topic, asked),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    queryFn: ({ signal }) => ask(topic, question, signal),
  });
}

async function ask(topic: Topic, asked: Asked, signal: AbortSignal): Promise<Answered> {
  // What the server leaves to its defaults need not be said, whatever the description of the whole says.
  switch (topic) {
    case "funnel": {
      const body = funnelOf(asked) as View<"Funnel">;
      const { data } = await client.POST("/api/v1/insight/funnels", { body, signal });
      return { topic, found: data as View<"FunnelAnswer"> };
    }
    case "paths": {
      const body = pathsOf(asked) as View<"Paths">;
      const { data } = await client.POST("/api/v1/insight/paths", { body, signal });
      return { topic, found: data as View<"PathsAnswer"> };
    }
    case "retention": {
      const body = retentionOf(asked) as View<"Retention">;
      const { data } = await client.POST("/api/v1/insight/retention", { body, signal });
      return { topic, found: data as View<"RetentionAnswer"> };
    }
    case "trend": {
      const body = trendOf(asked) as View<"Trend">;
      const { data } = await client.POST("/api/v1/insight/trends", { body, signal });
      return { topic, found: data as View<"TrendAnswer"> };
    }
  }
}
