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
}

export interface Picture {
  placed: Placed[];
  lines: Line[];
}

export const SIZE = { entry: [248, 62], step: [248, 62], end: [72, 26] } as const;

/** The id on the canvas of a step. */
export const stepId = (name: string): string => `step:${name}`;

/** Sets a journey out from top to bottom. Steps to which no way leads stand beside the rest. */
export function pictureOf(body: Body): Picture {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: "TB", nodesep: 36, ranksep: 58, marginx: 24, marginy: 24 });
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
    lines.push({ id, source, target, label: way.label, spot, back: false });
    graph.setEdge(source, target, {});
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
  return {
    placed,
    lines: lines.map((line) => ({
      ...line,
      back: (top.get(line.target) ?? 0) <= (top.get(line.source) ?? 0),
    })),
  };
}
