import { expect, it } from "vitest";
import { instantOf, localOf } from "./local";

it("is an instant that was typed by one's own clock", () => {
  expect(instantOf("")).toBeUndefined();
  expect(localOf(undefined)).toBe("");
  expect(localOf("soon")).toBe("");
  const typed = "2026-11-23T08:30";
  expect(localOf(instantOf(typed))).toBe(typed);
  expect(instantOf(localOf("2026-01-01T00:00:00Z"))).toBe("2026-01-01T00:00:00Z");
});
