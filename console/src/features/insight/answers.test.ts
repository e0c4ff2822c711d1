import { describe, expect, it } from "vitest";
import { groupName, grown, took, unitName } from "./answers";

describe("words", () => {
  it("say how long it took", () => {
    expect([took(5), took(90), took(7_200), took(11 * 86_400)]).toEqual(["5 s", "1.5 min", "2 h", "11 d"]);
  });
  it("name units by the calendar of the zone", () => {
    expect(unitName("2026-05-31T23:00:00Z", "month", "Europe/London")).toBe("Jun 2026");
    expect(unitName("2026-05-31T23:00:00Z", "day", "UTC")).toBe("31 May");
  });
  it("name groups", () => {
    expect(
      [null, { value: null }, { value: null, rest: true }, { value: true }, { value: 3 }].map(groupName),
    ).toEqual(["", "None", "Others", "Yes", "3"]);
  });
  it("compare only with something", () => {
    expect([grown(3, 2), grown(3, 0), grown(null, 2)]).toEqual([0.5, null, null]);
  });
});
