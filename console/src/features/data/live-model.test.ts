import { describe, expect, it } from "vitest";
import type { LiveItem } from "@/api/live";
import { type Arrived, arrivals, EMPTY, goneOn, MOST, matching, taken } from "./live-model";

const event = (key: number, type: string): Arrived => ({
  key,
  item: {
    item: "event",
    id: String(key),
    type,
    kind: "track",
    source: "shop",
    profile: "p1",
    properties: { total: 20 },
  } as unknown as LiveItem,
});
const change: Arrived = {
  key: 9,
  item: { item: "change", change: "entered", segment: "vip" } as unknown as LiveItem,
};

describe("what happens", () => {
  it("stands newest first, and no more of it than a list can hold", () => {
    expect(arrivals([event(1, "a")], [event(2, "b"), event(3, "c")]).map((row) => row.key)).toEqual([
      3, 2, 1,
    ]);
    expect(arrivals([event(1, "a")], [{ ...event(1, "a"), key: 5 }]).map((row) => row.key)).toEqual([1]);
    const many = Array.from({ length: MOST + 5 }, (_, key) => event(key, "x"));
    expect(arrivals(many, []).length).toBe(MOST);
    expect(arrivals(many, [])[0]?.key).toBe(MOST + 4);
  });
  it("waits while the list is paused, and what can't be listed then is counted", () => {
    const begun = taken(EMPTY, [event(1, "a")], false);
    // Told twice, by stream and by list, it is one.
    const held = taken(
      taken(begun, [event(2, "b")], true),
      [event(3, "c"), event(2, "b"), event(1, "a")],
      true,
    );
    expect(held.shown?.map((row) => row.key)).toEqual([1]);
    expect(held.came).toBe(2);
    expect(goneOn(held)).toMatchObject({ came: 0, leftOut: 0, waiting: [] });
    expect(goneOn(held).shown?.map((row) => row.key)).toEqual([3, 2, 1]);
    const many = Array.from({ length: MOST + 5 }, (_, key) => event(key + 10, "x"));
    const flooded = goneOn(taken(begun, many, true));
    expect([flooded.shown?.length, flooded.leftOut]).toEqual([MOST, 5]);
  });
  it("is narrowed by kind and by words anywhere in it", () => {
    const rows = [event(1, "Order Completed"), event(2, "page"), change];
    const keys = (what: "all" | "event" | "change", words: string) =>
      matching(rows, { what, words }).map((row) => row.key);
    expect(keys("all", "")).toEqual([1, 2, 9]);
    expect(keys("change", "")).toEqual([9]);
    expect(keys("all", "ORDER shop")).toEqual([1]);
    expect(keys("event", "vip")).toEqual([]);
  });
});
