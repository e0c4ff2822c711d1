import { type Body, END, startOf, type Way } from "./document";
import type { Spot } from "./edit";
import { waysOf } from "./kinds";
import { type Arc, inLayers, type Point, type Vertex } from "./layers";

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
  at: Point;
  /** As SVG draws it, round at its corners. */
  path: string;
}

interface Picture {
  placed: Placed[];
  lines: Line[];
}

export const SIZE = { entry: [248, 62], step: [248, 62], end: [72, 26] } as const;

/** How much room a label takes, with its button. */
const LABEL = { height: 26, character: 6.2, rest: 66 } as const;

/** The id on the canvas of a step. */
export const stepId = (name: string): string => `step:${name}`;

/** What the picture of a journey depends on: its steps, and where their ways lead. The same words, the same picture. */
export const shapeOf = (body: Body): string =>
  JSON.stringify([startOf(body), Object.entries(body.nodes).map(([name, node]) => [name, waysOf(node)])]);

/** How round corners are. */
const ROUND = 10;

/** Sets a journey out from top to bottom. Steps to which no way leads stand beside the rest. */
export function pictureOf(body: Body): Picture {
  const vertices: (Vertex & { role: Placed["role"]; name: string })[] = [];
  const arcs: (Arc & { text: string; spot: Spot })[] = [];
  const place = (id: string, role: Placed["role"], name = "") => {
    const [width, height] = SIZE[role];
    vertices.push({ id, role, name, width, height });
  };
  const draw = (from: string, way: Way, spot: Spot) => {
    const id = `${from}>${way.path.join("/")}`;
    const known = way.target !== END && way.target in body.nodes;
    const to = known ? stepId(way.target) : `end:${id}`;
    if (!known) place(to, "end", way.target === END ? "" : way.target);
    const width = Math.min(way.label.length, 24) * LABEL.character + LABEL.rest;
    arcs.push({ id, from, to, text: way.label, spot, label: { width, height: LABEL.height } });
  };
  place("entry", "entry");
  for (const name of Object.keys(body.nodes)) place(stepId(name), "step", name);
  draw("entry", { path: [], label: "", target: startOf(body) }, { from: null });
  for (const [name, node] of Object.entries(body.nodes)) {
    for (const way of waysOf(node)) draw(stepId(name), way, { from: name, path: way.path });
  }
  const { at, routes } = inLayers(vertices, arcs);
  return {
    placed: vertices.map((vertex) => {
      const { x, y } = at.get(vertex.id) as Point;
      return { ...vertex, x: x - vertex.width / 2, y: y - vertex.height / 2 };
    }),
    lines: arcs.map(({ id, from, to, text, spot }) => {
      const { label, points, back } = routes.get(id) as NonNullable<ReturnType<typeof routes.get>>;
      return { id, source: from, target: to, label: text, spot, back, at: label, path: rounded(points) };
    }),
  };
}

/** A line through these points, whose corners are round. */
function rounded(points: readonly Point[]): string {
  const drawn = points.slice(1, -1).map((corner, index) => {
    const [before, after] = [points[index] as Point, points[index + 2] as Point];
    const from = toward(corner, before);
    const to = toward(corner, after);
    return `L${from.x},${from.y} Q${corner.x},${corner.y} ${to.x},${to.y}`;
  });
  const [first, last] = [points[0] as Point, points.at(-1) as Point];
  return [`M${first.x},${first.y}`, ...drawn, `L${last.x},${last.y}`].join(" ");
}

/** The point on the way to another where a corner begins: half way at most. */
function toward(corner: Point, other: Point): Point {
  const far = Math.hypot(other.x - corner.x, other.y - corner.y) || 1;
  const part = Math.min(ROUND / far, 0.5);
  return { x: corner.x + (other.x - corner.x) * part, y: corner.y + (other.y - corner.y) * part };
}
