import { useMemo, useRef } from "react";
import { api, type View } from "@/api/client";
import type { RawNode } from "../model/document";
import { type Named, titleOf } from "../model/kinds";
import { type Naming, useKnown } from "./known";

/** What the steps of a journey are called, and what they name. */
export interface Names {
  named: Named;
  /** What a step does, for people; its id where there is no such step. */
  stepOf: (id: string) => string;
}

type Graph = Pick<View<"GraphView">, "conditions">;

/** How conditions read, by what they are asked of and how they are written; undefined while nobody has said it. */
export type Sentences = ReadonlyMap<string, string> | undefined;

const keyOf = (naming: "condition" | "where", text: string) => `${naming} ${text}`;

/** How the conditions of a journey read: what was once said of one stays, for it is edited back and forth. */
export function useSentences(graph: Graph | null | undefined): Sentences {
  const heard = useRef<{ graph: Graph; sentences: Map<string, string> }>(undefined);
  if (graph && heard.current?.graph !== graph) {
    const sentences = new Map(heard.current?.sentences);
    for (const { text, of, says } of graph.conditions ?? []) {
      sentences.set(keyOf(of === "event" ? "where" : "condition", text), says);
    }
    heard.current = { graph, sentences };
  }
  return heard.current?.sentences;
}

/** The same of a journey as it is live, or as its draft says where it never was. */
export function useSentencesOf(journey: string, version?: number): Sentences {
  const graph = api.useQuery("get", "/api/v1/journeys/{document_id}/graph", {
    params: { path: { document_id: journey }, query: version === undefined ? {} : { version } },
  });
  return useSentences(graph.data);
}

/** Asks only for names of what the steps mention. A condition that nobody has read yet is as short as can be. */
export function useNames(
  nodes: Readonly<Record<string, RawNode>>,
  sentences: Sentences,
  around: unknown = null,
): Names {
  const said = useMemo(() => JSON.stringify([nodes, around]), [nodes, around]);
  const templates = useKnown("template");
  const segments = useKnown("segment", /"(segment|left|add_to|remove_from)":/.test(said));
  const journeys = useKnown("journey", said.includes('"jump":'));
  return useMemo(() => {
    const all: Partial<Record<Naming, ReadonlyMap<string, string>>> = {
      template: labels(templates),
      segment: labels(segments),
      journey: labels(journeys),
    };
    // Of a step that leads back to one that leads back, the second is told by its id.
    const bare: Named = (naming, id) => {
      if (naming === "step") return id;
      if (naming === "condition" || naming === "where")
        return sentences ? (sentences.get(keyOf(naming, id)) ?? id) : "…";
      return all[naming]?.get(id) ?? id;
    };
    const named: Named = (naming, id) =>
      naming === "step" ? (id in nodes ? titleOf(nodes[id], bare) : id) : bare(naming, id);
    return { named, stepOf: (id) => (id in nodes ? titleOf(nodes[id], named) : id) };
  }, [nodes, sentences, templates, segments, journeys]);
}

const labels = (known: readonly { value: string; label: string }[]) =>
  new Map(known.map((one) => [one.value, one.label]));

/** What a sentence of the engine's names, as people call it: steps and templates. */
export function calledBy({ named, stepOf }: Names): (name: string) => string | undefined {
  return (name) => {
    const step = stepOf(name);
    if (step !== name) return step;
    const template = named("template", name);
    return template === name ? undefined : template;
  };
}
