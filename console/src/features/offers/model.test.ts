import { describe, expect, it } from "vitest";
import {
  asFallback,
  blankOffer,
  conditionOf,
  namesOf,
  type OfferBody,
  offerOf,
  ranked,
  withContent,
  withField,
  withSaid,
} from "./model";

const SHIP: OfferBody = {
  title: "Delivery is on us",
  content: { code: "SHIP", link: "https://shop.example" },
  placements: ["cart", "after"],
  eligible: "vip",
  cap: { max: 1, per: "30d" },
  locales: { de: { title: "Versand aufs Haus", code: "VERSAND" } },
};

describe("an offer", () => {
  it("is what its document says beside the header", () => {
    expect(offerOf({ kind: "offer", id: "ship", name: "Ship", version: 2, draft: null, ...SHIP })).toEqual(
      SHIP,
    );
    expect(blankOffer("Free delivery")).toEqual({ title: "Free delivery" });
  });

  it("is asked by templates for what it says, wherever it fits", () => {
    expect(namesOf(SHIP)).toEqual([
      "offers.cart.title",
      "offers.cart.code",
      "offers.cart.link",
      "offers.after.title",
      "offers.after.code",
      "offers.after.link",
    ]);
    expect(namesOf({})).toEqual([]);
  });

  it("takes the id of a segment for a condition", () => {
    expect(conditionOf("vip")).toBe('in segment "vip"');
    expect(conditionOf("count(purchase) >= 2")).toBe("count(purchase) >= 2");
    expect(conditionOf(undefined)).toBe("");
  });

  it("leaves out what says nothing, but keeps a title that is empty", () => {
    expect("eligible" in withField(SHIP, "eligible", "")).toBe(false);
    expect("placements" in withField(SHIP, "placements", [])).toBe(false);
    expect("period" in withField(SHIP, "period", {})).toBe(false);
    expect(withField(SHIP, "priority", 0).priority).toBe(0);
    expect(withField(SHIP, "title", "").title).toBe("");
  });

  it("is for everybody at any time if it stands in for others", () => {
    const spare = asFallback({ ...SHIP, period: { to: "2030-01-01" } }, true);
    expect(Object.keys(spare).sort()).toEqual(["content", "fallback", "locales", "placements", "title"]);
    expect("fallback" in asFallback(spare, false)).toBe(false);
  });

  it("says nothing in another language that it doesn't say itself", () => {
    expect(withContent(SHIP, { link: "x" }).locales).toEqual({ de: { title: "Versand aufs Haus" } });
    expect(withContent({ title: "x" }, { a: 1 })).toEqual({ title: "x", content: { a: 1 } });
    expect(withSaid(SHIP, "de", "code", "").locales).toEqual({ de: { title: "Versand aufs Haus" } });
    expect(withSaid(SHIP, "fr", "title", "Offert").locales?.fr).toEqual({ title: "Offert" });
  });

  it("is asked by priority, then by name, what stands in last", () => {
    const offer = (id: string, body: Partial<OfferBody>) => ({ id, name: id, body: { title: id, ...body } });
    const all = [
      offer("spare", { fallback: true, priority: 100 }),
      offer("b", {}),
      offer("a", { priority: 50 }),
      offer("first", { priority: 80 }),
    ];
    expect(ranked(all).map(({ id }) => id)).toEqual(["first", "a", "b", "spare"]);
  });
});
