import { describe, expect, it } from "vitest";
import { BLOCKS, type Block, insertBlock } from "./blocks";
import { blankTemplate } from "./channels";

const page = String(blankTemplate("Hello", "email", "firstName").parts.mjml);
const block = (label: string) => BLOCKS.find((one) => one.label === label) as Block;

describe("blocks", () => {
  it("go behind what the cursor stands in", () => {
    const { page: put, at } = insertBlock(page, page.indexOf("Hello"), block("Button"));
    expect(put).toContain(
      '},</mj-text>\n        <mj-button href="https://example.com">Have a look</mj-button>\n        <mj-text>write',
    );
    expect(put.slice(at)).toBe(page.slice(page.indexOf("\n        <mj-text>write")));
  });

  it("that are sections go behind the section of the cursor, at the end from anywhere else", () => {
    for (const cursor of [0, page.indexOf("write here"), page.length]) {
      const { page: put } = insertBlock(page, cursor, block("Two columns"));
      expect(put.indexOf("<mj-text>Left")).toBeGreaterThan(put.indexOf("write here"));
      expect(put.trimEnd().endsWith("</mj-section>\n  </mj-body>\n</mjml>")).toBe(true);
    }
  });

  it("find a place in any text, and lose none of it", () => {
    const bare = (text: string) => text.replace(/\s/g, "");
    const html = "<html><body>\n<p>a</p>\n<p>b</p></body></html>";
    for (const text of ["", "words", "<mj-column></mj-column>", page, html]) {
      for (const one of BLOCKS) {
        for (let cursor = 0; cursor <= text.length; cursor += 7) {
          const { page: put } = insertBlock(text, cursor, one);
          const added = put.includes(one.text) || text !== html ? one.text : (one.html ?? "");
          const rest = [added, one.html ?? ""].map((each) => bare(put).replace(bare(each), ""));
          expect(rest).toContain(bare(text));
        }
      }
    }
  });

  it("are written as HTML in a page of HTML, within its body", () => {
    const html = "<html><body>\n<p>a</p>\n<p>b</p></body></html>";
    expect(insertBlock(html, html.indexOf("a<"), block("Text")).page).toBe(
      "<html><body>\n<p>a</p>\n<p>Write here.</p>\n<p>b</p></body></html>",
    );
    expect(insertBlock(html, html.length, block("Text")).page).toBe(
      "<html><body>\n<p>a</p>\n<p>b</p>\n<p>Write here.</p>\n</body></html>",
    );
  });
});
