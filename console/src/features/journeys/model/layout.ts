import { graphlib, layout } from "@dagrejs/dagre";
import { type Body, END, startOf, type Way } from "./document";
import type { Spot } from "./edit";
import { waysOf } from "./kinds";

/** What stands on the canvas: the way in, a step, or an end. */
export interface Placed {
  id: string;
  role: "entry" | "step" | "end";
  /** The step's name; nothing for the others. */
  name: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A line between two of them, and the spot it stands for. */
export interface Line {
  id: string;
  source: string;
  target: string;
  label: string;
  spot: Spot;
  /** Whether it leads back to what stands above. */
  back: boolean;
  /** Where its label stands: no two labels upon another. */
  at: { x: number; y: number };
}

export interface Picture {
  placed: Placed[];
  lines: Line[];
}

export const SIZE = { entry: [248, 62], step: [248, 62], end: [72, 26] } as const;

/** How much room a label takes, with its button. */
const LABEL = { height: 26, character: 6.2, rest: 66 } as const;

/** The id on the canvas of a step. */
export const stepId = (name: string): string => `step:${name}`;

/** Sets a journey out from top to bottom. Steps to which no way leads stand beside the rest. */
export function pictureOf(body: Body): Picture {
  const graph = new graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: "TB", nodesep: 30, ranksep: 40, edgesep: 14, marginx: 24, marginy: 24 });
  graph.setDefaultEdgeLabel(() => ({}));
  const roles = new Map<string, { role: Placed["role"]; name: string }>();
  const place = (id: string, role: Placed["role"], name = "") => {
    const [width, height] = SIZE[role];
    roles.set(id, { role, name });
    graph.setNode(id, { width, height });
  };
  const lines: Line[] = [];
  const draw = (source: string, way: Way, spot: Spot) => {
    const id = `${source}>${way.path.join("/")}`;
    const known = way.target !== END && way.target in body.nodes;
    const target = known ? stepId(way.target) : `end:${id}`;
    if (!known) place(target, "end", way.target === END ? "" : way.target);
    lines.push({ id, source, target, label: way.label, spot, back: false, at: { x: 0, y: 0 } });
    const width = Math.min(way.label.length, 24) * LABEL.character + LABEL.rest;
    graph.setEdge(source, target, { width, height: LABEL.height, labelpos: "c" }, id);
  };
  place("entry", "entry");
  for (const name of Object.keys(body.nodes)) place(stepId(name), "step", name);
  draw("entry", { path: [], label: "", target: startOf(body) }, { from: null });
  for (const [name, node] of Object.entries(body.nodes)) {
    for (const way of waysOf(node)) draw(stepId(name), way, { from: name, path: way.path });
  }
  layout(graph);
  const placed = [...roles].map(([id, { role, name }]) => {
    const { x, y, width, height } = graph.node(id) as { x: number; y: number; width: number; height: number };
    return { id, role, name, x: x - width / 2, y: y - height / 2, width, height };
  });
  const top = new Map(placed.map((one) => [one.id, one.y]));
  for (const line of lines) {
    const { x, y } = graph.edge(line.source, line.target, line.id) as { x: number; y: number };
    line.at = { x, y };
    line.back = (top.get(line.target) ?? 0) <= (top.get(line.source) ?? 0);
  }
  return { placed, lines };
}
