import { expect, it } from "vitest";
import { forgetKept, keptKey, readKept, writeKept } from "./kept";

function store(): Storage {
  const held = new Map<string, string>();
  return {
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => void held.set(key, value),
    removeItem: (key) => void held.delete(key),
    key: (at) => [...held.keys()][at] ?? null,
    clear: () => held.clear(),
    get length() {
      return held.size;
    },
  };
}

const KEPT = { at: "2026-11-23T12:00:00Z", version: 3, now: { name: "VIPs", body: { a: [1, null] } } };

it("what is kept is read as it was, by whom it belongs to", () => {
  const own = store();
  writeKept(own, keptKey("ada", "segments/vip"), KEPT);
  expect(readKept(own, keptKey("ada", "segments/vip"))).toEqual(KEPT);
  expect(readKept(own, keptKey("bob", "segments/vip"))).toBeNull();
});

it("what can't be read is nothing, and a full store is no fault", () => {
  const own = store();
  own.setItem(keptKey("ada", "x"), "{");
  own.setItem(keptKey("ada", "y"), "17");
  expect(readKept(own, keptKey("ada", "x"))).toBeNull();
  expect(readKept(own, keptKey("ada", "y"))).toBeNull();
  const full = {
    ...store(),
    setItem: () => {
      throw new Error("QuotaExceededError");
    },
  };
  expect(() => writeKept(full, keptKey("ada", "x"), KEPT)).not.toThrow();
});

it("signing out lets go of all of it, and of nothing else", () => {
  const own = store();
  writeKept(own, keptKey("ada", "a"), KEPT);
  writeKept(own, keptKey("bob", "b"), KEPT);
  own.setItem("clew-theme", "dark");
  forgetKept(own);
  expect([own.length, own.getItem("clew-theme")]).toEqual([1, "dark"]);
});
