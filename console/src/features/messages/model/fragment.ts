import { HEADER } from "@/api/document";

/** How a fragment is written; each form serves templates that are written so. */
export type Form = "mjml" | "html" | "text";

export const FORMS: readonly { value: Form; label: string; serves: string }[] = [
  { value: "mjml", label: "MJML", serves: "for pages in MJML" },
  { value: "html", label: "HTML", serves: "for pages in HTML" },
  { value: "text", label: "Text", serves: "for plain text" },
];

/** A fragment as it is authored. */
interface FragmentBody {
  mjml?: string;
  html?: string;
  text?: string;
  language?: string;
  locales?: Readonly<Record<string, Readonly<Partial<Record<Form, string>>>>>;
}

/** Something that can be put into letters of both kinds. */
export const blankFragment = (): FragmentBody => ({
  mjml: `<mj-section>
  <mj-column>
    <mj-text>Write here.</mj-text>
  </mj-column>
</mj-section>
`,
  text: "Write here.",
});

/** The body of a fragment as the API shows it. */
export function fragmentOf(document: Record<string, unknown>): FragmentBody {
  return Object.fromEntries(
    Object.entries(document).filter(([name, value]) => !HEADER.includes(name) && value !== null),
  );
}

/** What it says in a form and a language; a form that a language leaves out is the fragment's own. */
export const saidIn = (body: FragmentBody, locale: string, form: Form): string =>
  (locale ? body.locales?.[locale]?.[form] : body[form]) ?? "";

/** The same, with one form of one language written anew; emptied it is left out. */
export function withSaid(body: FragmentBody, locale: string, form: Form, text: string): FragmentBody {
  const before = locale ? (body.locales?.[locale] ?? {}) : body;
  const { [form]: _, ...others } = before as FragmentBody;
  const after = text === "" ? others : { ...others, [form]: text };
  return locale
    ? { ...body, locales: { ...body.locales, [locale]: after as Partial<Record<Form, string>> } }
    : after;
}

/** The forms that it has in any language. */
export const formsOf = (body: FragmentBody): Form[] =>
  FORMS.map(({ value }) => value).filter(
    (form) => body[form] !== undefined || Object.values(body.locales ?? {}).some((said) => said[form]),
  );
