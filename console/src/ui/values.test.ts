import { expect, it } from "vitest";
import { readValue, writeValue } from "./values";

it("reads what it wrote", () => {
  for (const value of ["words", "3", "true", "null", "", 3, 2.5, true, null, ["a"], { a: 1 }]) {
    expect(readValue(writeValue(value))).toEqual(value);
  }
});
