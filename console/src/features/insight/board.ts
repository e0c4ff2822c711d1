import type { View } from "@/api/client";
import { type Asked, questionOf, TOPIC_NAMES, type Topic } from "./model";

/** How wide a tile may be, of twelve columns. */
export const WIDTHS = [3, 4, 6, 8, 12] as const;
export type Width = (typeof WIDTHS)[number];

/** A tile as it is kept: its title and width beside one question. */
export interface Tile {
  title?: string;
  width?: Width;
  metric?: string;
  text?: string;
  [topic: string]: unknown;
}

/** A dashboard as it is edited. */
export interface Board {
  name: string;
  description: string;
  tiles: Tile[];
  period: { last?: string; since?: string; until?: string };
  compare: "" | "previous";
  among: string;
}

/** What can be edited of a document. */
export function boardOf(document: View<"DocumentView">): Board {
  const body = document as unknown as Partial<Board>;
  return {
    name: document.name,
    description: document.description,
    tiles: body.tiles ?? [],
    period: body.period ?? { last: "30d" },
    compare: body.compare ?? "previous",
    among: body.among ?? "",
  };
}

const widthOf = (tile: Tile): Width => tile.width ?? 6;

/** The places of the tiles that stand in the first row. */
export function headOf(tiles: readonly Tile[]): number[] {
  let room = 12;
  const beyond = tiles.findIndex((tile) => {
    room -= widthOf(tile);
    return room < 0;
  });
  return tiles.map((_, place) => place).slice(0, beyond < 0 ? tiles.length : beyond);
}

/** The tile at one place put before what stands at another. */
export function moved(tiles: readonly Tile[], from: number, to: number): Tile[] {
  const found = [...tiles];
  const [tile] = found.splice(from, 1);
  if (tile) found.splice(Math.max(0, Math.min(found.length, to)), 0, tile);
  return found;
}

/** A tile one step wider or narrower. */
export function resized(tiles: readonly Tile[], place: number, step: number): Tile[] {
  return tiles.map((tile, at) => {
    if (at !== place) return tile;
    const next = WIDTHS[WIDTHS.indexOf(widthOf(tile)) + step];
    return next === undefined ? tile : { ...tile, width: next };
  });
}

/** The width that is nearest to so many columns. */
export const nearest = (columns: number): Width =>
  WIDTHS.reduce((best, each) => (Math.abs(each - columns) < Math.abs(best - columns) ? each : best));

/** A question of Explore as a tile; the dashboard's period takes the place of its own. */
export function tileOf(topic: Topic, asked: Asked, title: string): Tile {
  const { period: _, compare: __, ...question } = questionOf(topic, asked);
  const wide = topic === "trend" || topic === "retention" || topic === "paths";
  return { title: title.trim() || TOPIC_NAMES[topic], width: wide ? 8 : 6, [topic]: question };
}

/** Boards one after another, so that each change can be taken back. */
export interface Edited {
  board: Board;
  before: Board[];
  /** What is being typed into: what is typed in one go is taken back in one go. */
  field?: string;
}

export const edited = (now: Edited, board: Board, field?: string): Edited => ({
  board,
  before: field !== undefined && field === now.field ? now.before : [...now.before.slice(-49), now.board],
  field,
});

/** A tile that was removed, at its place again; nothing if it stands there already. */
export const restored = (now: Edited, tile: Tile, place: number): Edited => {
  const { tiles } = now.board;
  if (tiles.includes(tile)) return now;
  return edited(now, { ...now.board, tiles: [...tiles.slice(0, place), tile, ...tiles.slice(place)] });
};

export const undone = (now: Edited): Edited => {
  const last = now.before.at(-1);
  return last ? { board: last, before: now.before.slice(0, -1) } : now;
};
