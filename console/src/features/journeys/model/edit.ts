import { type Body, END, type Path, put, type RawNode, startOf } from "./document";
import { kindOf, waysOf } from "./kinds";

/** The edge on which something is inserted: a way out of a node, or the way in. */
export type Spot = { from: string; path: Path } | { from: null };

/** What a spot leads to. */
export function targetOf(body: Body, spot: Spot): string {
  if (spot.from === null) return startOf(body);
  const node = body.nodes[spot.from];
  return (node && waysOf(node).find((way) => same(way.path, spot.path))?.target) ?? END;
}

/** Leads a spot elsewhere. */
export function lead(body: Body, spot: Spot, target: string): Body {
  if (spot.from === null) return { ...body, start: target };
  const node = body.nodes[spot.from];
  return node ? withNode(body, spot.from, put(node, spot.path, target)) : body;
}

/** Puts a node on an edge: what the edge led to follows it. */
export function insert(
  body: Body,
  spot: Spot,
  field: string,
  blank: (next: string) => RawNode,
): { body: Body; name: string } {
  const name = freeName(body, field);
  const added = { ...body, nodes: { ...body.nodes, [name]: blank(targetOf(body, spot)) } };
  return { body: lead(added, spot, name), name };
}

/** Takes a node out: what led to it leads on to where its first way led. */
export function remove(body: Body, name: string): Body {
  const gone = body.nodes[name];
  if (!gone) return body;
  const heir = waysOf(gone).find((way) => way.target !== name)?.target ?? END;
  const { [name]: _, ...rest } = body.nodes;
  const nodes = mapTargets(rest, (target) => (target === name ? heir : target));
  const start = startOf(body) === name ? heir : startOf(body);
  return { ...body, nodes, start: start === END ? (Object.keys(nodes)[0] ?? "") : start };
}

/** Takes a node from where it stands and puts it on an edge. */
export function move(body: Body, name: string, spot: Spot): Body {
  const node = body.nodes[name];
  if (!node || spot.from === name || targetOf(body, spot) === name) return body;
  const without = remove(body, name);
  const [first] = waysOf(node);
  const placed = first ? put(node, first.path, targetOf(without, spot)) : node;
  return lead({ ...without, nodes: { ...without.nodes, [name]: placed } }, spot, name);
}

/** Puts a node behind the one that its first way leads to, or before one that leads to it; where there is none, nothing changes. */
export function stepped(body: Body, name: string, way: -1 | 1): Body {
  const spot = way > 0 ? spotBehind(body, name) : spotBefore(body, name);
  return spot ? move(body, name, spot) : body;
}

function spotBehind(body: Body, name: string): Spot | undefined {
  const [next] = waysOf(body.nodes[name] ?? {});
  const [beyond] = waysOf(body.nodes[next?.target ?? END] ?? {});
  return next && beyond && { from: next.target, path: beyond.path };
}

function spotBefore(body: Body, name: string): Spot | undefined {
  const before = above(body, name);
  return before === undefined ? undefined : spotTo(body, before);
}

/** The first node that leads to a node; none to what the entry leads to. */
export const above = (body: Body, name: string): string | undefined => spotTo(body, name)?.from ?? undefined;

/** The first spot that leads to a node. */
function spotTo(body: Body, name: string): Spot | undefined {
  if (startOf(body) === name) return { from: null };
  for (const [from, node] of Object.entries(body.nodes)) {
    const way = from === name ? undefined : waysOf(node).find(({ target }) => target === name);
    if (way) return { from, path: way.path };
  }
  return undefined;
}

/** Calls a node otherwise, wherever it is mentioned; a taken or impossible name changes nothing. */
export function rename(body: Body, from: string, to: string): Body {
  if (from === to || to === END || to in body.nodes || !NAME.test(to)) return body;
  const nodes = Object.fromEntries(
    Object.entries(body.nodes).map(([name, node]) => [name === from ? to : name, node]),
  );
  const start = startOf(body) === from ? to : body.start;
  return {
    ...body,
    nodes: mapTargets(nodes, (target) => (target === from ? to : target)),
    ...(start ? { start } : {}),
  };
}

/** Copies a node onto the edge after it. */
export function duplicate(body: Body, name: string): { body: Body; name: string } | undefined {
  const node = body.nodes[name];
  const [first] = node ? waysOf(node) : [];
  const kind = node && kindOf(node);
  if (!node || !first || !kind) return undefined;
  return insert(body, { from: name, path: first.path }, kind.field, (next) => put(node, first.path, next));
}

/** Writes a node anew. */
export function withNode(body: Body, name: string, node: RawNode): Body {
  return { ...body, nodes: { ...body.nodes, [name]: node } };
}

/** What a node may be called. */
export const NAME = /^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?$/;

/** Whether two ways leave a node at the same place. */
export function same(left: Path, right: Path): boolean {
  return left.length === right.length && left.every((step, index) => step === right[index]);
}

/** A name that is free, from what the node does: `wait`, `wait-2`. */
export function freeName(body: Body, field: string): string {
  const stem = field.replaceAll("_", "-") === END ? "ended" : field.replaceAll("_", "-");
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? stem : `${stem}-${count}`;
    if (!(name in body.nodes)) return name;
  }
}

function mapTargets(nodes: Body["nodes"], change: (target: string) => string): Body["nodes"] {
  return Object.fromEntries(
    Object.entries(nodes).map(([name, node]) => [
      name,
      waysOf(node).reduce(
        (found, way) =>
          change(way.target) === way.target ? found : put(found, way.path, change(way.target)),
        node,
      ),
    ]),
  );
}
