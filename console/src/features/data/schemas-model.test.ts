import { describe, expect, it } from "vitest";
import { type Field, found, grouped } from "./schemas-model";

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
      ({ id, name: "", provided, role }) as never;
    const groups = grouped([schema("a", true, "class"), schema("b", false, "schema")]);
    expect(groups.map((group) => [group.title, group.schemas.length])).toEqual([
      ["Of this workspace", 1],
      ["Parts for others", 1],
    ]);
  });
});
