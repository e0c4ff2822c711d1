import { describe, expect, it } from "vitest";
import { mentionOf, shapesOf, traitOf, typeWords } from "./model";

const word = (name: string, type: string) => ({
  name,
  type,
  coverage: null,
  note: "",
  title: "",
  values: [],
});

describe("a trait", () => {
  it("is what its author wrote, without what is told of it", () => {
    const told = { id: "a", expression: "1 + 1", unit: null, type: "number", says: "…", used_by: 2 };
    expect(traitOf(told)).toEqual({ expression: "1 + 1" });
    expect(traitOf({ ...told, unit: "GBP" })).toEqual({ expression: "1 + 1", unit: "GBP" });
  });

  it("has a type and perhaps a unit", () => {
    expect(typeWords("number", "GBP")).toBe("number, in GBP");
    expect(typeWords("text", null)).toBe("text");
    expect(typeWords(null, null)).toBe("unknown");
  });

  it("is mentioned in quotes where its id is no word", () => {
    expect(mentionOf("orders_90d")).toBe("trait(orders_90d)");
    expect(mentionOf("per-order")).toBe("trait(`per-order`)");
    expect(mentionOf("90d")).toBe("trait(`90d`)");
  });
});

describe("the values that events give", () => {
  it("are sums of numbers and the newest of texts", () => {
    const properties = [
      word("total", "number"),
      word("order_id", "text"),
      word("products", "list"),
      word("products.price", "number"),
    ];
    expect(shapesOf({ type: "Order Completed", properties }).map(({ label }) => label)).toEqual([
      "How often, ever",
      "How often in 90 days",
      "Total in all",
      "Total on average",
      "Newest order id",
    ]);
  });
});
