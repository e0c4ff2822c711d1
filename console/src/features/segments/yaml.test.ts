import { expect, it } from "vitest";
import { yamlOf } from "./yaml";

it("writes what Git keeps, quoting what YAML would read otherwise", () => {
  const segment = {
    id: "a",
    name: "Yes",
    description: "Spent: a lot",
    labels: ["x y", "#1"],
    status: "draft",
    expression: "did x",
  };
  expect(yamlOf(segment as never)).toBe(
    'kind: segment\nid: a\nname: "Yes"\ndescription: "Spent: a lot"\nlabels: [x y, "#1"]\nstatus: draft\nexpression: >-\n  did x\n',
  );
});
