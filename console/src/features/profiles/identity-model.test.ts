import { describe, expect, it } from "vitest";
import { drawn, type Graph, keptApart, type Merge, type Name, partnerOf, thickness } from "./identity-model";

const name = (profile: string, namespace: string, value: string, over: Partial<Name> = {}): Name => ({
  profile,
  namespace,
  value,
  since: "2026-01-01T00:00:00Z",
  type: namespace === "email" ? "email" : namespace === "user_id" ? "person" : "cookie",
  source: "shop",
  records: 1,
  last_at: null,
  ...over,
});
const merge = (a: string, b: string, seq: number, over: Partial<Merge> = {}): Merge => ({
  a,
  b,
  seq,
  at: "2026-01-02T00:00:00Z",
  source: "shop",
  cause: "linked",
  active: true,
  event: "Order Completed",
  ...over,
});
const graph = (identities: Name[], merges: Merge[] = []): Graph => ({
  profile: "p1",
  profiles: [...new Set(["p1", ...identities.map((one) => one.profile)])].map((profile) => ({
    profile,
    created_at: "2026-01-01T00:00:00Z",
  })),
  identities,
  merges,
  links: [],
});

describe("an identity graph", () => {
  it("has each profile beside its names, people's names first", () => {
    const { hubs, height } = drawn(graph([name("p1", "anonymous_id", "c"), name("p1", "email", "a@x.com")]));
    expect(hubs.map((hub) => hub.names.map((node) => "name" in node && node.name.namespace))).toEqual([
      ["email", "anonymous_id"],
    ]);
    expect([hubs[0]?.y, height]).toEqual([44, 88]);
  });

  it("has each profile below the one that it was joined to, whatever lies between", () => {
    const names = ["p1", "p2", "p3", "p4"].map((profile) => name(profile, "user_id", profile));
    const joined = [merge("p1", "p2", 5), merge("p1", "p3", 6), merge("p2", "p4", 7)];
    const { hubs, lanes } = drawn(graph(names, joined));
    expect(hubs.map((hub) => hub.profile)).toEqual(["p1", "p2", "p4", "p3"]);
    expect(hubs.map((hub) => hub.joint?.merge?.seq)).toEqual([undefined, 5, 7, 6]);
    // What was joined to the first passes by what was joined to the second.
    const [outer, inner] = [hubs[1]?.joint?.x ?? 0, hubs[2]?.joint?.x ?? 0];
    expect(outer).toBeGreaterThan(inner);
    expect(lanes).toBe(70);
  });

  it("does not say what no longer holds", () => {
    const { hubs } = drawn(graph([name("p1", "user_id", "1")], [merge("p1", "p9", 5, { active: false })]));
    expect(hubs.map((hub) => hub.joint)).toEqual([undefined]);
  });

  it("folds many names of one namespace until they are asked for", () => {
    const many = Array.from({ length: 30 }, (_, at) => name("p1", "anonymous_id", `c${at}`));
    const [hub] = drawn(graph(many)).hubs;
    expect(hub?.names).toHaveLength(6);
    expect(hub?.names.at(-1)).toMatchObject({ fold: "p1 anonymous_id", says: "25 more of anonymous id" });
    expect(drawn(graph(many), new Set(["p1 anonymous_id"])).hubs[0]?.names).toHaveLength(30);
  });

  it("folds visitors who became one person until they are asked for", () => {
    const profiles = Array.from({ length: 20 }, (_, at) => `v${at}`);
    const names = [name("p1", "user_id", "1"), ...profiles.map((one) => name(one, "anonymous_id", one))];
    const found = graph(
      names,
      profiles.map((one, at) => merge("p1", one, at + 5)),
    );
    const { hubs } = drawn(found);
    expect(hubs.map((hub) => hub.profile)).toEqual(["p1", "v0", "v1", "v2", "v3", "v4", "p1 visitors"]);
    expect(hubs.at(-1)?.names).toMatchObject([{ fold: "p1 visitors", says: "15 more visitors" }]);
    expect(drawn(found, new Set(["p1 visitors"])).hubs).toHaveLength(21);
  });

  it("draws what came with more records thicker, up to a limit", () => {
    expect([0, 1, 100, 1e9].map(thickness)).toEqual([1, 1, 3.5, 4]);
  });

  it("takes a name off the strongest other of its profile", () => {
    const [device, email, user] = [
      name("p1", "anonymous_id", "c"),
      name("p1", "email", "a@x.com"),
      name("p1", "user_id", "1"),
    ] as const;
    const found = graph([device, email, user, name("p2", "user_id", "2")]);
    expect(partnerOf(found, device)).toBe(user);
    expect(partnerOf(found, user)).toBe(email);
    expect(partnerOf(graph([user]), user)).toBeUndefined();
  });

  it("says from whom somebody is kept apart, once", () => {
    const parted = { active: false, cause: "unmerge" };
    const found = graph(
      [name("p1", "user_id", "1")],
      [merge("p1", "p9", 5, { active: false }), merge("p1", "p9", 6, parted), merge("p9", "p1", 7, parted)],
    );
    expect(keptApart(found)).toEqual([{ profile: "p9", at: "2026-01-02T00:00:00Z" }]);
  });
});
