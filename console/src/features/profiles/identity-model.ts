// An identity graph as it is drawn: names at the left, the profiles that they lead to, and what joined those at the right.

import type { View } from "@/api/client";
import { humane } from "@/ui/format";

export type Graph = View<"IdentityGraphView">;
export type Name = View<"NameView">;
export type Merge = View<"MergeView">;
export type Link = View<"LinkView">;

/** Height of a name, and between profiles; in pixels. */
const ROW = 44;
const GAP = 12;
/** Of names of one namespace, or of visitors who became one person, so many are shown before the rest is asked for. */
const FEW = 5;
/** How far right of a profile what was joined to it comes down: past what was joined to those by a lane more. */
const LANE = { first: 44, each: 14 };
const BEND = 10;

const STRENGTH: readonly Name["type"][] = ["person", "email", "phone", "device", "cookie"];

/** What names are of, where their own name does not say it. */
export const TYPES: Readonly<Partial<Record<Name["type"], string>>> = {
  person: "an id that a system gave this person",
  device: "a device: it follows people and joins nobody",
  cookie: "a browser: it follows people and joins nobody",
};

export const isDevice = (name: Pick<Name, "type">): boolean =>
  name.type === "device" || name.type === "cookie";

export const keyOf = (name: Pick<Name, "namespace" | "value">): string => `${name.namespace} ${name.value}`;
export const mergeKey = (merge: Pick<Merge, "a" | "b" | "seq">): string =>
  `${merge.a} ${merge.b} ${merge.seq}`;

/** A name, or what stands for several. */
export type Node = { y: number; name: Name } | { y: number; fold: string; says: string };

/** What joins a profile to one that stands above it. */
export interface Joint {
  /** None where it stands for several. */
  merge?: Merge;
  path: string;
  /** Where it is pointed at. */
  x: number;
}

export interface Hub {
  /** The profile; of several the key by which they are unfolded. */
  profile: string;
  since: string;
  y: number;
  names: Node[];
  joint?: Joint;
}

export interface Drawing {
  height: number;
  /** How much room lines take at the right of the profiles. */
  lanes: number;
  hubs: Hub[];
}

/** The profiles of a person from above, each below the one that it was joined to, with its names. */
export function drawn(graph: Graph, opened: ReadonlySet<string> = new Set()): Drawing {
  const since = new Map(graph.profiles.map((one) => [one.profile, one.created_at]));
  const placed = inOrder(graph, opened);
  const deepest = Math.max(...placed.map((one) => one.depth));
  const laneOf = (depth: number) => LANE.first + LANE.each * (deepest - depth);
  const hubs: Hub[] = [];
  const above = new Map<string, Hub>();
  let top = 0;
  for (const { profile, parent, merge, depth, hidden } of placed) {
    const names = graph.identities.filter((name) => name.profile === profile);
    const nodes = hidden
      ? [{ y: top + ROW / 2, fold: profile, says: `${hidden} more visitors` }]
      : nodesOf(profile, names, top, opened);
    const height = Math.max(1, nodes.length) * ROW;
    const hub: Hub = { profile, since: since.get(profile) ?? "", y: top + height / 2, names: nodes };
    const upper = parent ? above.get(parent) : undefined;
    if (upper) hub.joint = { merge, ...wayBetween(upper, hub, laneOf(depth), hidden ? -18 : 0) };
    hubs.push(hub);
    above.set(profile, hub);
    top += height + GAP;
  }
  return { height: top - GAP, lanes: deepest > 0 ? laneOf(1) + 12 : 30, hubs };
}

interface Placed {
  profile: string;
  depth: number;
  parent?: string;
  merge?: Merge;
  /** How many more this one stands for. */
  hidden?: number;
}

/** The merges that hold are a tree: walked from the profile that answers, the oldest first. */
function inOrder(graph: Graph, opened: ReadonlySet<string>): Placed[] {
  const joined = new Map<string, [string, Merge][]>();
  for (const merge of graph.merges.filter((each) => each.active)) {
    joined.set(merge.a, [...(joined.get(merge.a) ?? []), [merge.b, merge]]);
    joined.set(merge.b, [...(joined.get(merge.b) ?? []), [merge.a, merge]]);
  }
  const people = new Set(graph.identities.filter((name) => !isDevice(name)).map((name) => name.profile));
  // Somebody who was only ever a visitor, until they said who they are: most people have been many.
  const isVisitor = ([profile]: [string, Merge]) =>
    joined.get(profile)?.length === 1 && !people.has(profile) && profile !== graph.profile;
  const found: Placed[] = [];
  const seen = new Set<string>();
  const walk = (placed: Placed) => {
    seen.add(placed.profile);
    found.push(placed);
    const { profile, depth } = placed;
    const next = (joined.get(profile) ?? []).filter(([other]) => !seen.has(other));
    const visitors = next.filter(isVisitor);
    const fold = `${profile} visitors`;
    const hidden = opened.has(fold) || visitors.length <= FEW + 1 ? [] : visitors.slice(FEW);
    for (const [other, merge] of [...next.filter((one) => !isVisitor(one)), ...visitors]) {
      if (hidden.every(([left]) => left !== other)) {
        walk({ profile: other, depth: depth + 1, parent: profile, merge });
      }
    }
    if (hidden.length > 0) {
      for (const [left] of hidden) seen.add(left);
      found.push({ profile: fold, depth: depth + 1, parent: profile, hidden: hidden.length });
    }
  };
  walk({ profile: graph.profile, depth: 0 });
  for (const { profile } of graph.profiles) if (!seen.has(profile)) walk({ profile, depth: 0 });
  return found;
}

/** Names, those that say most first; of many of one namespace the oldest, and how many more there are. */
function nodesOf(profile: string, names: Name[], top: number, opened: ReadonlySet<string>): Node[] {
  const groups = new Map<string, Name[]>();
  const ordered = [...names].sort((one, other) => STRENGTH.indexOf(one.type) - STRENGTH.indexOf(other.type));
  for (const name of ordered) groups.set(name.namespace, [...(groups.get(name.namespace) ?? []), name]);
  const nodes: Node[] = [];
  const next = () => top + (nodes.length + 0.5) * ROW;
  for (const [namespace, group] of groups) {
    const fold = `${profile} ${namespace}`;
    const hidden = opened.has(fold) || group.length <= FEW + 1 ? 0 : group.length - FEW;
    for (const name of group.slice(0, group.length - hidden)) nodes.push({ y: next(), name });
    if (hidden) {
      nodes.push({ y: next(), fold, says: `${hidden} more of ${humane(namespace).toLowerCase()}` });
    }
  }
  return nodes;
}

/** Out of the one, down its lane, into the other; what several have in common lies upon each other. */
function wayBetween(upper: Hub, lower: Hub, lane: number, end: number): { path: string; x: number } {
  const from = upper.y + BEND;
  const path = [
    `M0 ${from}H${lane - BEND}`,
    `Q${lane} ${from} ${lane} ${from + BEND}`,
    `V${lower.y - BEND}Q${lane} ${lower.y} ${lane - BEND} ${lower.y}H${end}`,
  ].join("");
  return { path, x: (lane + 14) / 2 };
}

/** How thick the way from a name is: by the records that came with it, from 1 to 4. */
export const thickness = (records: number): number =>
  1 + Math.min(3, Math.log10(Math.max(1, records)) * 1.25);

/** What may be asked of a name: to lead elsewhere. Of two that began one profile only the weaker can be taken off. */
export function partnerOf(graph: Graph, name: Name): Name | undefined {
  return [...graph.identities]
    .filter((other) => other.profile === name.profile && keyOf(other) !== keyOf(name))
    .sort((one, other) => STRENGTH.indexOf(one.type) - STRENGTH.indexOf(other.type))[0];
}

/** From whom this person is kept apart: everybody whom somebody parted from them, once. */
export function keptApart(graph: Graph): { profile: string; at: string }[] {
  const own = new Set(graph.profiles.map((one) => one.profile));
  const found = new Map<string, string>();
  for (const { a, b, at, cause } of graph.merges) {
    const other = own.has(a) ? b : a;
    if (cause === "unmerge" && !own.has(other)) found.set(other, at);
  }
  return [...found].map(([profile, at]) => ({ profile, at }));
}
