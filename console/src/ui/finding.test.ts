import { expect, it } from "vitest";
import { finding } from "./finding";

it("finds a text by some of its words, in any order and however they are written", () => {
  const text = "Buyers of Berlin who-come-back";
  expect(["", " ", "berlin buy", "BACK  of", "who-come"].map((typed) => finding(typed)(text))).not.toContain(
    false,
  );
  expect(["berlin vienna", "buyersof"].map((typed) => finding(typed)(text))).toEqual([false, false]);
});
