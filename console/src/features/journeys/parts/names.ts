import { useQueries } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { api, type View } from "@/api/client";
import { humane } from "@/ui/format";
import type { RawNode } from "../model/document";
import { draftOf } from "../model/draft";
import { type Named, titleOf } from "../model/kinds";
import { COMING, type Naming, useKnown } from "./known";

/** What the steps of a journey are called, and what they name. */
export interface Names {
  named: Named;
  /** What a step does, for people; its id where there is no such step. */
  stepOf: (id: string) => string;
}

type Graph = Pick<View<"GraphView">, "conditions">;

/** How conditions read, by what they are asked of and how they are written; undefined while nobody has said it. */
type Sentences = ReadonlyMap<string, string> | undefined;

const keyOf = (naming: "condition" | "where", text: string) => `${naming} ${text}`;

const sentencesIn = (graph: Graph | undefined): Map<string, string> =>
  new Map(
    (graph?.conditions ?? []).map(({ text, of, says }) => [
      keyOf(of === "event" ? "where" : "condition", text),
      says,
    ]),
  );

/** How the conditions of a journey read: what was once said of one stays, for it is edited back and forth. */
export function useSentences(graph: Graph | null | undefined): Sentences {
  const heard = useRef<{ graph: Graph; sentences: Map<string, string> }>(undefined);
  if (graph && heard.current?.graph !== graph) {
    const sentences = new Map([...(heard.current?.sentences ?? []), ...sentencesIn(graph)]);
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
  const { labels } = useLabels(said);
  return useMemo(() => namesOf(nodes, sentences, labels), [nodes, sentences, labels]);
}

type Labels = Partial<Record<Naming, ReadonlyMap<string, string>>>;

/** What people call what is mentioned, and whether somebody still has to say so. */
function useLabels(said: string, wanted = true): { labels: Labels; pending: boolean } {
  const templates = useKnown("template", wanted);
  const segments = useKnown("segment", wanted && /"(segment|left|add_to|remove_from)":/.test(said));
  const journeys = useKnown("journey", wanted && said.includes('"jump":'));
  const labels = useMemo(
    () => ({ template: labelled(templates), segment: labelled(segments), journey: labelled(journeys) }),
    [templates, segments, journeys],
  );
  return { labels, pending: [templates, segments, journeys].some((known) => known === COMING) };
}

function namesOf(nodes: Readonly<Record<string, RawNode>>, sentences: Sentences, labels: Labels): Names {
  // Of a step that leads back to one that leads back, the second is told by its id.
  const bare: Named = (naming, id) => {
    if (naming === "step") return id;
    if (naming === "condition" || naming === "where")
      return sentences ? (sentences.get(keyOf(naming, id)) ?? id) : "…";
    return labels[naming]?.get(id) ?? id;
  };
  const named: Named = (naming, id) =>
    naming === "step" ? (id in nodes ? titleOf(nodes[id], bare) : id) : bare(naming, id);
  return { named, stepOf: (id) => (id in nodes ? titleOf(nodes[id], named) : id) };
}

const labelled = (known: readonly { value: string; label: string }[]) =>
  new Map(known.map((one) => [one.value, one.label]));

/** A version of a journey that somebody is, or was, in. */
export interface Standing {
  journey: string;
  version: number;
}

/** The names of a certain version. */
export type NamesIn = (standing: Standing) => Names;

/** Where nobody can say what steps are called, as machines call them. */
const UNNAMED: Names = { named: (_, id) => humane(id), stepOf: humane };

const nameOf = ({ journey, version }: Standing): string => `${journey}@${version}`;

/**
 * What the steps of several versions are called, each as its own canvas has it: where people and messages are told of.
 *
 * Undefined until that is known; of a version that can't be read the ids are told.
 */
export function useStepNames(standings: readonly Standing[]): NamesIn | undefined {
  const versions = [...new Map(standings.map((one) => [nameOf(one), one])).values()];
  const asked = versions.map(({ journey, version }) => ({
    params: { path: { document_id: journey }, query: { version } },
  }));
  // What a version says stays.
  const settled = { staleTime: Number.POSITIVE_INFINITY, retry: false };
  const documents = useQueries({
    queries: asked.map((each) => api.queryOptions("get", "/api/v1/journeys/{document_id}", each, settled)),
    combine: together,
  });
  const graphs = useQueries({
    queries: asked.map((each) =>
      api.queryOptions("get", "/api/v1/journeys/{document_id}/graph", each, settled),
    ),
    combine: together,
  });
  const drafts = useMemo(
    () => documents.found.map((document) => (document ? draftOf(document as never) : undefined)),
    [documents],
  );
  const said = useMemo(() => JSON.stringify(drafts), [drafts]);
  const { labels, pending } = useLabels(said, versions.length > 0);
  const wanted = versions.map(nameOf).join(" ");
  return useMemo(() => {
    if (pending || documents.pending || graphs.pending) return undefined;
    const known = new Map(
      wanted.split(" ").flatMap((version, place) => {
        const nodes = drafts[place]?.body.nodes;
        return nodes ? [[version, namesOf(nodes, sentencesIn(graphs.found[place]), labels)] as const] : [];
      }),
    );
    return (standing) => {
      const names = known.get(nameOf(standing));
      if (!names) return UNNAMED;
      const { named, stepOf } = names;
      return { named, stepOf: (id) => (stepOf(id) === id ? humane(id) : stepOf(id)) };
    };
  }, [pending, documents, graphs, drafts, labels, wanted]);
}

function together<Data>(answers: readonly { data: Data | undefined; isPending: boolean }[]) {
  return { found: answers.map(({ data }) => data), pending: answers.some(({ isPending }) => isPending) };
}

/** What a sentence of the engine's names, as people call it: steps and templates. */
export function calledBy({ named, stepOf }: Names): (name: string) => string | undefined {
  return (name) => {
    const step = stepOf(name);
    if (step !== name) return step;
    const template = named("template", name);
    return template === name ? undefined : template;
  };
}
