import type { View } from "@/api/client";
import { groupName } from "./answers";
import type { Line, Partly } from "./charts/lines";

/** Which units hold less than the others, as they lie in the period only in part, or are not over. */
export const partlyOf = (found: View<"TrendAnswer">): Partly => ({
  first: (found.starts[0] ?? "") < found.since,
  last: found.open,
});

/** All that is not shown by itself is grey. */
const REST = 5;

/** What to draw: the groups where there are some, else each event with the period before. */
export function linesOf(found: View<"TrendAnswer">): Line[] {
  const groups = found.series.filter((line) => line.group !== null);
  const shown = groups.length > 0 ? groups : found.series;
  const several = new Set(shown.map((line) => line.name)).size > 1;
  return shown.flatMap((line, hue) => {
    const name = [several || !line.group ? line.name : "", groupName(line.group)].filter(Boolean).join(": ");
    const intervals = line.intervals?.length ? line.intervals : undefined;
    const own: Line = {
      key: `${hue}`,
      name,
      values: line.values,
      hue: line.group?.rest ? REST : hue,
      intervals,
    };
    const before = (line.previous ?? []).slice(0, line.values.length);
    const past: Line = {
      key: `${hue} before`,
      name: `${name}, period before`,
      values: before,
      hue,
      faint: true,
    };
    return before.length > 0 && groups.length === 0 ? [own, past] : [own];
  });
}
