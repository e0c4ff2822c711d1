import { expect, it } from "vitest";
import type { View } from "@/api/client";
import { linesOf } from "./shown";
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
