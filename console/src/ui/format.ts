const LOCALE = "en-GB";
const whole = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 0 });
const some = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 2 });
const short = new Intl.NumberFormat(LOCALE, { notation: "compact", maximumFractionDigits: 1 });
const share = new Intl.NumberFormat(LOCALE, { style: "percent", maximumFractionDigits: 1 });
const fullTime = new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "medium" });
const dayTime = new Intl.DateTimeFormat(LOCALE, {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});
const dayOnly = new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", timeZone: "UTC" });
const dayLong = new Intl.DateTimeFormat(LOCALE, {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
});
const clock = new Intl.DateTimeFormat(LOCALE, { hour: "2-digit", minute: "2-digit" });

/** 1,234 */
export const count = (value: number): string => whole.format(value);

/** 1,234.56 */
export const figure = (value: number): string => some.format(value);

/** 1.2K */
export const compact = (value: number): string => short.format(value);

/** 12.3% of a part between 0 and 1. */
export const percent = (part: number): string => share.format(part);

/** +12, −3 or 0. */
export const change = (value: number): string =>
  value > 0 ? `+${count(value)}` : value < 0 ? `−${count(-value)}` : "0";

/** 3 orders, 1 order. */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** To the second, in the viewer's zone. */
export const moment = (iso: string): string => fullTime.format(new Date(iso));

/** 14:05 */
export const hour = (iso: string): string => clock.format(new Date(iso));

/** 3 Nov, of a date without a time. */
export const day = (date: string): string => dayOnly.format(new Date(date));

/** Monday, 3 November 2025, of an instant in the viewer's zone. */
export const longDay = (iso: string): string => dayLong.format(new Date(iso));

/** just now, 4 min, 3 h, 12 Nov 09:30 */
export function ago(iso: string, now = Date.now()): string {
  const seconds = (now - new Date(iso).getTime()) / 1000;
  if (Math.abs(seconds) < 45) return "just now";
  const [unit, value] = seconds < 3_300 ? ["min", seconds / 60] : ["h", seconds / 3_600];
  if (seconds < 0 || seconds > 22 * 3_600) {
    const sameYear = new Date(iso).getFullYear() === new Date(now).getFullYear();
    return sameYear ? dayTime.format(new Date(iso)) : fullDate(iso);
  }
  return `${Math.round(value as number)} ${unit} ago`;
}

const fullDate = (iso: string): string =>
  new Intl.DateTimeFormat(LOCALE, { day: "numeric", month: "short", year: "numeric" }).format(new Date(iso));

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
  return `${some.format(value)} ${name}${value === 1 ? "" : "s"}`;
}

/** A name that machines gave, for people: `first_name` → First name. */
export function humane(name: string): string {
  const words = name
    .replace(/[_.-]+/g, " ")
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .trim();
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}

/** Any value of a property, on one line. */
export function plain(value: unknown): string {
  if (value === null || value === undefined || value === "") return "–";
  if (typeof value === "number") return figure(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? moment(value) : value;
  return JSON.stringify(value);
}
