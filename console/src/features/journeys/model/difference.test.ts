import { expect, test } from "vitest";
import { differenceOf, saysChanges, type Told } from "./difference";
import type { Body } from "./document";
import type { Named } from "./kinds";

const NAMES: Readonly<Record<string, string>> = {
  "template hello": "A warm hello",
  'condition trait "spent" > 50': 'the trait "Money spent" is more than 50',
};
const named: Named = (naming, id) => NAMES[`${naming} ${id}`] ?? id;
const told = (body: Partial<Body>, name = "Welcome"): Told => ({
  draft: { name, description: "", body: { entry: { event: "Signed Up" }, nodes: {}, ...body } },
  named,
});

test("steps come, go and change, in words", () => {
  const before = told({
    nodes: { days: { wait: "2d", next: "mail" }, mail: { send: "hello", channel: "email" } },
  });
  const after = told({
    nodes: {
      days: { wait: "3d", next: "rich" },
      // biome-ignore lint/suspicious/noThenProperty: the word of the document.
      rich: { if: 'trait "spent" > 50', then: "text" },
      text: { send: "hello", channel: "sms" },
    },
  });
  const found = differenceOf(before, after);
  expect(found).toEqual([
    {
      what: "changed",
      step: "days",
      title: "Wait for 3 days",
      turns: [
        { label: "Does", before: "Wait for 2 days", after: "Wait for 3 days" },
        {
          label: "Leads to",
          before: "Message: A warm hello",
          after: 'Condition: the trait "Money spent" is more than 50',
        },
      ],
    },
    { what: "added", step: "rich", title: 'Condition: the trait "Money spent" is more than 50', turns: [] },
    { what: "added", step: "text", title: "Message: A warm hello", turns: [] },
    { what: "removed", step: "mail", title: "Message: A warm hello", turns: [] },
  ]);
  expect(saysChanges(found)).toBe("2 steps added, 1 step removed, 1 step changed");
});

test("what stands around the steps is told by what it is", () => {
  const before = told({ goals: [{ event: "Order Completed", name: "bought", within: "7d" }] });
  const after = told({ goals: [{ event: "Order Completed", name: "bought", within: "14d" }], holdout: 10 });
  expect(differenceOf(before, after)).toEqual([
    {
      what: "changed",
      step: "",
      title: "Goals",
      turns: [
        {
          label: "",
          before: "bought: Order Completed, within 7 days",
          after: "bought: Order Completed, within 14 days",
        },
      ],
    },
    { what: "changed", step: "", title: "Held out", turns: [{ label: "", before: "", after: "10%" }] },
  ]);
});

test("what reads alike is no difference", () => {
  const before = told({ nodes: { a: { wait: "1d", next: "b" }, b: { end: "done" } } });
  const after = told({ nodes: { a: { wait: "1d", next: "c" }, c: { end: "done" } } });
  // Another id is another step, as people on it are told by it; but the step before says nothing new.
  expect(differenceOf(before, after).map((one) => [one.what, one.step])).toEqual([
    ["added", "c"],
    ["removed", "b"],
  ]);
  expect(differenceOf(before, before)).toEqual([]);
});
