import { describe, expect, it } from "vitest";
import { blankTemplate } from "./channels";
import {
  firstNameOf,
  insteadOf,
  lackOf,
  languageName,
  languageOf,
  partsIn,
  startPage,
  type TemplateBody,
  withLack,
  withPart,
} from "./template";

describe("languages", () => {
  const body = { ...blankTemplate("Hello"), locales: { de: { subject: "Hallo" } } };

  it("keep their parts apart", () => {
    const changed = withPart(body, "de", "subject", "Servus");
    expect(partsIn(changed, "de")).toEqual({ subject: "Servus" });
    expect(partsIn(changed, "")).toEqual(body.parts);
  });

  it("leave out what was emptied, so that the template's own stands for it", () => {
    expect(partsIn(withPart(body, "de", "subject", ""), "de")).toEqual({});
    expect(partsIn(withPart(body, "", "subject", ""), "").subject).toBe("");
  });

  it("are named as one types them, and written as documents write them", () => {
    expect(["PT_br", " de ", "fr-CA"].map(languageOf)).toEqual(["pt-BR", "de", "fr-CA"]);
    expect(["", "d", "german", "de-DEU", "d3", "qqq"].map(languageOf)).toEqual(Array(6).fill(undefined));
    expect(languageName("pt-BR")).toBe("Brazilian Portuguese");
  });
});

it("greets by a name that people have", () => {
  expect(firstNameOf(["email", "firstName", "first_name"])).toBe("first_name");
  expect(firstNameOf(["email"])).toBeUndefined();
  expect(startPage("first_name")).toContain("Hello {{ profile.first_name }},");
  expect(startPage()).toContain(">Hello,<");
  expect(blankTemplate("Hi", "sms")).toEqual({ channel: "sms", parts: { text: "Hello, write here." } });
});

describe("what a person may not have", () => {
  const body: TemplateBody = { channel: "email", parts: { subject: "Hello" } };

  it("is said otherwise, or holds the message, and either is taken back", () => {
    const said = withLack(body, "profile.name", { instead: "there" });
    expect(said.defaults).toEqual({ "profile.name": "there" });
    expect(lackOf(said, "profile.name")).toEqual({ instead: "there" });
    const held = withLack(said, "profile.name", "held");
    expect([held.defaults, held.required]).toEqual([undefined, ["profile.name"]]);
    expect(lackOf(held, "profile.name")).toBe("held");
    expect(withLack(held, "profile.name", null)).toEqual(body);
    expect(lackOf(body, "profile.name")).toBeNull();
  });

  it("has a number said for it where it is counted with", () => {
    expect(insteadOf("20", ["money: 'GBP'"])).toBe(20);
    expect(insteadOf("20", [], 3)).toBe(20);
    expect(insteadOf("007", ["number"])).toBe("007");
    expect(insteadOf("20", [])).toBe("20");
  });
});
