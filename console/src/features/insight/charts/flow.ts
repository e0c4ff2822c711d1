import type { View } from "@/api/client";

export type PathsAnswer = View<"PathsAnswer">;

/** A node where it is drawn. */
interface Box {
  key: string;
  step: number;
  name: string | null;
  paths: number;
  ended: number;
  x: number;
  y: number;
  height: number;
}

/** A link where it is drawn: from one side to the other, each with where it begins, and how thick it is. */
interface Ribbon {
  key: string;
  from: Box;
  to: Box;
  paths: number;
  y0: number;
  y1: number;
  thick: number;
}

const GAP = 18;
export const NODE = 10;

/** Where everything of a Sankey diagram stands, in pixels. */
export function sankey(found: PathsAnswer, width: number, height: number, back: boolean): [Box[], Ribbon[]] {
  const columns = new Map<number, PathsAnswer["nodes"]>();
  for (const node of found.nodes) columns.set(node.step, [...(columns.get(node.step) ?? []), node]);
  const steps = Math.max(1, columns.size);
  const tallest = Math.max(0, ...[...columns.values()].map((nodes) => nodes.length - 1));
  const room = Math.max(40, height - tallest * GAP);
  const scale = found.paths > 0 ? room / found.paths : 0;
  const across = steps > 1 ? (width - NODE - 150) / (steps - 1) : 0;
  const boxes: Box[] = [];
  for (const [step, nodes] of columns) {
    let y = 0;
    for (const node of nodes) {
      const tall = Math.max(2, node.paths * scale);
      const place = back ? steps - 1 - step : step;
      const name = node.name ?? null;
      boxes.push({
        key: `${step} ${name}`,
        step,
        name,
        paths: node.paths,
        ended: node.ended,
        x: place * across + (back ? 150 : 0),
        y,
        height: tall,
      });
      y += tall + GAP;
    }
  }
  const byKey = new Map(boxes.map((box) => [box.key, box]));
  const out = new Map<string, number>();
  const into = new Map<string, number>();
  const ribbons: Ribbon[] = [];
  for (const link of found.links) {
    const from = byKey.get(`${link.step} ${link.source ?? null}`);
    const to = byKey.get(`${link.step + 1} ${link.target ?? null}`);
    if (!from || !to) continue;
    const y0 = from.y + (out.get(from.key) ?? 0);
    const y1 = to.y + (into.get(to.key) ?? 0);
    const thick = Math.max(1, link.paths * scale);
    out.set(from.key, (out.get(from.key) ?? 0) + link.paths * scale);
    into.set(to.key, (into.get(to.key) ?? 0) + link.paths * scale);
    ribbons.push({ key: `${from.key} > ${to.key}`, from, to, paths: link.paths, y0, y1, thick });
  }
  return [boxes, ribbons];
}
