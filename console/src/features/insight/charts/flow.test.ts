import { describe, expect, it } from "vitest";
import { sankey } from "./flow";

describe("a Sankey diagram", () => {
  const found = {
    paths: 4,
    nodes: [
      { step: 0, name: "a", paths: 4, ended: 1 },
      { step: 1, name: "b", paths: 2, ended: 2 },
      { step: 1, name: null, paths: 1, ended: 1 },
    ],
    links: [
      { step: 0, source: "a", target: "b", paths: 2 },
      { step: 0, source: "a", target: null, paths: 1 },
    ],
    loops: [],
  };
  it("draws nodes and links of one scale, side by side", () => {
    const [boxes, ribbons] = sankey(found, 600, 300, false);
    expect(boxes).toHaveLength(3);
    expect(ribbons).toHaveLength(2);
    const [first, second] = ribbons;
    expect(first?.thick).toBeCloseTo(2 * (second?.thick ?? 0));
    expect(second?.y0).toBeCloseTo(first?.thick ?? 0);
    expect(boxes[0]?.x).toBeLessThan(boxes[1]?.x ?? 0);
  });
  it("runs the other way when asked back", () => {
    const [boxes] = sankey(found, 600, 300, true);
    expect(boxes[0]?.x).toBeGreaterThan(boxes[1]?.x ?? 0);
  });
});
