import { describe, expect, it } from "vitest";
import { daysOf, entryOf, flat, initialsOf, nameOf, othersOf, type Profile } from "./model";

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
  });
});

describe("a thread", () => {
  const event = (ts: string, kind = "track", type = "Order Completed") =>
    entryOf({ item: "event", id: ts, ts, at: ts, kind, type, source: "shop", properties: {}, context: {} });
  const fact = (ts: string, kind: string) =>
    entryOf({ item: "fact", ts, kind, subject: "loyal", name: "Loyal", cause: "record" });
  const entries = [
    event("2026-01-02T10:00:00Z"),
    fact("2026-01-02T09:00:00Z", "segment_entered"),
    event("2026-01-01T10:00:00Z", "page", "page"),
  ];

  it("is told day by day", () => {
    expect(daysOf(entries, new Set()).map(([, day]) => day.length)).toEqual([2, 1]);
  });

  it("is narrowed to what is asked for", () => {
    expect(daysOf(entries, new Set(["segments"]))).toHaveLength(1);
    expect(daysOf(entries, new Set(["segments", "events"])).flatMap(([, day]) => day)).toHaveLength(3);
    expect(daysOf(entries, new Set(["merges"]))).toEqual([]);
  });
});

it("nested facts get dotted names", () => {
  expect(flat({ a: { b: 1, c: { d: [2] } }, e: null })).toEqual([
    ["a.b", 1],
    ["a.c.d", [2]],
    ["e", null],
  ]);
});
