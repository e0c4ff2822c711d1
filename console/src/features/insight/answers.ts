import type { View } from "@/api/client";

/** 45 s, 12 min, 3.5 h, 11 d */
export function took(seconds: number): string {
  const [size, unit] =
    seconds >= 86_400
      ? [86_400, "d"]
      : seconds >= 3_600
        ? [3_600, "h"]
        : seconds >= 60
          ? [60, "min"]
          : [1, "s"];
  const value = seconds / (size as number);
  return `${value >= 10 ? Math.round(value) : Math.round(value * 10) / 10} ${unit}`;
}

/** The start of a unit by the workspace's calendar. */
export function unitName(start: string, unit: string, zone: string): string {
  const style: Intl.DateTimeFormatOptions =
    unit === "month"
      ? { month: "short", year: "numeric" }
      : unit === "hour"
        ? { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }
        : { day: "numeric", month: "short" };
  const known = `${unit} ${zone}`;
  const format = UNITS_OF.get(known) ?? new Intl.DateTimeFormat("en-GB", { ...style, timeZone: zone });
  UNITS_OF.set(known, format);
  return format.format(new Date(start));
}

/** Made once each: a chart names many units. */
const UNITS_OF = new Map<string, Intl.DateTimeFormat>();

/** What a group is called. */
export function groupName(group: { value: unknown; rest?: boolean } | null | undefined): string {
  if (!group) return "";
  if (group.rest) return "Others";
  if (group.value === null || group.value === undefined) return "None";
  if (typeof group.value === "boolean") return group.value ? "Yes" : "No";
  return String(group.value);
}

/** By which part of itself something grew; nothing where there was nothing before. */
export const grown = (now: number | null, before: number | null | undefined): number | null =>
  now === null || !before ? null : now / before - 1;

export const GRID = "People by how lately and how often they bought";

/** People by how lately they came (across) and how often (up), 1 to 5 each. */
export function rfmGrid(
  cells: View<"RfmAnswer">["cells"],
): { recency: number; frequency: number; people: number; value: number }[] {
  const found = new Map<string, { recency: number; frequency: number; people: number; value: number }>();
  for (const frequency of [5, 4, 3, 2, 1]) {
    for (const recency of [1, 2, 3, 4, 5]) {
      found.set(`${recency} ${frequency}`, { recency, frequency, people: 0, value: 0 });
    }
  }
  for (const cell of cells) {
    const mine = found.get(`${cell.recency} ${cell.frequency}`);
    if (mine) {
      mine.people += cell.people;
      mine.value += cell.value;
    }
  }
  // Equals score alike, so some scores are nobody's: a row or column of them would only be a hole.
  const all = [...found.values()];
  const held = (key: "recency" | "frequency", score: number) =>
    all.some((cell) => cell[key] === score && cell.people > 0);
  return all.filter((cell) => held("recency", cell.recency) && held("frequency", cell.frequency));
}

/** What a standing means, and what one would do. */
export const STANDINGS: Record<string, string> = {
  champions: "Bought lately, often and for much: reward them",
  loyal: "Come back reliably: ask for a review, show what is new",
  promising: "New and busy: help with the second step",
  new: "Just bought for the first time: welcome them",
  "needs attention": "Have grown quieter: remind them",
  "at risk": "Were worth much and stay away: win them back",
  "about to leave": "Seldom and long ago: one last offer",
  lost: "Long gone: leave them in peace",
};

/** Parts of a unit, as they stand on each other from the top. */
export const LIFE = ["new", "resurrected", "returning", "dormant"] as const;
export const LIFE_NAMES: Record<(typeof LIFE)[number], string> = {
  new: "New",
  returning: "Came again",
  resurrected: "Back after a pause",
  dormant: "Gone quiet",
};
