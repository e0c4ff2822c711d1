import { expect, it } from "vitest";
import { linesOf } from "./diff";

const MARKS = { same: " ", gone: "-", new: "+", gap: "…" };
const shown = (before: string, after: string) =>
  linesOf(before, after).map(({ sort, text }) => MARKS[sort] + text);

it("says which lines went and which came, and a little of what stands around", () => {
  const before = ["a", "b", "c", "d", "e", "f", "g", "h"].join("\n");
  expect(shown(before, before.replace("e", "E\nE2"))).toEqual([
    "…",
    " c",
    " d",
    "-e",
    "+E",
    "+E2",
    " f",
    " g",
    "…",
  ]);
});

it("keeps what stayed in the midst of what changed", () => {
  expect(shown("x\nkeep\ny", "1\nkeep\n2")).toEqual(["-x", "+1", " keep", "-y", "+2"]);
});

it("has nothing to say of what is alike, and all of what is new", () => {
  expect(shown("a\nb", "a\nb")).toEqual(["…"]);
  expect(shown("", "a")).toEqual(["-", "+a"]);
});

it("takes no longer for texts that have nothing in common", () => {
  const many = (sign: string) => Array.from({ length: 5_000 }, (_, place) => sign + place).join("\n");
  expect(linesOf(many("a"), many("b"))).toHaveLength(10_000);
});
