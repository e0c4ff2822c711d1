import { describe, expect, it } from "vitest";
import {
  insteadIn,
  lackedAs,
  saidInPlace,
  spelled,
  tokenAt,
  tokenBefore,
  tokenOf,
  usedIn,
  valuesOf,
  withInstead,
  written,
} from "./tokens";

describe("a value between braces", () => {
  it("is read as people say it", () => {
    expect(tokenOf(written("profile.first_name"))).toEqual({
      path: "profile.first_name",
      root: "profile",
      words: "First name",
      filters: [],
    });
    expect(tokenOf('{{ profile.first_name | default: "there" }}')?.words).toBe("First name, or “there”");
    expect(tokenOf("{{ event.total | money: 'GBP' }}")?.words).toBe("Total, money");
    expect(tokenOf("{{links.unsubscribe}}")?.words).toBe("Unsubscribe link");
    expect(tokenOf("{{ offers.cart.title }}")?.words).toBe("Cart title");
    expect(tokenOf("{{ today }}")?.root).toBe("other");
  });

  it("says what stands for it, here or in the whole template, and that a message is held for it", () => {
    const lacking = { defaults: { "profile.first_name": "friend" }, required: ["event.total"] };
    expect(tokenOf(written("profile.first_name"), lacking)?.words).toBe("First name, or “friend”");
    expect(tokenOf('{{ profile.first_name | default: "you" }}', lacking)?.words).toBe("First name, or “you”");
    expect(tokenOf("{{ event.total | money: 'GBP' }}", lacking)?.words).toBe("Total, money, or held");
    expect(tokenOf(written("event.id"), lacking)?.words).toBe("Id");
  });

  it("is written anew with what is done with it", () => {
    const token = tokenOf(`{{ event.total | default: "a | b" | money: 'GBP' }}`);
    expect(token?.filters).toEqual(['default: "a | b"', "money: 'GBP'"]);
    expect(insteadIn(token ?? { filters: [] })).toBe("a | b");
    const said = withInstead(token?.filters ?? [], 'so "much"');
    expect(spelled({ path: "event.sum", filters: said })).toBe(
      `{{ event.sum | default: 'so "much"' | money: 'GBP' }}`,
    );
    expect(withInstead(said, undefined)).toEqual(["money: 'GBP'"]);
    expect(withInstead(["upcase"], "x")).toEqual(["upcase", 'default: "x"']);
    expect(insteadIn({ filters: ["upcase"] })).toBeUndefined();
  });

  it("is found where the cursor is in it or beside it, and everywhere in a template", () => {
    const text = "Hello {{ profile.first_name }}, you";
    expect([6, 10, 30].map((at) => tokenAt(text, at)?.from)).toEqual([6, 6, 6]);
    expect([5, 31].map((at) => tokenAt(text, at))).toEqual([null, null]);
    expect(
      usedIn({ subject: text, body: [{ a: "{{ event.total | money }} {{ event.total }}" }, 3] }),
    ).toEqual(["profile.first_name", "event.total"]);
  });

  it("is said otherwise in its place, if it is so in all of its places", () => {
    const here = {
      a: '{{ profile.x | default: "you" }}',
      b: ["{{ profile.y }}", '{{ profile.y | default: "z" }}'],
    };
    expect(saidInPlace(here, "profile.x")).toBe("you");
    expect(saidInPlace(here, "profile.y")).toBeUndefined();
    expect(saidInPlace(here, "profile.z")).toBeUndefined();
  });

  it("can be lacked where it is a person’s, or an offer’s", () => {
    expect(lackedAs("profile.x")).toEqual({ instead: true, held: true });
    expect(lackedAs("offers.cart.title")).toEqual({ instead: false, held: true });
    expect(
      ["brand.company", "links.unsubscribe", "now", "profile"].map((path) => lackedAs(path).held),
    ).toEqual(Array(4).fill(false));
  });

  it("is none while it is half typed, or says more", () => {
    for (const text of ["{{ }}", "{{ event. }}", "{{ a + b }}", "{% if a %}"])
      expect(tokenOf(text)).toBeNull();
  });

  it("is taken away as a whole from behind", () => {
    const text = "Hello {{ profile.first_name }}, you";
    expect(tokenBefore(text, text.indexOf(","))).toEqual({ from: 6, to: text.indexOf(",") });
    expect(tokenBefore(text, text.length)).toBeNull();
  });

  it("is offered once, by where it comes from", () => {
    expect(valuesOf(["event.total", "event.total", "links.preferences", "now"])).toEqual([
      { path: "event.total", label: "Total", group: "Event" },
      { path: "links.preferences", label: "Preferences link", group: "Brand and links" },
    ]);
  });
});
