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
    const text = JSON.stringify(item).toLowerCase();
    return words.every((word) => text.includes(word));
  });
}
