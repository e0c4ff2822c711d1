import { describe, expect, it } from "vitest";
import {
  type Account,
  did,
  type Entry,
  groupScopes,
  type Key,
  keyStanding,
  passwordFault,
  placeOf,
  saysHealth,
  saysWorkspace,
  standing,
  why,
} from "./model";

const account = (more: Partial<Account>): Account => ({
  id: "a",
  name: "ada",
  role: "admin",
  created_at: "2026-01-01T00:00:00Z",
  password_at: null,
  disabled_at: null,
  ...more,
});

const entry = (more: Partial<Entry>): Entry => ({
  seq: 1,
  at: "2026-01-01T00:00:00Z",
  actor: "a",
  name: "ada",
  via: "console",
  action: "createSegment",
  kind: "segment",
  object: "vip",
  called: "VIP",
  outcome: "done",
  detail: "create version 1",
  ...more,
});

describe("people", () => {
  it("are invited until they choose a password, then active, unless they are disabled", () => {
    expect(standing(account({})).words).toBe("Invited");
    expect(standing(account({ password_at: "2026-01-02T00:00:00Z" })).words).toBe("Active");
    expect(standing(account({ disabled_at: "2026-01-02T00:00:00Z" })).words).toBe("Disabled");
  });
});

describe("keys", () => {
  it("are live, revoked or expired", () => {
    const key = { alive: false, revoked_at: null } as Key;
    expect(keyStanding({ ...key, alive: true }).words).toBe("Live");
    expect(keyStanding({ ...key, revoked_at: "2026-01-02T00:00:00Z" }).words).toBe("Revoked");
    expect(keyStanding(key).words).toBe("Expired");
  });
});

describe("scopes", () => {
  it("stand under what they are about, in their order", () => {
    const groups = groupScopes({ "profiles:read": "see", "profiles:write": "part", "live:read": "follow" });
    expect(groups.map((group) => [group.name, group.scopes.map((scope) => scope.verb)])).toEqual([
      ["Profiles", ["read", "write"]],
      ["Live", ["read"]],
    ]);
  });
});

describe("the trail", () => {
  it("says what was done as people say it", () => {
    expect(did("createSegment")).toBe("created");
    expect(did("signIn")).toBe("signed in");
    expect(did("lookupProfile")).toBe("looked up");
    expect(did("discardJourneyDraft")).toBe("discarded a draft of");
    expect(did("reticulateSplines")).toBe("reticulate splines");
  });
  it("says why something was refused", () => {
    expect(why(entry({}))).toBe("version 1");
    expect(why(entry({ outcome: "refused", detail: "access.forbidden" }))).toBe("not allowed");
    expect(why(entry({ outcome: "refused", detail: "catalog.invalid_documents" }))).toBe("invalid documents");
  });
  it("leads to what has a screen", () => {
    expect(placeOf(entry({}))).toBe("/segments/vip");
    expect(placeOf(entry({ kind: "key" }))).toBeUndefined();
    expect(placeOf(entry({ object: "" }))).toBeUndefined();
  });
});

describe("a new password", () => {
  it("is long, of more than a few characters, without one's own name, and typed twice alike", () => {
    expect(passwordFault("", "", "ada")).toBe("");
    expect(passwordFault("short", "", "ada")).toMatch(/12 characters/);
    expect(passwordFault("aaaaaaaaaaaaa", "", "ada")).toMatch(/different/);
    expect(passwordFault("dear ada lovelace", "", "ada@example.com")).toMatch(/name/);
    expect(passwordFault("correct horse battery", "correct horse", "ada")).toMatch(/same/);
    expect(passwordFault("correct horse battery", "correct horse battery", "ada")).toBe("");
  });
});

it("a workspace says its zone, and how long it keeps what people did", () => {
  expect(saysWorkspace({ zone: "America/New_York", keep_events: "400d" })).toBe(
    "Time zone America/New York · Events kept for 400 days",
  );
  expect(saysWorkspace({ keep_events: "1w" })).toMatch(/UTC · .* for 1 week$/);
  expect(saysWorkspace({})).toMatch(/kept for ever$/);
});

describe("health", () => {
  const says = (...broken: string[]) =>
    saysHealth(["log", "state", "engine"].map((name) => ({ name, ok: !broken.includes(name) })));

  it("names what does not work", () => {
    expect(says()).toBe("Every part works.");
    expect(says("engine")).toBe("The engine does not work.");
    expect(says("log", "engine")).toBe("The log and engine do not work.");
    expect(says("log", "state", "engine")).toBe("The log, state and engine do not work.");
  });
});
