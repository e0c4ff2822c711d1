/** A length of time as the language writes it: `90s`, `4h`, `2d`. It knows no other form: nothing combined, no months. */
const SPAN = /^(\d{1,9})\s*(ms|[smhdw])$/;

const UNITS: readonly (readonly [unit: string, one: string])[] = [
  ["s", "second"],
  ["m", "minute"],
  ["h", "hour"],
  ["d", "day"],
  ["w", "week"],
];

interface Span {
  count: string;
  unit: string;
}

/** The two halves of a length of time; undefined of a text that is none. */
export function readSpan(text: string | undefined): Span | undefined {
  const [, count, unit] = SPAN.exec(text ?? "") ?? [];
  return count !== undefined && unit !== undefined ? { count, unit } : undefined;
}

/** What was typed beside a unit: `4` of hours is `4h`, `30m` says its unit itself; anything else stays as it was typed. */
export function typedSpan(typed: string, unit: string): string | undefined {
  const text = typed.trim();
  if (text === "") return undefined;
  if (/^\d{1,9}$/.test(text)) return text + unit;
  const whole = readSpan(text);
  return whole ? whole.count + whole.unit : text;
}

/** The units to choose from, in the number that their count asks for; one that is seldom used if it is in use. */
export function unitsFor({
  count,
  unit,
}: {
  count: string;
  unit: string;
}): { value: string; label: string }[] {
  const offered = unit === "ms" ? [["ms", "millisecond"] as const, ...UNITS] : UNITS;
  return offered.map(([value, one]) => ({ value, label: count === "1" ? one : `${one}s` }));
}
