import { describe, expect, it } from "vitest";
import { readSpan, typedSpan, unitsFor } from "./span";

describe("a length of time", () => {
  it("is a number and a unit", () => {
    expect(readSpan("90s")).toEqual({ count: "90", unit: "s" });
    expect(readSpan("500ms")).toEqual({ count: "500", unit: "ms" });
  });

  it("is nothing else", () => {
    for (const text of [undefined, "", "4", "1.5h", "1d 4h", "3mo", "a while"])
      expect(readSpan(text)).toBeUndefined();
  });

  it("is typed as a number of the unit beside it, or with its own", () => {
    expect(typedSpan("4", "h")).toBe("4h");
    expect(typedSpan(" 30m", "h")).toBe("30m");
    expect(typedSpan("2 w", "h")).toBe("2w");
    expect(typedSpan("  ", "h")).toBeUndefined();
  });

  it("keeps what it does not understand", () => {
    expect(typedSpan("1d 4h", "h")).toBe("1d 4h");
  });

  it("names its units as its number asks for", () => {
    expect(unitsFor({ count: "1", unit: "d" }).map((one) => one.label)).toContain("day");
    expect(unitsFor({ count: "2", unit: "d" }).map((one) => one.label)).toContain("days");
    expect(unitsFor({ count: "500", unit: "ms" })[0]).toEqual({ value: "ms", label: "milliseconds" });
  });
});
