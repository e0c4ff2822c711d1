import { describe, expect, it } from "vitest";
import { gistOf, ofEvent, ofFact } from "./happening";

describe("what happened, in words", () => {
  it("tells the amount first, then what it was", () => {
    expect(gistOf({ order_id: "7", total: 1234.5, currency: "GBP", products: [{ name: "Bunting" }] })).toBe(
      "£1,234.50 · Bunting · order id 7",
    );
    expect(gistOf({ products: [{ name: "a" }, { name: "b" }], total: 3 })).toBe("2 products · total 3");
    expect(gistOf({ amount: 1, currency: "none of these" })).toBe("amount 1");
  });

  it("leaves the names of machines out of messages", () => {
    const properties = { message: "j341/2/remind", template: "cart-help@2", channel: "email" };
    expect(ofEvent({ kind: "track", type: "message_sent", properties })).toEqual({
      sort: "message",
      title: "Message sent",
      gist: "Cart help · Email",
    });
  });

  it("says which offer a message proposed", () => {
    const properties = { offer: "free-delivery", template: "cart-help@2", channel: "email" };
    expect(ofEvent({ kind: "track", type: "offer_proposed", properties })).toEqual({
      sort: "message",
      title: "Offered Free delivery",
      gist: "Cart help · Email",
    });
  });

  it("reads what journeys mark", () => {
    const fact = (kind: string, rest: string) => ofFact({ kind, subject: `abandoned-cart@3/j1/2/${rest}` });
    expect(fact("journey_entered", "/event").title).toBe("Entered the journey Abandoned cart");
    const subject = "thank-you@1/j1/0//request";
    expect(ofFact({ kind: "journey_entered", subject, name: "Thank-you letter" }).title).toBe(
      "Entered the journey Thank-you letter",
    );
    expect(fact("journey_reached", "wait/").title).toBe("Reached Wait");
    expect(fact("message_suppressed", "remind/cap:picks")).toEqual({
      sort: "message",
      title: "Message held back",
      gist: "cap",
    });
    expect(fact("journey_drew", "test/words").title).toBe("Drawn into “Words”");
    expect(fact("journey_drew", "/held_out").title).toBe("Held out");
  });
});
