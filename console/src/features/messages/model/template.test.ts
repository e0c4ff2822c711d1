import { describe, expect, it } from "vitest";
import { blankTemplate, languageName, languageOf, partsIn, withPart } from "./template";

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
