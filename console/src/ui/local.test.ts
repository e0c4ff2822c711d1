import { expect, it } from "vitest";
import { clockIn, instantIn, instantOf, localOf } from "./local";

it("is an instant that was typed by one's own clock", () => {
  expect(instantOf("")).toBeUndefined();
  expect(localOf(undefined)).toBe("");
  expect(localOf("soon")).toBe("");
  const typed = "2026-11-23T08:30";
  expect(localOf(instantOf(typed))).toBe(typed);
  expect(instantOf(localOf("2026-01-01T00:00:00Z"))).toBe("2026-01-01T00:00:00Z");
});

it("is what a clock elsewhere shows", () => {
  expect(clockIn("Europe/London", "2030-07-07T08:00:00Z")).toBe("2030-07-07T09:00");
  expect(clockIn("America/New_York", "2030-01-01T02:30:00+01:00")).toBe("2029-12-31T20:30");
  expect(instantIn("Europe/London", "2030-07-07T09:00")).toBe("2030-07-07T08:00:00.000Z");
  expect(instantIn("Pacific/Auckland", "2030-01-01T00:30")).toBe("2029-12-31T11:30:00.000Z");
  expect([instantIn("UTC", "soon"), instantIn("Nowhere", "2030-01-01T00:00")]).toEqual([
    undefined,
    undefined,
  ]);
  expect([clockIn("Europe/London", "soon"), clockIn("Nowhere", "2030-01-01T00:00:00Z")]).toEqual(["", ""]);
});
