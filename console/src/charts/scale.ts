/** Round numbers for an axis, from nothing to what holds the largest. */
export function ticks(most: number): number[] {
  if (most <= 0) return [0, 1];
  const rough = most / 4;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((each) => each * size >= rough) ?? 10) * size;
  return Array.from({ length: Math.ceil(most / step - 1e-9) + 1 }, (_, place) => place * step);
}

/** The least and the largest of what is drawn around a line at zero, with a little room at both ends. */
export function around(values: readonly number[]): [least: number, most: number] {
  const least = Math.min(0, ...values);
  const most = Math.max(0, ...values);
  const room = (most - least || 1) * 0.06;
  return [least < 0 ? least - room : 0, most > 0 ? most + room : 0];
}

const HUES = ["var(--iris)", "var(--teal)", "var(--amber)", "var(--pink)", "var(--blue)", "var(--grey)"];

/** The colour of the n-th kind. */
export const hueOf = (place: number): string => HUES[place % HUES.length] as string;
