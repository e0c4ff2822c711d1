import { describe, expect, it } from "vitest";
import {
  ago,
  byName,
  cents,
  channelName,
  compact,
  count,
  day,
  figure,
  longDay,
  moment,
  percent,
} from "./format";

const VALUES = [0, 1, 9, 12, 999, 1_000, 1_234, 54_321, 999_949, 1_000_000, 1_550_000, 123_456_789, 2.5e12];
const PARTS = [0, 0.04, 0.25, 0.126, 0.5, 1.25, 33.333, 1234.567, 99.999];
const MOMENTS = [
  "2025-01-01T00:00:00Z",
  "2025-09-05T04:07:09Z",
  "2024-02-29T23:59:59Z",
  "2026-12-31T12:30:00Z",
];

/** As the platform writes it, but that nothing is not less than nothing. */
/** But for the sign of what is below nothing: a minus, not a hyphen. */
const number = (value: number, style: Intl.NumberFormatOptions) =>
  new Intl.NumberFormat("en-GB", style)
    .format(value)
    .replace(/^-(?=0(\.0+)?%?$)/, "")
    .replace("-", "−");
const date = (iso: string, style: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("en-GB", style).format(new Date(iso));

describe("figures", () => {
  it("are written as the platform would", () => {
    for (const value of [...VALUES, ...PARTS].flatMap((each) => [each, -each || 0])) {
      expect(count(value)).toBe(number(value, { maximumFractionDigits: 0 }));
      expect(figure(value)).toBe(number(value, { maximumFractionDigits: 2 }));
      expect(cents(value)).toBe(number(value, { minimumFractionDigits: 2, maximumFractionDigits: 2 }));
      expect(compact(value)).toBe(number(value, { notation: "compact", maximumFractionDigits: 1 }));
      const whole = Math.abs(value * 100 - Math.round(value * 100)) < 1e-9;
      const places = { minimumFractionDigits: whole ? 0 : 1, maximumFractionDigits: 1 };
      expect(percent(value)).toBe(number(value, { style: "percent", ...places }));
    }
  });

  it("keep the place they were rounded to, unless they are whole", () => {
    expect([0.72, 0.7204, 0.7204001, 1, 0].map(percent)).toEqual(["72%", "72.0%", "72.0%", "100%", "0%"]);
  });

  it("are of the next size once they round to it", () => {
    expect([999.94, 999.95, 999_949, 999_950].map(compact)).toEqual(["999.9", "1k", "999.9k", "1m"]);
  });
});

describe("times", () => {
  it("are written as the platform would", () => {
    for (const iso of MOMENTS) {
      expect(moment(iso)).toBe(date(iso, { dateStyle: "medium", timeStyle: "medium" }));
      expect(day(iso)).toBe(date(iso, { day: "numeric", month: "short", timeZone: "UTC" }));
      expect(longDay(iso)).toBe(
        date(iso, { weekday: "long", day: "numeric", month: "long", year: "numeric" }),
      );
    }
  });

  it("are told from now", () => {
    const now = Date.parse("2025-09-05T12:00:00Z");
    expect(ago("2025-09-05T11:59:30Z", now)).toBe("just now");
    expect(ago("2025-09-05T11:50:00Z", now)).toBe("10 min ago");
    expect(ago("2025-09-05T09:00:00Z", now)).toBe("3 h ago");
    expect(ago("2025-02-05T09:00:00", now)).toBe("5 Feb, 09:00");
    expect(ago("2023-02-05T09:00:00", now)).toBe("5 Feb 2023");
  });
});

it("puts things in order of name, whatever their case", () => {
  const names = ["often cancels", "Abroad", "New", "abroad too"].map((name) => ({ name }));
  expect(byName(names).map(({ name }) => name)).toEqual(["Abroad", "abroad too", "New", "often cancels"]);
});

it("names channels as people do", () => {
  expect(["sms", "email", "local", "web_push"].map(channelName)).toEqual([
    "SMS",
    "Email",
    "Local outbox",
    "Web push",
  ]);
});
