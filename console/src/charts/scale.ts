/** Round numbers for an axis, from nothing to what holds the largest; `whole` where there are no halves, as of people. */
export function ticks(most: number, whole = false): number[] {
  if (most <= 0) return [0, 1];
  const step = whole && most <= 10 ? Math.ceil(most / 4) : roundly(most / 4);
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, place) => place * step);
}

/** The next round number. */
function roundly(rough: number): number {
  const size = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 2.5, 5, 10].find((each) => each * size >= rough) ?? 10) * size;
}

/** The ends of an axis around a line, at zero if none is said: round numbers, with a little room beyond what is drawn. */
export function around(values: readonly number[], line = 0): [least: number, most: number] {
  const least = Math.min(line, ...values);
  const most = Math.max(line, ...values);
  const room = (most - least || 1) * 0.03;
  const step = roundly((most - least || 1) / 10);
  return [
    least < line ? Math.floor((least - room) / step) * step : line,
    most > line ? Math.ceil((most + room) / step) * step : line,
  ];
}

const COLOURS = ["var(--iris)", "var(--teal)", "var(--amber)", "var(--pink)", "var(--blue)", "var(--grey)"];

/** How many kinds have a colour of their own. */
export const HUES = COLOURS.length;

/** The colour of the n-th kind. */
export const hueOf = (place: number): string => COLOURS[place % HUES] as string;

/** The colour of a kind at a part of its strength: steps of one scale, for what is ordered. */
export const toneOf = (place: number, strength = 1): string =>
  strength >= 1
    ? hueOf(place)
    : `color-mix(in srgb, ${hueOf(place)} ${Math.round(strength * 100)}%, var(--surface))`;
