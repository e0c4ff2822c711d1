import { describe, expect, it } from "vitest";
import { around, ticks } from "./scale";

describe("axes", () => {
  it("hold the largest in round steps", () => {
    expect(ticks(87)).toEqual([0, 25, 50, 75, 100]);
    expect(ticks(0)).toEqual([0, 1]);
    expect(ticks(1)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect([ticks(1, true), ticks(7, true)]).toEqual([
      [0, 1],
      [0, 2, 4, 6, 8],
    ]);
  });
  it("hold zero, and room for what is at the ends", () => {
    expect(around([2, 10])[0]).toBe(0);
    expect(around([2, 10])[1]).toBeGreaterThan(10);
    const [least, most] = around([-1, 1]);
    expect(least).toBeLessThan(-1);
    expect(most).toBeGreaterThan(1);
  });
  it("end at round numbers", () => {
    expect(around([-19, 456, 614])).toEqual([-100, 700]);
    expect(around([0.69, 0.73], 0.5)).toEqual([0.5, 0.75]);
  });
});
