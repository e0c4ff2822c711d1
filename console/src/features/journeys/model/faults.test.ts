import { expect, it } from "vitest";
import { missingIn, saysFault } from "./faults";

it("says what is not there by its kind and name", () => {
  const message = "mentions trait/spent, which does not exist";
  expect(saysFault(message)).toBe("There is no trait `spent`");
  expect(missingIn(message)).toBe("spent");
});

it("leaves other faults as they are", () => {
  expect(saysFault("not a duration")).toBe("Not a duration");
  expect(missingIn("not a duration")).toBeUndefined();
});
