/** Round numbers for an axis, from nothing to what holds the largest. */
export function ticks(most: number): number[] {
  if (most <= 0) return [0, 1];
  const step = roundly(most / 4);
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, place) => place * step);
}

/** The next round number. */
function roundly(rough: number): number {
  const size = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 2.5, 5, 10].find((each) => each * size >= rough) ?? 10) * size;
}

/** The ends of an axis around a line at zero: round numbers, with a little room beyond what is drawn. */
export function around(values: readonly number[]): [least: number, most: number] {
  const least = Math.min(0, ...values);
  const most = Math.max(0, ...values);
  const room = (most - least || 1) * 0.03;
  const step = roundly((most - least || 1) / 10);
  return [
    least < 0 ? Math.floor((least - room) / step) * step : 0,
    most > 0 ? Math.ceil((most + room) / step) * step : 0,
  ];
}

const COLOURS = ["var(--iris)", "var(--teal)", "var(--amber)", "var(--pink)", "var(--blue)", "var(--grey)"];

/** How many kinds have a colour of their own. */
export const HUES = COLOURS.length;

/** The colour of the n-th kind. */
export const hueOf = (place: number): string => COLOURS[place % HUES] as string;
