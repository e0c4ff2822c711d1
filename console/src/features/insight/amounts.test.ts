import { expect, it } from "vitest";
import type { Item } from "@/api/all";
import { amount, unitOf } from "./amounts";

const metric = (event: string, property: string, unit?: string) =>
  ({ event: { event }, property, unit }) as unknown as Item<"metrics">;

it("says an amount with its unit, without small change where that says nothing", () => {
  expect(amount(5_170_998.4, "GBP")).toBe("£5,170,998");
  expect(amount(458.239, "GBP")).toBe("£458.24");
  expect(amount(455.674, "kg")).toBe("455.67 kg");
  expect(amount(12_345.6, undefined)).toBe("12,346");
});

it("knows the unit of a property by the metrics of it, and none of what they disagree about", () => {
  const metrics = [metric("Order Completed", "total", "GBP"), metric("Order Completed", "weight", "kg")];
  expect(unitOf(metrics, "Order Completed", "total")).toBe("GBP");
  expect(unitOf(metrics, "Order Cancelled", "total")).toBeUndefined();
  expect(
    unitOf([...metrics, metric("Order Completed", "total", "EUR")], "Order Completed", "total"),
  ).toBeUndefined();
  expect(unitOf([metric("Order Completed", "total")], "Order Completed", "total")).toBeUndefined();
});
