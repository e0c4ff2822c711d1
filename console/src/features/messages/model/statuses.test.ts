import { describe, expect, it } from "vitest";
import { GROUPS, groupOf, isOver, numberIn } from "./statuses";

const COUNTS = [
  { status: "sent", kept: true, messages: 7 },
  { status: "sent", kept: false, messages: 2 },
  { status: "planned", kept: false, messages: 1 },
];

describe("messages", () => {
  it("that nobody got are counted apart from those that were sent", () => {
    expect(GROUPS.map((group) => [group.value, numberIn(group, COUNTS)])).toEqual([
      ["all", 10],
      ["waiting", 1],
      ["sent", 2],
      ["kept", 7],
      ["stopped", 0],
      ["decide", 0],
      ["failed", 0],
    ]);
    expect(groupOf("nothing").value).toBe("all");
  });

  it("are over once nothing more is done about them", () => {
    expect(["sent", "dismissed"].every(isOver)).toBe(true);
    expect(["planned", "retry", "held", "failed"].some(isOver)).toBe(false);
  });
});
