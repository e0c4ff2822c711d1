// The list of what happens: pure, so that it can be tested.

import type { LiveItem } from "@/api/live";

export interface Arrived {
  /** Counts up as items arrive. */
  key: number;
  item: LiveItem;
}

export interface Filter {
  what: "all" | "event" | "change";
  words: string;
}

/** What a list holds at most; older items leave it. */
export const MOST = 1_000;

/** The newer items before the older ones, newest first; what was told twice, by stream and by list, stands once. */
export function arrivals(older: readonly Arrived[], newer: readonly Arrived[]): Arrived[] {
  const once = new Map<string, Arrived>();
  for (const row of [...newer, ...older]) once.set(nameOf(row.item), row);
  return [...once.values()].sort((a, b) => b.key - a.key).slice(0, MOST);
}

/** What is listed, and what waits until the list goes on. */
interface Listing {
  /** Nothing until it is known what there was. */
  shown: Arrived[] | null;
  waiting: Arrived[];
  /** How many came since it was paused, whether they are kept or not. */
  came: number;
  /** How many were never listed, as more came than a list holds. */
  leftOut: number;
}

export const EMPTY: Listing = { shown: null, waiting: [], came: 0, leftOut: 0 };

/** With what has just arrived: in the list, or behind it while that is paused. */
export function taken(listing: Listing, fresh: readonly Arrived[], paused: boolean): Listing {
  const { shown, waiting, came } = listing;
  if (!paused || shown === null) return { ...listing, shown: arrivals(shown ?? [], fresh) };
  const known = new Set([...shown, ...waiting].map((row) => nameOf(row.item)));
  const others = fresh.filter((row) => !known.has(nameOf(row.item)));
  return { ...listing, waiting: arrivals(waiting, others), came: came + others.length };
}

/** The list goes on: with what waited, and how many of those it can't show. */
export function goneOn({ shown, waiting, came, leftOut }: Listing): Listing {
  const missing = came - waiting.length;
  return { shown: arrivals(shown ?? [], waiting), waiting: [], came: 0, leftOut: leftOut + missing };
}

/** What makes an item the same one. */
function nameOf(item: LiveItem): string {
  return item.item === "event"
    ? `${item.source} ${item.id}`
    : `${item.at} ${item.profile} ${item.segment} ${item.change}`;
}

/** What a filter leaves: every word must stand somewhere in the item. */
export function matching(rows: readonly Arrived[], filter: Filter): Arrived[] {
  const words = filter.words.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(({ item }) => {
    if (filter.what !== "all" && item.item !== filter.what) return false;
    if (words.length === 0) return true;
    const text = textOf(item);
    return words.every((word) => text.includes(word));
  });
}

const texts = new WeakMap<LiveItem, string>();

/** Its words, put together once: many are looked through again with each that arrives. */
function textOf(item: LiveItem): string {
  const known = texts.get(item);
  if (known !== undefined) return known;
  const text = JSON.stringify(item).toLowerCase();
  texts.set(item, text);
  return text;
}
