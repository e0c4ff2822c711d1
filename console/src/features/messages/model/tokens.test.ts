import { describe, expect, it } from "vitest";
import { tokenBefore, tokenOf, valuesOf, written } from "./tokens";

describe("a value between braces", () => {
  it("is read as people say it", () => {
    expect(tokenOf(written("profile.first_name"))).toEqual({
      path: "profile.first_name",
      root: "profile",
      words: "First name",
    });
    expect(tokenOf('{{ profile.first_name | default: "there" }}')?.words).toBe("First name, or “there”");
    expect(tokenOf("{{ event.total | money: 'GBP' }}")?.words).toBe("Total, money");
    expect(tokenOf("{{links.unsubscribe}}")?.words).toBe("Unsubscribe link");
    expect(tokenOf("{{ offers.cart.title }}")?.words).toBe("Cart title");
    expect(tokenOf("{{ today }}")?.root).toBe("other");
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
