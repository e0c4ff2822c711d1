import { expect, it } from "vitest";
import { meantBy, missingIn, partOf, saysFault } from "./faults";

it("says what is not there by its kind and name", () => {
  const message = "mentions trait/spent, which does not exist";
  expect(saysFault(message)).toBe("There is no trait `spent`");
  expect(missingIn(message)).toBe("spent");
});

it("leaves other faults as they are", () => {
  expect(saysFault("not a duration")).toBe("Not a duration");
  expect(missingIn("not a duration")).toBeUndefined();
});

it("is told by the part of the whole that it is about, and by what may be meant", () => {
  const fault = { node: "", message: "there is no event `Ordr`", hint: "did you mean `Order`?" };
  expect(partOf({ ...fault, pointer: "/goals/0/event" })).toBe("Goal");
  expect(partOf({ ...fault, pointer: "/entry/event" })).toBe("Entry");
  expect(partOf({ ...fault, pointer: "/nodes/a/wait", node: "a" })).toBeUndefined();
  expect(meantBy({ ...fault, pointer: "" })).toBe("Order");
  expect(meantBy({ ...fault, pointer: "", hint: "choose one" })).toBeUndefined();
});
