import { describe, expect, it } from "vitest";
import { type Arc, inLayers, type Point, type Size, type Vertex } from "./layers";

const CARD: Size = { width: 248, height: 62 };
const LABEL: Size = { width: 80, height: 26 };

/** Numbers that look drawn by lot, the same each time. */
function drawing(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** A journey-like graph: mostly onwards, sometimes back, sometimes to itself, some parts apart. */
function anyGraph(seed: number): { vertices: Vertex[]; arcs: Arc[] } {
  const draw = drawing(seed);
  const many = 2 + draw(24);
  const vertices = Array.from({ length: many }, (_, at) => ({ id: `v${at}`, ...CARD }));
  const arcs = vertices.flatMap((_, at) =>
    Array.from({ length: draw(4) }, (_, way) => {
      const to = draw(6) === 0 ? draw(many) : Math.min(many - 1, at + 1 + draw(4));
      return { id: `${at}/${way}`, from: `v${at}`, to: `v${to}`, label: LABEL };
    }),
  );
  return { vertices, arcs };
}

interface Box extends Size {
  name: string;
  at: Point;
}

const apart = (a: Box, b: Box) =>
  Math.abs(a.at.x - b.at.x) >= (a.width + b.width) / 2 ||
  Math.abs(a.at.y - b.at.y) >= (a.height + b.height) / 2;

/** Whether a line from one corner to the next touches the inside of a box. */
function touches(from: Point, to: Point, box: Box): boolean {
  const inside = (low: number, high: number, middle: number, size: number) =>
    Math.max(low, high) > middle - size / 2 + 0.5 && Math.min(low, high) < middle + size / 2 - 0.5;
  return inside(from.x, to.x, box.at.x, box.width) && inside(from.y, to.y, box.at.y, box.height);
}

describe("layers", () => {
  const graphs = Array.from({ length: 40 }, (_, seed) => anyGraph(seed * 7 + 1));

  it("set nothing upon another, and draw no line through a vertex", () => {
    for (const { vertices, arcs } of graphs) {
      const { at, routes } = inLayers(vertices, arcs);
      const cards = vertices.map((one): Box => ({ name: one.id, at: at.get(one.id) as Point, ...CARD }));
      const labels = arcs.map(
        (one): Box => ({
          name: one.id,
          at: routes.get(one.id)?.label as Point,
          ...LABEL,
        }),
      );
      const boxes = [...cards, ...labels];
      const upon = boxes.flatMap((one, place) =>
        boxes
          .slice(place + 1)
          .filter((other) => !apart(one, other))
          .map((other) => [one.name, other.name]),
      );
      expect(upon).toEqual([]);
      const crossed = arcs.flatMap(({ id }) => {
        const points = routes.get(id)?.points ?? [];
        return points
          .slice(1)
          .flatMap((to, place) =>
            cards.filter((card) => touches(points[place] as Point, to, card)).map(({ name }) => [id, name]),
          );
      });
      expect(crossed).toEqual([]);
    }
  });

  it("lead downwards but where they lead back, from edge to edge by right angles, through the label", () => {
    for (const { vertices, arcs } of graphs) {
      const { at, routes } = inLayers(vertices, arcs);
      for (const { id, from, to } of arcs) {
        const { points, back, label } = routes.get(id) as NonNullable<ReturnType<typeof routes.get>>;
        const [source, target] = [at.get(from) as Point, at.get(to) as Point];
        expect(back).toBe(target.y <= source.y);
        expect(points[0]).toEqual({ x: source.x, y: source.y + 31 });
        expect(points.at(-1)).toEqual({ x: target.x, y: target.y - 31 });
        const steps = points.slice(1).map((point, place) => [points[place] as Point, point] as const);
        for (const [before, after] of steps)
          expect(Math.min(Math.abs(before.x - after.x), Math.abs(before.y - after.y))).toBeLessThan(1);
        expect(
          steps.some(([before, after]) => touches(before, after, { name: id, at: label, ...LABEL })),
        ).toBe(true);
      }
    }
  });

  it("stand straight below each other where nothing parts", () => {
    const vertices = Array.from({ length: 300 }, (_, at) => ({ id: `v${at}`, ...CARD }));
    const arcs = vertices
      .slice(1)
      .map((one, at) => ({ id: one.id, from: `v${at}`, to: one.id, label: LABEL }));
    const { at, routes } = inLayers(vertices, arcs);
    expect(new Set([...at.values()].map(({ x }) => x)).size).toBe(1);
    expect([...routes.values()].every(({ points }) => points.length === 2)).toBe(true);
  });
});
