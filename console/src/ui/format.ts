// Written by hand for one language: the first formatter of `Intl` costs a page 40 ms, a quarter of its start.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"];
const LONG_MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const WEEKDAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const SIZES: [size: number, unit: string][] = [
  [1e12, "tn"],
  [1e9, "bn"],
  [1e6, "m"],
  [1e3, "k"],
];

/** Rounded to so many places behind the point, of which at least some are shown, in groups of three digits. */
function numeral(value: number, most: number, least = 0): string {
  if (!Number.isFinite(value)) return String(value);
  const [before = "", behind = ""] = Math.abs(value).toFixed(most).split(".");
  const shown = behind.replace(/0+$/, "").padEnd(least, "0");
  const grouped = before.replace(/\B(?=(\d{3})+$)/g, ",");
  const sign = value < 0 && /[1-9]/.test(before + behind) ? "−" : "";
  return `${sign}${grouped}${shown && "."}${shown}`;
}

const two = (value: number): string => String(value).padStart(2, "0");
const timeOf = (date: Date): string => `${two(date.getHours())}:${two(date.getMinutes())}`;
const shortDay = (date: Date): string => `${date.getDate()} ${MONTHS[date.getMonth()]}`;

/** 1,234 */
export const count = (value: number): string => numeral(value, 0);

/** 1,234.56 */
export const figure = (value: number): string => numeral(value, 2);

/** 1.2k */
export function compact(value: number): string {
  // What would be rounded to a thousand of one size is one of the next.
  const [size, unit] = SIZES.find(
    ([known]) => Math.abs(value) >= known * 0.99995 && Math.abs(value) >= 999.95,
  ) ?? [1, ""];
  return numeral(value / size, 1) + unit;
}

/** 12.3% of a part between 0 and 1; 72.0% where it was rounded to that, so that figures below each other agree. */
export function percent(part: number): string {
  const whole = Math.abs(part * 100 - Math.round(part * 100)) < 1e-9;
  return `${numeral(part * 100, 1, whole ? 0 : 1)}%`;
}

/** 1,234.50 */
export const cents = (value: number): string => numeral(value, 2, 2);

/** +12, −3 or 0. */
export const change = (value: number): string =>
  value > 0 ? `+${count(value)}` : value < 0 ? `−${count(-value)}` : "0";

/** 3 orders, 1 order. */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** To the second, in the viewer's zone. */
export function moment(iso: string): string {
  const date = new Date(iso);
  return `${shortDay(date)} ${date.getFullYear()}, ${timeOf(date)}:${two(date.getSeconds())}`;
}

/** 14:05:09 */
export function second(iso: string): string {
  const date = new Date(iso);
  return `${timeOf(date)}:${two(date.getSeconds())}`;
}

/** 14:05 */
export const hour = (iso: string): string => timeOf(new Date(iso));

/** 3 Nov, of a date without a time. */
export function day(date: string): string {
  const read = new Date(date);
  return `${read.getUTCDate()} ${MONTHS[read.getUTCMonth()]}`;
}

/** Monday, 3 November 2025, of an instant in the viewer's zone. */
export function longDay(iso: string): string {
  const date = new Date(iso);
  return `${WEEKDAYS[date.getDay()]}, ${date.getDate()} ${LONG_MONTHS[date.getMonth()]} ${date.getFullYear()}`;
}

/** just now, 4 min, 3 h, 12 Nov 09:30 */
export function ago(iso: string, now = Date.now()): string {
  const seconds = (now - new Date(iso).getTime()) / 1000;
  if (Math.abs(seconds) < 45) return "just now";
  const [unit, value] = seconds < 3_300 ? ["min", seconds / 60] : ["h", seconds / 3_600];
  if (seconds < 0 || seconds > 22 * 3_600) {
    const date = new Date(iso);
    const sameYear = date.getFullYear() === new Date(now).getFullYear();
    return `${shortDay(date)}${sameYear ? `, ${timeOf(date)}` : ` ${date.getFullYear()}`}`;
  }
  return `${Math.round(value as number)} ${unit} ago`;
}

const SPANS: [seconds: number, one: string][] = [
  [86_400, "day"],
  [3_600, "hour"],
  [60, "minute"],
  [1, "second"],
];

/** 3 days, 2 hours: the largest unit that fits. */
export function span(seconds: number): string {
  const [unit, name] = SPANS.find(([size]) => seconds >= size) ?? [1, "second"];
  const value = Math.round((seconds / unit) * 10) / 10;
  return `${figure(value)} ${name}${value === 1 ? "" : "s"}`;
}

const UNITS: Readonly<Record<string, string>> = {
  s: "second",
  m: "minute",
  h: "hour",
  d: "day",
  w: "week",
  mo: "month",
  y: "year",
};

const LASTING = /(?<![\w-])(?:\d+ ?(?:mo|[smhdwy]) ?)+(?![\w-])/g;

/** The lengths of time in a text as people say them: `2d` is `2 days`. */
export function lasting(said: unknown): string {
  return (said === undefined || said === "" ? "…" : String(said)).replace(LASTING, (span) =>
    [...span.matchAll(/(\d+) ?(mo|[smhdwy])/g)]
      .map(([, many, unit]) => `${many} ${UNITS[unit ?? ""]}${many === "1" ? "" : "s"}`)
      .join(" ")
      .concat(span.endsWith(" ") ? " " : ""),
  );
}

/** A name that machines gave, for people: `first_name` → First name. */
export function humane(name: string): string {
  const words = name
    .replace(/[_.-]+/g, " ")
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}

/** The same, in order of name. */
export const byName = <T extends { name: string }>(items: readonly T[]): T[] => {
  const keyed = items.map((item) => [item.name.toLowerCase(), item] as const);
  return keyed.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)).map(([, item]) => item);
};

const CHANNELS: Readonly<Record<string, string>> = { local: "Local outbox", sms: "SMS" };

/** What people call a way of writing to somebody. */
export const channelName = (channel: string): string => CHANNELS[channel] ?? humane(channel);

/** Any value of a property, on one line. */
export function plain(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "number") return figure(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? moment(value) : value;
  return JSON.stringify(value);
}
