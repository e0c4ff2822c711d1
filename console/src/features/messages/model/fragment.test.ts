import { describe, expect, it } from "vitest";
import { blankFragment, formsOf, fragmentOf, saidIn, withSaid } from "./fragment";

const FOOTER = { mjml: "<mj-text>Bye</mj-text>", text: "Bye", locales: { de: { text: "Tschüss" } } };

describe("a fragment", () => {
  it("is what its document says beside the header", () => {
    const document = { kind: "fragment", id: "footer", name: "Footer", version: 3, draft: null, ...FOOTER };
    expect(fragmentOf(document)).toEqual(FOOTER);
  });

  it("says something in each form and language", () => {
    expect(saidIn(FOOTER, "", "text")).toBe("Bye");
    expect(saidIn(FOOTER, "de", "text")).toBe("Tschüss");
    expect(saidIn(FOOTER, "de", "mjml")).toBe("");
    expect(formsOf(FOOTER)).toEqual(["mjml", "text"]);
    expect(formsOf({ locales: { de: { html: "<p>" } } })).toEqual(["html"]);
    expect(formsOf(blankFragment())).toEqual(["mjml", "text"]);
  });

  it("leaves out what was emptied", () => {
    expect(withSaid(FOOTER, "", "html", "<p>Bye</p>").html).toBe("<p>Bye</p>");
    expect("text" in withSaid(FOOTER, "", "text", "")).toBe(false);
    expect(withSaid(FOOTER, "de", "text", "").locales).toEqual({ de: {} });
    expect(withSaid(FOOTER, "fr", "mjml", "x").locales).toEqual({ ...FOOTER.locales, fr: { mjml: "x" } });
  });
});
