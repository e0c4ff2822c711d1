import { describe, expect, it } from "vitest";
import { isTaken, newestOf, showIn, versionOf } from "./document";

describe("a draft beside what is live", () => {
  it("is what is worked on, unless what is live is asked for", () => {
    expect(versionOf({ draft: 3 }, undefined)).toBe(3);
    expect(versionOf({ draft: 3 }, "live")).toBeUndefined();
    expect(versionOf({ draft: null }, undefined)).toBeUndefined();
    expect(versionOf(undefined, undefined)).toBeUndefined();
  });

  it("is the newest there is", () => {
    expect(newestOf({ version: 2, draft: 3 })).toBe(3);
    expect(newestOf({ version: 2, draft: null })).toBe(2);
  });

  it("is asked for in the address, by one word alone", () => {
    expect(showIn({ show: "live", tab: "people" })).toEqual({ show: "live" });
    expect(showIn({ show: "2" })).toEqual({});
  });

  it("is there once it is told of", () => {
    const read = { id: "a", status: "published", state: "live", version: 2 };
    const draft = { id: "a", status: "draft", version: 3 };
    expect(isTaken(read, draft)).toBe(false);
    expect(isTaken({ ...read, draft: 3 }, draft)).toBe(true);
    expect(isTaken({ ...read, status: "draft", state: "draft", version: 3 }, draft)).toBe(true);
  });

  it("is live once that is what one reads", () => {
    const ordered = { id: "a", status: "published", version: 3 };
    const read = { id: "a", status: "published", state: "live", version: 3 };
    expect(isTaken(read, ordered)).toBe(true);
    expect(isTaken({ ...read, version: 2, draft: 3 }, ordered)).toBe(false);
    expect(isTaken({ ...read, state: "pending" }, ordered)).toBe(false);
    expect(isTaken({ ...read, status: "draft", state: "draft" }, ordered)).toBe(false);
  });
});
