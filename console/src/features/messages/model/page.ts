// A page can be written in MJML or in HTML, and its plain text is made from it unless it is written too.

import { isMjml } from "./blocks";
import { type Parts, partsIn, type TemplateBody } from "./template";

/** How a page is written. */
export type Form = "mjml" | "html";

/** A page in one language before any value is put in, as the API makes it. */
export interface Made {
  language: string;
  html: string;
  text: string;
}

/** How the template's own page is written; nothing where it has none. */
export const formOf = (body: TemplateBody): Form | null =>
  body.parts.mjml !== undefined ? "mjml" : body.parts.html !== undefined ? "html" : null;

const without = (parts: Parts, ...names: string[]): Parts =>
  Object.fromEntries(Object.entries(parts).filter(([name]) => !names.includes(name)));

/** The same template with something done to the parts of each language; the template's own is called by no name. */
function throughout(body: TemplateBody, change: (parts: Parts, locale: string) => Parts): TemplateBody {
  const locales = Object.entries(body.locales ?? {}).map(
    ([locale, parts]) => [locale, change(parts, locale)] as const,
  );
  return {
    ...body,
    parts: change(body.parts, ""),
    ...(body.locales ? { locales: Object.fromEntries(locales) } : {}),
  };
}

/**
 * The same template in HTML, as its MJML is compiled.
 *
 * A language whose page says the same goes on taking the template's own; one that differs, be it only by what its
 * fragments say, has its own.
 */
export function asHtml(body: TemplateBody, made: readonly Made[]): TemplateBody {
  const page = (locale: string) => made.find(({ language }) => language === locale)?.html;
  const own = page(body.language ?? "en") ?? "";
  return throughout(body, (parts, locale) => {
    const html = locale ? page(locale) : own;
    const rest = without(parts, "mjml", "html");
    return html === undefined || (locale && html === own) ? rest : { ...rest, html };
  });
}

/** The same template in MJML, its HTML as one piece that is left as it is: blocks can be put around it. */
export function inMjml(body: TemplateBody): TemplateBody {
  return throughout(body, (parts) =>
    typeof parts.html === "string"
      ? { ...without(parts, "html", "mjml"), mjml: wrapped(parts.html) }
      : without(parts, "html"),
  );
}

/** The same template with a page of MJML that is begun afresh. */
export const afresh = (body: TemplateBody, page: string): TemplateBody =>
  throughout(body, (parts, locale) => ({
    ...without(parts, "html", "mjml"),
    ...(locale ? {} : { mjml: page }),
  }));

/** HTML as MJML takes it in: what stands in its body as it is, and its style sheets in the head. */
export function wrapped(html: string): string {
  const [, inside] = /<body[^>]*>([\s\S]*?)<\/body>/i.exec(html) ?? [];
  const styles = [...html.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/gi)].map(([, sheet = ""]) =>
    sheet.trim(),
  );
  const head = styles.length
    ? `  <mj-head>\n    <mj-style>\n${styles.join("\n")}\n    </mj-style>\n  </mj-head>\n`
    : "";
  const body = (inside ?? html)
    .replace(/<style[^>]*>[\s\S]*?<\/style>/gi, "")
    .replace(
      /<!doctype[^>]*>|<\/?(?:html|head|body)[^>]*>|<(?:meta|link)[^>]*>|<title[^>]*>[\s\S]*?<\/title>/gi,
      "",
    )
    // MJML is read before Liquid is: to it, a sign that something is less begins a tag.
    .replace(/\{[{%][\s\S]*?[%}]\}/g, (liquid) => liquid.replaceAll("<", "&lt;"))
    .trim();
  return `<mjml>\n${head}  <mj-body>\n    <mj-raw>\n${body}\n    </mj-raw>\n  </mj-body>\n</mjml>\n`;
}

/** The same template with the pages of another, as they are there in each language: what was done to a page is undone. */
export const withPagesOf = (body: TemplateBody, other: TemplateBody): TemplateBody =>
  throughout(body, (parts, locale) => {
    const { mjml, html } = partsIn(other, locale);
    return {
      ...without(parts, "mjml", "html"),
      ...(mjml === undefined ? {} : { mjml }),
      ...(html === undefined ? {} : { html }),
    };
  });

/** The plain text that is written in a language, by whom, and what it says; nothing where it is made from the page. */
export function writtenText(body: TemplateBody, locale: string): { text: string; own: boolean } | null {
  const here = partsIn(body, locale).text;
  if (typeof here === "string") return { text: here, own: true };
  return typeof body.parts.text === "string" ? { text: body.parts.text, own: false } : null;
}

/** The same template, whose plain text is made from its page in this language again. */
export function withoutText(body: TemplateBody, locale: string): TemplateBody {
  return throughout(body, (parts, each) => (each === locale ? without(parts, "text") : parts));
}

/** The same template with no plain text written in any language: what is made of it then is made from its pages. */
export const withoutTexts = (body: TemplateBody): TemplateBody =>
  throughout(body, (parts) => without(parts, "text"));

/** The same template with a page taken from a file: as MJML if it is that. */
export function withPage(body: TemplateBody, page: string): TemplateBody {
  return {
    ...body,
    parts: { ...without(body.parts, "mjml", "html"), [isMjml(page) ? "mjml" : "html"]: page },
  };
}

/** A language whose own page is written in the other way than a page that is to be taken: it would be hidden by it. */
export function otherForm(body: TemplateBody, page: string): [form: string, locale: string] | undefined {
  const form: Form = isMjml(page) ? "html" : "mjml";
  const found = Object.entries(body.locales ?? {}).find(([, parts]) => parts[form] !== undefined);
  return found && [form.toUpperCase(), found[0]];
}
