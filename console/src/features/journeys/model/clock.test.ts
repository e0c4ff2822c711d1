import { expect, it } from "vitest";
import { atOf, saysAt, saysClock } from "./clock";

it("is read by the workspace's clock, whichever way it is stored", () => {
  expect(atOf("2030-07-07T08:00:00Z", "Europe/London")).toEqual({ shown: "2030-07-07T09:00", fixed: true });
  expect(atOf("2030-07-07T08:00", "Europe/London")).toEqual({ shown: "2030-07-07T08:00", fixed: false });
  expect(atOf("2030-07-07 08:00", "UTC").shown).toBe("2030-07-07T08:00");
  expect(atOf("2030-07-07", "UTC").shown).toBe("2030-07-07T00:00");
  expect(atOf("", "UTC")).toEqual({ shown: "", fixed: false });
});

it("says by which clock it is read, and what is stored", () => {
  const said = (at: string, own = "Europe/London") => saysClock(at, "Europe/London", own);
  expect(said("")).toBe("In the workspace’s time zone, Europe/London.");
  expect(said("2030-07-07T09:00")).toMatch(/London, and stored so\.$/);
  expect(said("2030-07-07T08:00:00Z")).toMatch(/London; stored as the instant 2030-07-07T08:00:00Z\.$/);
  expect(said("2030-07-07T09:00", "America/New_York")).toMatch(/ By yours, America\/New York: \d/);
  expect(["2030-07-07T08:00:00Z", "2030-07-07T09:00", "soon"].map(saysAt)).toEqual([
    "7 Jul 2030, 08:00 UTC",
    "7 Jul 2030, 09:00",
    "soon",
  ]);
});
