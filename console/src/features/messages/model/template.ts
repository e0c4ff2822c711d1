import { HEADER } from "@/api/document";

/** The parts of a message in one language. */
export type Parts = Readonly<Record<string, unknown>>;

/** A template as it is authored. */
export interface TemplateBody {
  channel: string;
  parts: Parts;
  language?: string;
  locales?: Readonly<Record<string, Parts>>;
  defaults?: Readonly<Record<string, string | number>>;
  required?: readonly string[];
  brand?: string;
  track_opens?: boolean;
  track_clicks?: boolean;
  utm?: Readonly<Record<string, string>>;
}

/** A letter that can be sent as it is. */
export function blankTemplate(name: string): TemplateBody {
  return {
    channel: "email",
    parts: { subject: name, mjml: PAGE },
    defaults: { "profile.firstName": "there" },
  };
}

const PAGE = `<mjml>
  <mj-body>
    <mj-section>
      <mj-column>
        <mj-text>Hello {{ profile.firstName }},</mj-text>
        <mj-text>write here.</mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`;

/** Something that can be put into a page. */
export interface Block {
  label: string;
  hint: string;
  /** What it writes: inside a column, or a section of its own. */
  text: string;
  where: "column" | "body";
}

export const BLOCKS: readonly Block[] = [
  { label: "Text", hint: "A paragraph", where: "column", text: "<mj-text>Write here.</mj-text>" },
  {
    label: "Heading",
    hint: "A large line",
    where: "column",
    text: '<mj-text font-size="22px" font-weight="600">A heading</mj-text>',
  },
  {
    label: "Button",
    hint: "A link that is seen",
    where: "column",
    text: '<mj-button href="https://example.com">Have a look</mj-button>',
  },
  {
    label: "Image",
    hint: "With words for those who don’t see it",
    where: "column",
    text: '<mj-image src="https://example.com/picture.png" alt="What it shows" />',
  },
  {
    label: "Divider",
    hint: "A thin line",
    where: "column",
    text: '<mj-divider border-width="1px" border-color="#dddddd" />',
  },
  { label: "Space", hint: "Some air", where: "column", text: '<mj-spacer height="24px" />' },
  {
    label: "Two columns",
    hint: "Side by side; one below the other on phones",
    where: "body",
    text: "<mj-section>\n  <mj-column>\n    <mj-text>Left</mj-text>\n  </mj-column>\n  <mj-column>\n    <mj-text>Right</mj-text>\n  </mj-column>\n</mj-section>",
  },
];

/** Puts a block into a page: at the end of the column or body before the cursor, else of the last one. */
export function insertBlock(page: string, cursor: number, block: Block): { page: string; at: number } {
  const closing = block.where === "column" ? "</mj-column>" : "</mj-body>";
  const after = page.indexOf(closing, cursor);
  const at = after >= 0 ? after : page.lastIndexOf(closing);
  if (at < 0) return { page: `${page}\n${block.text}\n`, at: page.length + 1 };
  const line = page.lastIndexOf("\n", at) + 1;
  const outer = /^[ \t]*/.exec(page.slice(line))?.[0] ?? "";
  const own = page.slice(line, at).trim() === "";
  const indent = `${outer}  `;
  const text = block.text
    .split("\n")
    .map((one) => indent + one)
    .join("\n");
  const place = own ? line : at;
  const put = own ? `${text}\n` : `\n${text}\n${outer}`;
  return { page: page.slice(0, place) + put + page.slice(place), at: place + put.length };
}

/** The body of a template as the API shows it. */
export function bodyOf(document: Record<string, unknown>): TemplateBody {
  return Object.fromEntries(
    Object.entries(document).filter(([name]) => !HEADER.includes(name)),
  ) as unknown as TemplateBody;
}

/** The parts of one language; a part it leaves out is the template's own. */
export function partsIn(body: TemplateBody, locale: string): Parts {
  return locale ? (body.locales?.[locale] ?? {}) : body.parts;
}

/** The same template with a part of one language written anew; emptied it is left out. */
export function withPart(body: TemplateBody, locale: string, part: string, text: string): TemplateBody {
  const { [part]: _, ...others } = partsIn(body, locale);
  const parts = text === "" && locale ? others : { ...partsIn(body, locale), [part]: text };
  return locale ? { ...body, locales: { ...body.locales, [locale]: parts } } : { ...body, parts };
}

let names: Intl.DisplayNames | undefined;

/** What a language is called in English, made once it is asked for. */
function named(language: string): string | undefined {
  names ??= new Intl.DisplayNames("en", { type: "language", fallback: "none" });
  return names.of(language);
}

/** A language as it is written in documents, of what somebody types: `PT_br` is pt-BR. */
export function languageOf(typed: string): string | undefined {
  const [, language, country] = /^([a-z]{2,3})(?:[-_]([a-z]{2}))?$/i.exec(typed.trim()) ?? [];
  if (!language) return undefined;
  const found = country ? `${language.toLowerCase()}-${country.toUpperCase()}` : language.toLowerCase();
  return named(language.toLowerCase()) && found;
}

/** What people call a language: pt-BR is Brazilian Portuguese. */
export const languageName = (language: string): string => named(language) ?? language;

/** The same template, to be written in one language more. */
export function withLanguage(body: TemplateBody, language: string): TemplateBody {
  return { ...body, locales: { ...body.locales, [language]: body.locales?.[language] ?? {} } };
}
