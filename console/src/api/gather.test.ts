import { expect, it } from "vitest";
import { gathered } from "./gather";

it("asks once for what is asked for together, and answers each", async () => {
  const asked: string[][] = [];
  const length = gathered(async (keys) => {
    asked.push(keys);
    return new Map(keys.filter((key) => key !== "none").map((key) => [key, key.length]));
  }, 3);
  expect(await Promise.all(["a", "bb", "a", "none"].map(length))).toEqual([1, 2, 1, undefined]);
  expect(asked).toEqual([["a", "bb", "none"]]);
  expect(await Promise.all(["a", "b", "c", "d", "e"].map(length))).toEqual([1, 1, 1, 1, 1]);
  expect(asked.slice(1)).toEqual([
    ["a", "b", "c"],
    ["d", "e"],
  ]);
});

it("tells everybody who asked what went wrong, and asks anew", async () => {
  let times = 0;
  const ask = gathered(async () => {
    times += 1;
    if (times === 1) throw new Error("no");
    return new Map([["a", 1]]);
  }, 10);
  await expect(Promise.all([ask("a"), ask("b")])).rejects.toThrow("no");
  expect(await ask("a")).toBe(1);
});
