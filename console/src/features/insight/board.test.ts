import { describe, expect, it } from "vitest";
import {
  type Board,
  edited,
  headOf,
  moved,
  nearest,
  resized,
  restored,
  type Tile,
  tileOf,
  undone,
} from "./board";
import { FIRST } from "./model";

const TILES: Tile[] = [{ metric: "a", width: 3 }, { metric: "b" }, { metric: "c", width: 12 }];

describe("tiles", () => {
  it("are moved to either side, never beyond the ends", () => {
    expect(moved(TILES, 0, 2).map((tile) => tile.metric)).toEqual(["b", "c", "a"]);
    expect(moved(TILES, 2, -1).map((tile) => tile.metric)).toEqual(["c", "a", "b"]);
    expect(moved(TILES, 1, 9).map((tile) => tile.metric)).toEqual(["a", "c", "b"]);
  });
  it("grow and shrink by steps that fit twelve columns", () => {
    expect(resized(TILES, 0, 1)[0]?.width).toBe(4);
    expect(resized(TILES, 0, -1)[0]?.width).toBe(3);
    expect(resized(TILES, 1, 1)[1]?.width).toBe(8);
    expect(resized(TILES, 2, 1)[2]?.width).toBe(12);
    expect([nearest(5.1), nearest(0), nearest(30)]).toEqual([6, 3, 12]);
  });
  it("stand in the first row as far as twelve columns go", () => {
    expect(headOf(TILES)).toEqual([0, 1]);
    expect(headOf([{ width: 8 }, { width: 12 }])).toEqual([0]);
    expect(headOf([{ width: 12 }])).toEqual([0]);
    expect(headOf([])).toEqual([]);
  });
  it("hold a question of Explore without its period", () => {
    const tile = tileOf("funnel", FIRST, "");
    expect(tile).toMatchObject({ title: "Funnel", width: 6 });
    expect(tile.funnel).not.toHaveProperty("period");
    expect(tileOf("trend", FIRST, "Orders").trend).not.toHaveProperty("compare");
  });
});

const board: Board = {
  name: "The shop",
  description: "",
  tiles: TILES,
  period: { last: "30d" },
  compare: "",
  among: "",
};

it("takes what was typed in one go back in one go", () => {
  const typed = ["T", "Th", "The"].reduce(
    (now, name) => edited(now, { ...board, name }, "name"),
    edited({ board, before: [] }, { ...board, compare: "previous" }),
  );
  expect(typed.board.name).toBe("The");
  expect(undone(typed).board).toMatchObject({ name: "The shop", compare: "previous" });
  expect(undone(undone(typed)).board).toEqual(board);
});

it("puts a removed tile back, whatever was done since, and only once", () => {
  const [first, ...rest] = TILES;
  if (!first) throw new Error("there are three");
  const without = edited({ board, before: [] }, { ...board, tiles: rest });
  const since = edited(without, { ...without.board, name: "Another" });
  const back = restored(since, first, 0);
  expect(back.board).toMatchObject({ name: "Another", tiles: TILES });
  expect(restored(back, first, 0)).toBe(back);
});

it("takes changes back one by one", () => {
  const next = edited({ board, before: [] }, { ...board, tiles: [] });
  expect(undone(next).board.tiles).toBe(TILES);
  expect(undone(undone(next))).toEqual({ board, before: [] });
});
