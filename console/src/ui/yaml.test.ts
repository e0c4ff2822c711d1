import { expect, it } from "vitest";
import { toYaml } from "./yaml";

it("writes what Git keeps, quoting what YAML would read otherwise", () => {
  const document = {
    id: "a",
    name: "Yes",
    description: "Spent: a lot",
    labels: ["x y", "#1"],
    rule: 'did "x y"',
  };
  expect(toYaml(document)).toBe(
    'id: a\nname: "Yes"\ndescription: "Spent: a lot"\nlabels: [x y, "#1"]\nrule: >-\n  did "x y"\n',
  );
});

it("keeps short steps on a line, and lines of a page as lines", () => {
  const document = {
    nodes: { left: { wait: "20s", next: "remind" }, end: { end: true } },
    exit: [
      { event: "Order Completed" },
      {
        event: "Order Completed",
        where: 'total > 10 and currency = "GBP"',
        name: "a long one, bought for more",
      },
    ],
    parts: { text: "Hello\n\n  you" },
    none: {},
  };
  expect(toYaml(document)).toBe(
    [
      "nodes:",
      "  left: {wait: 20s, next: remind}",
      "  end: {end: true}",
      "exit:",
      "  - {event: Order Completed}",
      "  - event: Order Completed",
      "    where: >-",
      '      total > 10 and currency = "GBP"',
      "    name: a long one, bought for more",
      "parts:",
      "  text: |-",
      "    Hello",
      "",
      "      you",
      "none: {}",
      "",
    ].join("\n"),
  );
});
