/**
 * Sets a graph out in layers from top to bottom: what follows stands below, nothing stands upon another, lines go
 * beside what they pass. Even layers hold vertices, odd ones the labels of what leads on. Takes milliseconds for
 * hundreds of vertices, so that it can be asked at every change.
 */

export interface Size {
  width: number;
  height: number;
}

export interface Vertex extends Size {
  id: string;
}

/** From one vertex to another; several may join the same two. */
export interface Arc {
  id: string;
  from: string;
  to: string;
  label: Size;
}

export interface Point {
  x: number;
  y: number;
}

interface Route {
  /** The middle of its label. */
  label: Point;
  /** Its corners, from the lower edge of one vertex to the upper edge of the other. */
  points: Point[];
  /** Whether it leads back to what stands above, or to itself. */
  back: boolean;
}

interface Layers {
  /** The middle of each vertex. */
  at: ReadonlyMap<string, Point>;
  routes: ReadonlyMap<string, Route>;
}

const GAP = { layers: 20, vertices: 30, lines: 14, margin: 24 } as const;
const LANE: Size = { width: 10, height: 0 };
const ROUNDS = 4;

/** A place in a layer: a vertex, a label, or a lane that is kept free for a line. */
interface Cell extends Size {
  layer: number;
  /** From left to right within its layer. */
  place: number;
  x: number;
  vertex: boolean;
  above: Cell[];
  below: Cell[];
}

/** A line's cells from top to bottom; of a line that leads back, those beside its two ends too. */
interface Chain {
  arc: Arc;
  back: boolean;
  cells: Cell[];
  label: Cell;
}

/** The first vertex is the top; of what it doesn't lead to, each part stands beside it. */
export function inLayers(vertices: readonly Vertex[], arcs: readonly Arc[]): Layers {
  const { depth, back } = depths(vertices, arcs);
  const cells = new Map(
    vertices.map((vertex) => [vertex.id, cellOf(vertex, depth.get(vertex.id) ?? 0, true)]),
  );
  const chains = arcs.map((arc) => chained(arc, back.has(arc), cells));
  const layers = ordered(vertices, cells, chains);
  spread(layers, chains, cells);
  return drawn(layers, cells, chains);
}

/** How deep each vertex stands: below all that lead to it, but for the arcs that close a circle. */
function depths(vertices: readonly Vertex[], arcs: readonly Arc[]) {
  const from = new Map<string, Arc[]>(vertices.map(({ id }) => [id, []]));
  for (const arc of arcs) from.get(arc.from)?.push(arc);
  const back = new Set<Arc>();
  const state = new Map<string, "open" | "done">();
  const done: string[] = [];
  const visit = (id: string) => {
    state.set(id, "open");
    for (const arc of from.get(id) ?? []) {
      const known = state.get(arc.to);
      if (known === "open") back.add(arc);
      else if (!known) visit(arc.to);
    }
    state.set(id, "done");
    done.push(id);
  };
  for (const { id } of vertices) if (!state.has(id)) visit(id);
  const depth = new Map(vertices.map(({ id }) => [id, 0]));
  for (const id of done.reverse()) {
    for (const arc of from.get(id) ?? []) {
      if (back.has(arc)) continue;
      depth.set(arc.to, Math.max(depth.get(arc.to) ?? 0, (depth.get(id) ?? 0) + 2));
    }
  }
  return { depth, back };
}

const cellOf = ({ width, height }: Size, layer: number, vertex = false): Cell => ({
  width,
  height,
  layer,
  vertex,
  place: 0,
  x: 0,
  above: [],
  below: [],
});

function chained(arc: Arc, back: boolean, cells: ReadonlyMap<string, Cell>): Chain {
  const [upper, lower] = (back ? [arc.to, arc.from] : [arc.from, arc.to]).map((id) => cells.get(id)) as [
    Cell,
    Cell,
  ];
  const first = back ? upper.layer : upper.layer + 1;
  const last = back ? lower.layer : lower.layer - 1;
  // Beside the question that a line answers: below where it begins; of one that leads back, above.
  const labelled = back ? Math.max(first, last - 1) : first;
  const own = Array.from({ length: last - first + 1 }, (_, step) =>
    cellOf(first + step === labelled ? arc.label : LANE, first + step),
  );
  const line = back ? own : [upper, ...own, lower];
  for (const [step, cell] of line.entries()) {
    const next = line[step + 1];
    if (!next) continue;
    cell.below.push(next);
    next.above.push(cell);
  }
  return { arc, back, cells: own, label: own[labelled - first] as Cell };
}

/** The cells of each layer from left to right, with as few crossings as a few sweeps find. */
function ordered(
  vertices: readonly Vertex[],
  cells: ReadonlyMap<string, Cell>,
  chains: readonly Chain[],
): Cell[][] {
  const layers: Cell[][] = [];
  const seen = new Set<Cell>();
  const returning = new Map<string, Chain[]>();
  for (const chain of chains) {
    if (chain.back) returning.set(chain.arc.to, [...(returning.get(chain.arc.to) ?? []), chain]);
  }
  const name = new Map([...cells].map(([id, cell]) => [cell, id]));
  const enter = (cell: Cell) => {
    if (seen.has(cell)) return;
    seen.add(cell);
    const layer = layers[cell.layer];
    if (layer) layer.push(cell);
    else layers[cell.layer] = [cell];
    for (const next of cell.below) enter(next);
    // What leads back goes up on the right of all that lies between.
    for (const chain of returning.get(name.get(cell) ?? "") ?? [])
      for (const each of chain.cells) enter(each);
  };
  for (const { id } of vertices) enter(cells.get(id) as Cell);
  for (const layer of layers) number(layer);
  let best = layers.map((layer) => [...layer]);
  let fewest = crossings(layers);
  for (let round = 0; round < ROUNDS && fewest > 0; round += 1) {
    if (round % 2) for (const layer of layers.toReversed()) sortBy(layer, "below");
    else for (const layer of layers) sortBy(layer, "above");
    const now = crossings(layers);
    if (now < fewest) [best, fewest] = [layers.map((layer) => [...layer]), now];
  }
  return best;
}

function number(layer: readonly Cell[]): void {
  for (const [place, cell] of layer.entries()) cell.place = place;
}

/** By the mean place of what cells are joined to on one side; who is joined to nothing there stays where it is. */
function sortBy(layer: Cell[], side: "above" | "below"): void {
  const wanted = new Map<Cell, number>();
  for (const cell of layer) {
    const joined = cell[side];
    const sum = joined.reduce((total, { place }) => total + place, 0);
    wanted.set(cell, joined.length > 0 ? sum / joined.length : cell.place);
  }
  layer.sort((a, b) => (wanted.get(a) ?? 0) - (wanted.get(b) ?? 0));
  number(layer);
}

function crossings(layers: readonly Cell[][]): number {
  let found = 0;
  for (const layer of layers) {
    const ends: number[] = [];
    for (const cell of layer) {
      for (const { place } of cell.below) found += ends.filter((before) => before > place).length;
      ends.push(...cell.below.map(({ place }) => place));
    }
  }
  return found;
}

/** Gives every cell its x: near what it is joined to, in its order, with room to both sides. */
function spread(layers: readonly Cell[][], chains: readonly Chain[], cells: ReadonlyMap<string, Cell>): void {
  for (const layer of layers) settle(layer, () => 0);
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const layer of layers) settle(layer, (cell) => near(cell.above) ?? cell.x);
    for (const layer of layers.toReversed()) settle(layer, (cell) => near(cell.below) ?? cell.x);
  }
  straighten(layers, chains, cells);
}

/** Between vertices, labels and lanes go by what they lead to or come from, so that lines turn once and not twice. */
function straighten(
  layers: readonly Cell[][],
  chains: readonly Chain[],
  cells: ReadonlyMap<string, Cell>,
): void {
  const wanted = new Map<Cell, number>();
  for (const { arc, back, cells: own, label } of chains) {
    if (back) continue;
    const source = cells.get(arc.from) as Cell;
    for (const cell of own) if (cell.layer % 2) wanted.set(cell, near(cell.above) ?? cell.x);
    // A label stands right below its step; where there are several, each above where it leads.
    wanted.set(label, source.below.length > 1 ? (near(label.below) ?? source.x) : source.x);
  }
  for (const [depth, layer] of layers.entries()) {
    if (depth % 2) settle(layer, (cell) => wanted.get(cell) ?? cell.x);
  }
}

/** The mean place of some cells; nothing, of none. */
function near(cells: readonly Cell[]): number | undefined {
  let sum = 0;
  for (const { x } of cells) sum += x;
  return cells.length > 0 ? sum / cells.length : undefined;
}

/** Puts a layer's cells as near as can be to where they want to be, in order: the least squares of all distances. */
function settle(layer: readonly Cell[], wanted: (cell: Cell) => number): void {
  // Without the room between them, it is a regression that never falls: neighbours in each other's way go together.
  const room: number[] = [];
  const groups: { sum: number; many: number }[] = [];
  for (const [place, cell] of layer.entries()) {
    const before = layer[place - 1];
    room.push(before ? (room[place - 1] ?? 0) + between(before, cell) : 0);
    const group = { sum: wanted(cell) - (room[place] ?? 0), many: 1 };
    for (
      let last = groups.at(-1);
      last && last.sum / last.many > group.sum / group.many;
      last = groups.at(-1)
    ) {
      groups.pop();
      group.sum += last.sum;
      group.many += last.many;
    }
    groups.push(group);
  }
  let place = 0;
  for (const { sum, many } of groups) {
    for (const end = place + many; place < end; place += 1) {
      const cell = layer[place];
      if (cell) cell.x = sum / many + (room[place] ?? 0);
    }
  }
}

const between = (a: Cell, b: Cell): number =>
  (a.width + b.width) / 2 + (a.vertex && b.vertex ? GAP.vertices : GAP.lines);

/** From places to points. */
function drawn(
  layers: readonly Cell[][],
  cells: ReadonlyMap<string, Cell>,
  chains: readonly Chain[],
): Layers {
  const left = Math.min(...layers.flat().map((cell) => cell.x - cell.width / 2)) - GAP.margin;
  const middles: number[] = [];
  const heights = layers.map((layer) => Math.max(0, ...layer.map((cell) => cell.height)));
  let y = GAP.margin;
  for (const height of heights) {
    middles.push(y + height / 2);
    y += height + GAP.layers;
  }
  const point = (cell: Cell): Point => ({ x: cell.x - left, y: middles[cell.layer] ?? 0 });
  /** Between a layer and the one below it. */
  const under = (layer: number) =>
    layer < 0
      ? GAP.margin - GAP.layers / 2
      : (middles[layer] ?? 0) + (heights[layer] ?? 0) / 2 + GAP.layers / 2;
  const routes = chains.map(({ arc, back, cells: own, label }): [string, Route] => {
    const source = cells.get(arc.from) as Cell;
    const target = cells.get(arc.to) as Cell;
    const [begin, end] = [point(source), point(target)];
    const points = [{ x: begin.x, y: begin.y + source.height / 2 }];
    let x = begin.x;
    const turn = (to: number, at: number) => {
      if (Math.abs(to - x) >= 1) points.push({ x, y: at }, { x: to, y: at });
      x = to;
    };
    const passed = back ? [...own].reverse() : own;
    for (const cell of passed) turn(point(cell).x, under(back ? cell.layer : cell.layer - 1));
    turn(end.x, under(target.layer - 1));
    points.push({ x, y: end.y - target.height / 2 });
    return [arc.id, { label: point(label), points, back }];
  });
  return { at: new Map([...cells].map(([id, cell]) => [id, point(cell)])), routes: new Map(routes) };
}
