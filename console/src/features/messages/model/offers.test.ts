import { expect, it } from "vitest";
import { namesOf } from "./offers";

it("knows what an offer says at each of its places", () => {
  expect(namesOf({ content: { code: "SHIP" }, placements: ["cart", "foot"] })).toEqual([
    "offers.cart.title",
    "offers.cart.code",
    "offers.foot.title",
    "offers.foot.code",
  ]);
  expect(namesOf({})).toEqual([]);
});
