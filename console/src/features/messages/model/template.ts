import { HEADER } from "@/api/document";
import type { Lacking } from "./tokens";

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

/** A first section, with something to write on; it greets by an attribute, if there is one that people have. */
export const startPage = (first?: string): string => `<mjml>
  <mj-body>
    <mj-section>
      <mj-column>
        <mj-text>${greeting(first)},</mj-text>
        <mj-text>write here.</mj-text>
      </mj-column>
    </mj-section>
  </mj-body>
</mjml>
`;

/** How a message begins. */
export const greeting = (first?: string): string => (first ? `Hello {{ profile.${first} }}` : "Hello");

/** The attribute that people are greeted by, of those that anybody has. */
export const firstNameOf = (attributes: readonly string[]): string | undefined =>
  ["first_name", "firstName", "given_name", "givenName"].find((each) => attributes.includes(each));

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

/** The same template with a part of one language written anew; emptied, or nothing at all, it is left out. */
export function withPart(body: TemplateBody, locale: string, part: string, said: unknown): TemplateBody {
  const { [part]: _, ...others } = partsIn(body, locale);
  const out = said === undefined || (said === "" && locale);
  const parts = out ? others : { ...partsIn(body, locale), [part]: said };
  return locale ? { ...body, locales: { ...body.locales, [locale]: parts } } : { ...body, parts };
}

/** What is done where a value is not there: something is said instead, the message is held, or nothing is told. */
export type Lack = { instead: string | number } | "held" | null;

/** What a template does where a value is not there. */
export function lackOf(body: Lacking, path: string): Lack {
  const instead = body.defaults?.[path];
  if (instead !== undefined) return { instead };
  return body.required?.includes(path) ? "held" : null;
}

/** The same template, doing something else where a value is not there. */
export function withLack(body: TemplateBody, path: string, lack: Lack): TemplateBody {
  const { defaults = {}, required = [], ...others } = body;
  const { [path]: _, ...kept } = defaults;
  const said = lack !== null && lack !== "held" ? { ...kept, [path]: lack.instead } : kept;
  const held = required.filter((one) => one !== path);
  if (lack === "held") held.push(path);
  return {
    ...others,
    ...(Object.keys(said).length ? { defaults: said } : {}),
    ...(held.length ? { required: held } : {}),
  };
}

/** What was typed, as a template keeps it: a number for what is counted with, else the text. */
export function insteadOf(
  typed: string,
  filters: readonly string[],
  before?: string | number,
): string | number {
  const counted = typeof before === "number" || filters.some((filter) => COUNTING.test(filter));
  return counted && typed.trim() !== "" && String(Number(typed)) === typed.trim() ? Number(typed) : typed;
}

const COUNTING = /^(money|number|percent|plural|plus|minus|times|divided_by|round|ceil|floor)\b/;

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

/** What is written in several languages: templates, fragments, offers. */
export interface Spoken {
  language?: string;
  locales?: Readonly<Record<string, unknown>>;
}

/** The same, to be written in one language more. */
export function withLanguage<Body extends Spoken>(body: Body, language: string): Body {
  return { ...body, locales: { ...body.locales, [language]: body.locales?.[language] ?? {} } };
}
