import { describe, expect, it } from "vitest";
import {
  BLOCKS,
  type Block,
  blankTemplate,
  insertBlock,
  languageName,
  languageOf,
  partsIn,
  withPart,
} from "./template";

const page = String(blankTemplate("Hello").parts.mjml);
const block = (label: string) => BLOCKS.find((one) => one.label === label) as Block;

describe("blocks", () => {
  it("go to the end of the column in which the cursor stands", () => {
    const { page: put, at } = insertBlock(page, page.indexOf("write here"), block("Button"));
    expect(put).toContain(
      'write here.</mj-text>\n        <mj-button href="https://example.com">Have a look</mj-button>\n      </mj-column>',
    );
    expect(put.slice(at)).toBe(page.slice(page.indexOf("      </mj-column>")));
  });

  it("that are sections go to the end of the page", () => {
    const { page: put } = insertBlock(page, 0, block("Two columns"));
    expect(put.indexOf("<mj-text>Left")).toBeGreaterThan(put.indexOf("write here"));
    expect(put.trimEnd().endsWith("</mj-section>\n  </mj-body>\n</mjml>")).toBe(true);
  });

  it("find a place in any text, and lose none of it", () => {
    const bare = (text: string) => text.replace(/\s/g, "");
    for (const text of ["", "words", "<mj-column></mj-column>", page]) {
      for (const one of BLOCKS) {
        const { page: put } = insertBlock(text, text.length, one);
        expect(bare(put).replace(bare(one.text), "")).toBe(bare(text));
      }
    }
  });
});

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
