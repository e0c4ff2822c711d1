import { describe, expect, it } from "vitest";
import { checks, type Field, found, grouped, seenOf, undescribed } from "./schemas-model";

const field = (path: string, fields: Field[] = []): Field =>
  ({ path, name: path, title: "", description: "", labels: [], fields }) as unknown as Field;

describe("fields", () => {
  const tree = [
    field("commerce", [field("commerce.order", [field("commerce.order.priceTotal")])]),
    field("email"),
  ];
  it("are found with those above them", () => {
    const [top, ...others] = found(tree, "PRICE");
    expect(top?.fields[0]?.fields[0]?.path).toBe("commerce.order.priceTotal");
    expect(others).toEqual([]);
  });
  it("are all there while nothing was typed", () => {
    expect(found(tree, " ")).toEqual(tree);
    expect(found(tree, "nothing")).toEqual([]);
  });
});

describe("schemas", () => {
  it("stand in groups, empty ones left out", () => {
    const schema = (id: string, provided: boolean, role: string) =>
      ({ id, name: "", description: "", provided, role, events: id === "identify" ? [id] : [] }) as never;
    const all = [
      schema("a", true, "class"),
      schema("b", false, "schema"),
      schema("identify", true, "schema"),
    ];
    expect(grouped(all).map((group) => [group.title, group.schemas.length])).toEqual([
      ["People and accounts", 1],
      ["Made in this workspace", 1],
      ["Building blocks", 1],
    ]);
    expect(grouped(all, "DENT").map((group) => group.title)).toEqual(["People and accounts"]);
  });
  it("say in how much of what came each field is, and what came besides", () => {
    const word = (name: string, coverage: number) => ({
      name,
      coverage,
      values: [],
      type: "text",
      note: "",
      title: "",
    });
    const palette = {
      attributes: [word("address.city", 0.5), word("shoe", 0.25), word("never", 0)],
      events: [{ type: "Order", note: "", count: 3, properties: [word("total", 1)] }],
    };
    const people = { events: ["identify"] } as never;
    const seen = seenOf(people, palette);
    expect(seen?.get("address.city")?.coverage).toBe(0.5);
    expect(undescribed([field("address", [field("address.city")])], seen)).toEqual(["shoe"]);
    expect(seenOf({ events: ["Order"] } as never, palette)?.get("total")?.coverage).toBe(1);
    expect(seenOf({ events: ["Other"] } as never, palette)).toBeUndefined();
  });

  it("say what they check", () => {
    expect(checks([])).toBe("");
    expect(checks(["identify"])).toBe("Checks what sources say of people.");
    expect(checks(["page", "screen"])).toBe("Checks views of pages and views of screens.");
    expect(checks(["a", "b", "c", "d", "e"])).toBe("Checks “a”, “b”, “c” and 2 more.");
  });
});
