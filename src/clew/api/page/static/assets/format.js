// How times, numbers and values read.

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const minute = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const date = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const weekday = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "long" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto", style: "short" });
const numbers = new Intl.NumberFormat(undefined, { maximumFractionDigits: 6 });

const DAY = 86_400_000;
const UNITS = [["year", 365 * DAY], ["month", 30 * DAY], ["week", 7 * DAY], ["day", DAY], ["hour", 3_600_000], ["minute", 60_000]];

export const number = (value) => numbers.format(value);
export const clockTime = (iso) => clock.format(new Date(iso));
export const minuteTime = (iso) => minute.format(new Date(iso));
export const day = (iso) => date.format(new Date(iso));
export const fullTime = (iso) => full.format(new Date(iso));

/** "3 hr. ago"; "just now" within the minute. */
export function ago(iso, now = Date.now()) {
  const elapsed = now - new Date(iso).getTime();
  for (const [unit, length] of UNITS) {
    if (Math.abs(elapsed) >= length) return relative.format(-Math.round(elapsed / length), unit);
  }
  return "just now";
}

/** Heading of a day in a timeline. */
export function dayHeading(iso, now = new Date()) {
  const moment = new Date(iso);
  const days = Math.round((startOfDay(now) - startOfDay(moment)) / DAY);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return moment.getFullYear() === now.getFullYear() ? weekday.format(moment) : date.format(moment);
}

/** The time for today, else the day. */
export function when(iso, now = new Date()) {
  const moment = new Date(iso);
  return startOfDay(moment) === startOfDay(now) ? minute.format(moment) : date.format(moment);
}

function startOfDay(moment) {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate()).getTime();
}

/** A value in words: numbers grouped, lists joined, the rest as JSON. */
export function valueText(value) {
  if (value === null || value === undefined) return "not set";
  if (typeof value === "number") return number(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return value;
  const parts = Object.values(value);
  if (!parts.length || parts.some((part) => part !== null && typeof part === "object")) return JSON.stringify(value);
  if (Array.isArray(value)) return value.map(valueText).join(", ");
  return Object.entries(value).map(([name, part]) => `${name}: ${valueText(part)}`).join(", ");
}

export function money(amount, currency) {
  try {
    return new Intl.NumberFormat(undefined, { style: "currency", currency }).format(amount);
  } catch {
    return `${number(amount)} ${currency}`;
  }
}

/** The start of an id: enough to tell people apart in a list. */
export const shortId = (id) => (id.length > 12 ? `${id.slice(0, 10)}…` : id);
