import { describe, expect, it } from "vitest";
import {
  afresh,
  asHtml,
  formOf,
  inMjml,
  otherForm,
  withoutText,
  withoutTexts,
  withPage,
  wrapped,
  writtenText,
} from "./page";
import { startPage } from "./template";

const MJML = {
  channel: "email",
  parts: { subject: "Hi", mjml: "<mjml>en</mjml>" },
  locales: { de: { mjml: "<mjml>de</mjml>" }, fr: { subject: "Salut" }, it: {} },
};
const made = (language: string, html: string) => ({ language, html, text: "" });

describe("a page", () => {
  it("is turned into HTML in every language that says something else", () => {
    const pages = [made("en", "<p>en"), made("de", "<p>de"), made("fr", "<p>en"), made("it", "<p>pied")];
    const turned = asHtml(MJML, pages);
    expect(formOf(turned)).toBe("html");
    expect(turned.parts).toEqual({ subject: "Hi", html: "<p>en" });
    // What its fragments say may differ, though the language has no page of its own.
    expect(turned.locales).toEqual({
      de: { html: "<p>de" },
      fr: { subject: "Salut" },
      it: { html: "<p>pied" },
    });
  });

  it("stands in MJML as one piece, with its style sheets", () => {
    const html =
      "<!doctype html><html><head><title>t</title><style>a{}</style></head><body class='x'><p>{% if a < b %}x{% endif %}</p></body></html>";
    expect(wrapped(html)).toBe(
      "<mjml>\n  <mj-head>\n    <mj-style>\na{}\n    </mj-style>\n  </mj-head>\n  <mj-body>\n    <mj-raw>\n<p>{% if a &lt; b %}x{% endif %}</p>\n    </mj-raw>\n  </mj-body>\n</mjml>\n",
    );
    const turned = inMjml({
      channel: "email",
      parts: { html: "<p>a" },
      locales: { de: { html: "<p>b" }, fr: {} },
    });
    expect(formOf(turned)).toBe("mjml");
    expect(turned.locales?.de?.mjml).toContain("<p>b");
    expect(turned.locales?.fr).toEqual({});
  });

  it("begins afresh in all languages", () => {
    const begun = afresh(
      { channel: "email", parts: { html: "a" }, locales: { de: { html: "b", subject: "c" } } },
      startPage(),
    );
    expect(begun.parts).toEqual({ mjml: startPage() });
    expect(begun.locales).toEqual({ de: { subject: "c" } });
  });

  it("is taken from a file, unless a language has its own in the other way", () => {
    expect(withPage(MJML, "<p>new").parts).toEqual({ subject: "Hi", html: "<p>new" });
    expect(otherForm(MJML, "<p>new")).toEqual(["MJML", "de"]);
    expect(otherForm(MJML, "<mjml></mjml>")).toBeUndefined();
  });
});

describe("plain text", () => {
  const body = {
    channel: "email",
    parts: { html: "a", text: "own" },
    locales: { de: { text: "eigen" }, fr: {} },
  };

  it("is made of the page unless somebody writes it", () => {
    expect(writtenText(MJML, "")).toBeNull();
    expect(writtenText(body, "de")).toEqual({ text: "eigen", own: true });
    expect(writtenText(body, "fr")).toEqual({ text: "own", own: false });
  });

  it("is given back to the page, in one language or all", () => {
    expect(withoutText(body, "de").locales).toEqual({ de: {}, fr: {} });
    expect(withoutText(body, "").parts).toEqual({ html: "a" });
    const none = withoutTexts(body);
    expect([none.parts, none.locales]).toEqual([{ html: "a" }, { de: {}, fr: {} }]);
  });
});
