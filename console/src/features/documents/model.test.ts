import { describe, expect, it } from "vitest";
import { BEGUN_AS_TEXT, beginningOf, isCommented, meaningOf, stands, wayOf } from "./model";

describe("the way to the screen of a document", () => {
  it("is that of its kind", () => {
    expect(wayOf({ kind: "journey", id: "a" })).toEqual({ href: "/journeys/a", label: "Open the journey" });
    expect(wayOf({ kind: "policy", id: "a" })?.href).toBe("/consent");
    expect(wayOf({ kind: "brand", id: "a" })).toBeUndefined();
  });
  it("leads a saved question of attribution to where it is asked", () => {
    const way = wayOf({ kind: "model", id: "what-brings", task: "attribution" });
    expect(decodeURIComponent(way?.href ?? "")).toBe('/attribution?ask={"saved":"what-brings"}');
  });
});

describe("a text", () => {
  it("begins as its kind, which is explained", () => {
    for (const kind of BEGUN_AS_TEXT) {
      expect(beginningOf(kind)).toMatch(new RegExp(`^kind: ${kind}\nid: `));
      expect(meaningOf(kind)).not.toBe("");
    }
  });
  it("stands unless something but a warning is said of it", () => {
    const said = { kind: "metric", id: "a", known: true, changes: [], blocked: [] };
    const fault = { line: 1, column: 1, message: "odd", hint: null, warning: true };
    expect(stands(undefined)).toBe(false);
    expect(stands({ ...said, faults: [fault] })).toBe(true);
    expect(stands({ ...said, faults: [{ ...fault, warning: false }] })).toBe(false);
  });
});

it("knows comments from what is said", () => {
  expect(isCommented("# why\nkind: metric\n")).toBe(true);
  expect(isCommented("kind: metric # why\n")).toBe(true);
  expect(isCommented("text: |\n  # A heading\n\n  more\nname: x # why\n")).toBe(true);
  expect(isCommented("text: |-\n  # A heading\n\n  more\nname: x\n")).toBe(false);
  expect(isCommented("colour: \"#0a5c36\"\nname: 'one # of two'\nname: it's #1\n".replace(" #1", "#1"))).toBe(
    false,
  );
  expect(isCommented('colours: {primary: "#0a5c36", paper: "a # b"}\n')).toBe(false);
});
