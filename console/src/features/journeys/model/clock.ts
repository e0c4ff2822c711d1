import { day, moment } from "@/ui/format";
import { clockIn, instantIn } from "@/ui/local";

const ZONED = /(Z|[+-]\d\d:\d\d)$/;

/** What a broadcast's `at` means by the workspace's clock. */
export interface At {
  /** As a field of the browser shows it; empty where it is no time. */
  shown: string;
  /** Whether what is stored is an instant, the same whatever the clock of the workspace says. */
  fixed: boolean;
}

/** An instant, or a date and perhaps a time by the workspace's clock: either as that clock shows it. */
export function atOf(at: string, zone: string): At {
  if (ZONED.test(at)) return { shown: clockIn(zone, at), fixed: true };
  const [, date, time = "00:00"] = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d))?$/.exec(at) ?? [];
  return { shown: date ? `${date}T${time}` : "", fixed: false };
}

/** By which clock the field is read, what is stored, and when that is for whoever looks and is elsewhere. */
export function saysClock(at: string, zone: string, own: string): string {
  const by = `In the workspace’s time zone, ${named(zone)}`;
  const { shown, fixed } = atOf(at, zone);
  if (!shown) return `${by}.`;
  const stored = fixed ? `; stored as the instant ${at}.` : ", and stored so.";
  const instant = instantIn(zone, shown);
  if (!instant || clockIn(own, instant) === shown) return by + stored;
  return `${by}${stored} By yours, ${named(own)}: ${moment(instant).replace(/:\d\d$/, "")}.`;
}

/** The same in a line: 7 Jan 2030, 08:00, with its zone where it is not the workspace's. */
export function saysAt(at: string): string {
  const { shown, fixed } = atOf(at, "UTC");
  if (!shown) return at;
  return `${day(shown.slice(0, 10))} ${shown.slice(0, 4)}, ${shown.slice(11)}${fixed ? " UTC" : ""}`;
}

const named = (zone: string): string => zone.replaceAll("_", " ");
