import { describe, expect, it } from "vitest";
import {
  computedOf,
  daysOf,
  entryOf,
  flat,
  initialsOf,
  isStep,
  nameOf,
  othersOf,
  type Profile,
  saysAmount,
  standingsOf,
} from "./model";

const person = (
  attributes: Record<string, unknown>,
  ...names: [namespace: string, value: string][]
): Profile =>
  ({
    id: "p_8k3v9d2m7qxw4t6n",
    attributes,
    identities: names.map(([namespace, value]) => ({ namespace, value, since: "", profile: "" })),
  }) as unknown as Profile;

describe("what a person is called", () => {
  it.each([
    [person({ first_name: "Ada", last_name: "Lovelace" }, ["email", "a@x.com"]), "Ada Lovelace"],
    [person({ firstName: "Ada" }), "Ada"],
    [person({ name: "Ada L." }, ["email", "a@x.com"]), "Ada L."],
    [person({}, ["anonymous_id", "1"], ["email", "a@x.com"]), "a@x.com"],
    [person({ first_name: 7 }, ["user_id", "14911"]), "User 14911"],
    [person({}, ["anonymous_id", "77"]), "Visitor xw4t6n"],
  ])("%#", (profile, name) => expect(nameOf(profile)).toBe(name));

  it("leaves the other names to be shown beside it", () => {
    expect(othersOf(person({}, ["anonymous_id", "77"], ["email", "a@x.com"], ["user_id", "5"]))).toEqual([
      "5",
      "77",
    ]);
  });

  it("gives two letters, or the end of a number", () => {
    expect(initialsOf("Ada Lovelace")).toBe("AL");
    expect(initialsOf("ada@example.com")).toBe("AE");
    expect(initialsOf("User 14911")).toBe("11");
    expect([initialsOf("🧶 Émile <b>"), initialsOf("漢字"), initialsOf("🧶")]).toEqual(["ÉB", "漢", "?"]);
  });
});

describe("what somebody may be contacted for", () => {
  const purpose = (id: string, name: string, over = {}) => ({
    id,
    name,
    default: "opt_in" as const,
    transactional: false,
    topics: {},
    ...over,
  });
  const offers = purpose("marketing", "Offers and news", { default: "opt_out", topics: { news: "News" } });
  const told = (consents: Record<string, string>, ...purposes: ReturnType<typeof purpose>[]) =>
    standingsOf(consents, purposes).map(({ name, words, may }) => [name, words, may]);

  it("silence says what the purpose makes of it", () => {
    expect(
      told({}, offers, purpose("surveys", ""), purpose("orders", "Orders", { transactional: true })),
    ).toEqual([
      ["Offers and news", "Yes, until they say no", true],
      ["Surveys", "Never asked", false],
    ]);
  });

  it("what was said stands before silence", () => {
    expect(told({ marketing: "out" }, offers)).toEqual([["Offers and news", "Refused", false]]);
    expect(told({ marketing: "in" }, offers)).toEqual([["Offers and news", "Agreed", true]]);
    expect(told({ marketing: "pending" }, offers)).toEqual([["Offers and news", "Not confirmed yet", false]]);
    expect(told({ "*": "out", sms: "in" }, offers)).toEqual([
      ["Everything", "Refused", false],
      ["SMS", "Agreed", false],
    ]);
  });

  it("names what it was said to", () => {
    const names = told({ "marketing/email": "in", "marketing/*/news": "out", email: "in" }, offers).map(
      ([name]) => name,
    );
    expect(names).toEqual(["Offers and news · Email", "Offers and news · News", "Email", "Offers and news"]);
  });
});

it("traits and scores come by their names and in their units", () => {
  const found = computedOf(
    { traits: { spend: 152_147.57, last_order: "538009" }, scores: { churn: 0.06, worth: 39_000 } },
    [
      { id: "spend", name: "Lifetime spend", unit: "GBP" },
      { id: "last_order", name: "Last order", unit: "" },
    ],
    [
      { id: "churn", name: "Churn risk", task: "propensity", unit: "" },
      { id: "worth", name: "Worth", task: "value", unit: "GBP" },
    ],
  );
  expect(found.map(({ name, words, amount }) => [name, words, amount])).toEqual([
    ["Lifetime spend", "£152,147.57", true],
    ["Last order", "538009", false],
    ["Churn risk", "6%", true],
    ["Worth", "£39,000.00", true],
  ]);
  expect([saysAmount(12, "days"), saysAmount(null, "GBP")]).toEqual(["12 days", "–"]);
});

describe("a thread", () => {
  const event = (ts: string, kind = "track", type = "Order Completed") =>
    entryOf({
      item: "event",
      id: ts,
      ts,
      at: ts,
      kind,
      type,
      source: "shop",
      name: "",
      properties: {},
      context: {},
    });
  const fact = (ts: string, kind: string) =>
    entryOf({ item: "fact", ts, kind, subject: "loyal", name: "Loyal", cause: "record" });
  const entries = [
    event("2026-01-02T10:00:00Z"),
    fact("2026-01-02T09:00:00Z", "segment_entered"),
    event("2026-01-01T10:00:00Z", "page", "page"),
  ];

  it("is told day by day", () => {
    expect(daysOf(entries).map(([, day]) => day.length)).toEqual([2, 1]);
  });

  it("tells the steps through journeys from what they came to", () => {
    const of = (kind: string) =>
      isStep({ item: "fact", ts: "", kind, subject: "", name: "", cause: "record" });
    expect([of("journey_reached"), of("journey_ended")]).toEqual([true, false]);
  });
});

it("nested facts get dotted names", () => {
  expect(flat({ a: { b: 1, c: { d: [2] } }, e: null })).toEqual([
    ["a.b", 1],
    ["a.c.d", [2]],
    ["e", null],
  ]);
});
