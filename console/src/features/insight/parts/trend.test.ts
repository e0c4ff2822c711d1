import { expect, it } from "vitest";
import type { View } from "@/api/client";
import { linesOf, partlyOf } from "../lines";
import { trendRows } from "./table";

const found = {
  starts: ["2026-03-02T00:00:00Z", "2026-03-09T00:00:00Z"],
  zone: "UTC",
  open: false,
  series: [
    {
      name: "Order Completed",
      group: null,
      values: [20, null],
      total: 20,
      previous: null,
      previous_total: null,
      intervals: [{ low: 18.5, high: 21.5, method: "normal" }, null],
      interval: null,
    },
  ],
} as unknown as View<"TrendAnswer">;

it("says where a mean may truly lie, beside it", () => {
  const { head, rows } = trendRows(found, "week");
  expect(head).toEqual(["From", "Order Completed", "Between"]);
  expect(rows.map((row) => row.slice(1))).toEqual([
    ["20", "18.5 to 21.5"],
    ["", ""],
  ]);
  expect(linesOf(found)[0]?.intervals).toHaveLength(2);
});

it("says nothing of the kind of counts", () => {
  const counted = { ...found, series: found.series.map((line) => ({ ...line, intervals: [] })) };
  expect(trendRows(counted, "week").head).toEqual(["From", "Order Completed"]);
  expect(linesOf(counted)[0]?.intervals).toBeUndefined();
});

it("names lines of groups by their event as well where there are several events", () => {
  const line = (name: string, value: unknown) => ({ ...found.series[0], name, group: value && { value } });
  const of = (series: unknown[]) => linesOf({ ...found, series } as unknown as View<"TrendAnswer">);
  expect(of([line("a", null), line("a", "x"), line("a", "y")]).map((each) => each.name)).toEqual(["x", "y"]);
  const both = [line("a", null), line("a", "x"), line("b", null), line("b", "x")];
  expect(of(both).map((each) => each.name)).toEqual(["a: x", "b: x"]);
});

it("draws all the rest grey", () => {
  const rest = { ...found.series[0], group: { value: null, rest: true } };
  const other = { ...found.series[0], group: { value: "x" } };
  const lines = linesOf({ ...found, series: [other, rest] } as unknown as View<"TrendAnswer">);
  expect(lines.map((each) => each.hue)).toEqual([0, 5]);
});

it("tells which units the period holds only a part of", () => {
  expect(partlyOf({ ...found, since: "2026-03-04T10:00:00Z" })).toEqual({ first: true, last: false });
  expect(partlyOf({ ...found, since: "2026-03-02T00:00:00Z", open: true })).toEqual({
    first: false,
    last: true,
  });
});

it("says amounts with their unit", () => {
  expect(trendRows(found, "week", "GBP").rows[0]).toEqual(["2 Mar", "£20.00", "£18.50 to £21.50"]);
});
