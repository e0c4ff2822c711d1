import { describe, expect, it } from "vitest";
import { currencyOf, gistOf, ofEvent, ofFact, stepNamedIn } from "./happening";

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

  it("says that nobody got what stays in the workspace's own outbox, and calls letters by their names", () => {
    const properties = { template: "cart-help@2", channel: "local" };
    expect(ofEvent({ kind: "track", type: "message_sent", name: "Help with a cart", properties })).toEqual({
      sort: "message",
      title: "Message kept",
      gist: "Help with a cart",
    });
  });

  it("knows the currency of what an event says is an amount", () => {
    const properties = { total: 9.5, quantity: 3, currency: "GBP" };
    expect([9.5, 3, "9.5", null].map((value) => currencyOf(properties, value))).toEqual([
      "GBP",
      undefined,
      undefined,
      undefined,
    ]);
    expect(currencyOf({ total: 9.5 }, 9.5)).toBeUndefined();
  });

  it("tells orders that somebody gave of identity as what they are", () => {
    const order = (kind: string) => ofEvent({ kind, type: kind, properties: {} });
    expect([order("merge"), order("unmerge")].map(({ sort, title }) => [sort, title])).toEqual([
      ["merge", "Merge ordered"],
      ["merge", "Unmerge ordered"],
    ]);
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
      gist: "too many messages · Remind",
    });
    expect(fact("journey_drew", "test/words").title).toBe("Drawn into “Words”");
    expect(fact("journey_drew", "/held_out").title).toBe("Held out");
  });

  it("calls steps as the canvas of their own version does", () => {
    const told = (kind: string, rest: string, participant = "j1") =>
      ofFact(
        { kind, subject: `welcome@3/${participant}/2/${rest}`, name: "Welcome" },
        ({ journey, version }, node) => (node === "bye" ? "End: done" : `${node} of ${journey} ${version}`),
      );
    expect(told("journey_reached", "w/").title).toBe("Reached w of welcome 3");
    expect(told("journey_took", "ask/else").title).toBe("Took “no” at ask of welcome 3");
    expect(told("journey_took", "w/moved").title).toBe("Moved to version 3, at w of welcome 3");
    expect(told("journey_took", "bye/done").title).toBe("Came to the end “done”");
    expect(told("message_held", "mail/quiet:2026-03-03T13:00:00Z").gist).toBe(
      "quiet hours · mail of welcome 3",
    );
    expect(told("journey_entered", "/event", "t1").gist).toBe("in a test · by an event");
    expect(stepNamedIn({ kind: "journey_entered", subject: "welcome@3/j1/0//event" })).toBeUndefined();
  });
});
