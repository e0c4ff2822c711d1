import { api, type View } from "@/api/client";
import { useSoon } from "@/api/live";
import { type Body, startOf } from "../model/document";
import { waysOf } from "../model/kinds";
import { COMING_IN, type StepFigures, wayKey } from "./bench";

type Graph = View<"GraphView">;

/** Figures of a journey that is or was live, kept up to date while it moves. */
export function useFigures(id: string, wanted: boolean): Graph | undefined {
  const graph = api.useQuery(
    "get",
    "/api/v1/journeys/{document_id}/graph",
    { params: { path: { document_id: id } } },
    { enabled: wanted, staleTime: 0, placeholderData: (before: Graph | undefined) => before },
  );
  const { refetch } = graph;
  useSoon(() => wanted && void refetch());
  return wanted ? graph.data : undefined;
}

/** The figures of each step. */
export function stepFigures(graph: Graph | undefined): ReadonlyMap<string, StepFigures> {
  if (!graph) return new Map();
  const sum = (counts: Readonly<Record<string, number>>) =>
    Object.values(counts).reduce((total, found) => total + found, 0);
  return new Map(
    graph.nodes.map((node) => [
      node.name,
      { waiting: node.waiting, passed: node.passed, held: sum(node.held ?? {}) },
    ]),
  );
}

/** How often each way was taken. Ways of the canvas and of the answer are told by where they lead, in order. */
export function takenWays(graph: Graph | undefined, body: Body): ReadonlyMap<string, number> {
  if (!graph) return new Map();
  const found = new Map([[COMING_IN, graph.came_in]]);
  for (const [name, node] of Object.entries(body.nodes)) {
    const lines = graph.lines.filter((line) => line.source === name);
    const left = [...lines];
    for (const way of waysOf(node)) {
      const at = left.findIndex((line) => line.target === way.target);
      const line = left[at];
      if (line?.times !== null && line?.times !== undefined) found.set(wayKey(name, way.path), line.times);
      if (at >= 0) left.splice(at, 1);
    }
  }
  return found;
}

/** How many came to each step within one frame of a film: where waits are short, nobody is anywhere at its end. */
export function filmedThrough(
  film: View<"FilmView"> | undefined,
  frame: number,
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { target, people } of film?.frames[frame]?.moves ?? []) {
    found.set(target, (found.get(target) ?? 0) + people);
  }
  return found;
}

/** The same for a film up to one of its frames. */
export function filmedWays(film: View<"FilmView">, frame: number, body: Body): ReadonlyMap<string, number> {
  const between = new Map<string, number>();
  for (const { moves } of film.frames.slice(0, frame + 1)) {
    for (const { source, target, people } of moves) {
      const key = `${source}>${target}`;
      between.set(key, (between.get(key) ?? 0) + people);
    }
  }
  const found = new Map([[COMING_IN, between.get(`>${startOf(body)}`) ?? 0]]);
  for (const [name, node] of Object.entries(body.nodes)) {
    const ways = waysOf(node);
    for (const way of ways) {
      // Where two ways lead to the same step, the film does not tell them apart.
      const alone = ways.filter((other) => other.target === way.target).length === 1;
      if (alone) found.set(wayKey(name, way.path), between.get(`${name}>${way.target}`) ?? 0);
    }
  }
  return found;
}
