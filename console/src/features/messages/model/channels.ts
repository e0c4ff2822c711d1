// What a message of each channel is made of, and what becomes of its parts where it is to go by another one.

import { channelName } from "@/ui/format";
import type { Made } from "./page";
import { greeting, type Parts, startPage, type TemplateBody } from "./template";

interface Shape {
  /** Its parts of one line, as they are written from above to below. */
  lines: readonly string[];
  /** All that it can say. */
  parts: readonly string[];
}

const LETTER: Shape = {
  lines: ["subject", "preheader"],
  parts: ["subject", "preheader", "mjml", "html", "text"],
};

const SHAPES: Readonly<Record<string, Shape>> = {
  email: LETTER,
  sms: { lines: [], parts: ["text"] },
  push: { lines: ["title", "url"], parts: ["title", "text", "url"] },
  webhook: { lines: ["url"], parts: ["url", "method", "headers", "body"] },
  local: LETTER,
};

/** Channels that a template can be written for. */
export const CHANNELS: readonly string[] = Object.keys(SHAPES);

/** What a one-line part is called; that of a webhook is the address that is called. */
export const LINES: Readonly<Record<string, string>> = {
  subject: "Subject",
  preheader: "Preheader",
  title: "Title",
  url: "Address it opens",
};

/** The one-line parts of a template: those of its channel, and whatever else it has already. */
export function linesOf(body: TemplateBody): string[] {
  const own = SHAPES[body.channel]?.lines ?? [];
  return Object.keys(LINES).filter((one) => own.includes(one) || one in body.parts);
}

/** Whether a message of the channel can have a page. */
export const canHavePage = (channel: string): boolean => SHAPES[channel]?.parts.includes("mjml") ?? false;

/** Whether it is no message to read but a call to a program. */
export const isCall = (channel: string): boolean => channel === "webhook";

/** What each part is called where it is left out. */
const CALLED: Readonly<Record<string, string>> = {
  subject: "the subject",
  preheader: "the preheader",
  title: "the title",
  url: "the address",
  mjml: "the page",
  html: "the page",
  text: "the text",
  method: "the method",
  headers: "the headers",
  body: "the body",
};

/** A new message of a channel, with something in each part that it needs; it greets by this attribute, if there is one. */
export const blankTemplate = (name: string, channel = "email", first?: string): TemplateBody => ({
  channel,
  parts: blankParts(name, channel, first),
  ...(first ? { defaults: { [`profile.${first}`]: "there" } } : {}),
});

function blankParts(name: string, channel: string, first?: string): Parts {
  const text = `${greeting(first)}, write here.`;
  switch (channel) {
    case "sms":
      return { text };
    case "push":
      return { title: name, text };
    case "webhook":
      return { url: "https://", body: { title: name, text } };
    default:
      return { subject: name, mjml: startPage(first) };
  }
}

/** A part that says something. */
const says = (part: unknown): part is string => typeof part === "string" && part.trim() !== "";

/** What a message says, whichever channel it was written for. */
function saidIn(channel: string, parts: Parts, made: string | undefined): { head?: string; text?: string } {
  const from = isCall(channel) && isTree(parts.body) ? parts.body : parts;
  const head = [from.subject, from.title].find(says);
  const text = [from.text, from.message, made].find(says);
  return { ...(head === undefined ? {} : { head }), ...(text === undefined ? {} : { text }) };
}

const isTree = (part: unknown): part is Readonly<Record<string, unknown>> =>
  typeof part === "object" && part !== null && !Array.isArray(part);

/** The same template for another channel, and what of it that channel has no place for, in words. */
interface Reshaped {
  body: TemplateBody;
  lost: readonly string[];
}

/**
 * The same template for another channel: what fits is kept, in every language.
 *
 * Headlines go from one to the other (subject, title), a text stays a text, and that of a page that has none is the one
 * that was made of it. A call says them in its body.
 */
export function reshaped(
  body: TemplateBody,
  channel: string,
  name: string,
  made: readonly Made[] = [],
): Reshaped {
  const before = body.channel;
  const to = SHAPES[channel];
  // Of channels that nobody knows here, every part may be meant.
  if (!to || before === channel || SHAPES[before] === to) return { body: { ...body, channel }, lost: [] };
  const textOf = (locale: string) => made.find(({ language }) => language === locale)?.text;
  const own = saidIn(before, body.parts, textOf(body.language ?? "en"));

  const turned = (parts: Parts, locale: string): Parts => {
    const found = locale ? textOf(locale) : own.text;
    // A page that says the same in this language as in the template's own has no text of its own.
    const said = saidIn(before, parts, locale && found === own.text ? undefined : found);
    const stays = Object.fromEntries(
      Object.entries(parts).filter(([part]) => staysAs(part, before, channel, to)),
    );
    if (locale && said.head === undefined && said.text === undefined) return stays;
    return { ...stays, ...spoken(channel, said, locale ? own : { head: name, text: "" }, locale === "") };
  };

  const locales = Object.entries(body.locales ?? {}).map(
    ([locale, parts]) => [locale, turned(parts, locale)] as const,
  );
  const next: TemplateBody = {
    ...body,
    channel,
    parts: turned(body.parts, ""),
    ...(body.locales ? { locales: Object.fromEntries(locales) } : {}),
  };
  return { body: next, lost: lostOf(body, channel, to, own) };
}

/** Whether a part means the same in both: the address of a call is none that people open. */
const staysAs = (part: string, before: string, channel: string, to: Shape): boolean =>
  to.parts.includes(part) && !(part === "url" && (isCall(before) || isCall(channel)));

/** What is said, as the parts of a channel; what is missing in a language is the template's own. */
function spoken(
  channel: string,
  said: { head?: string; text?: string },
  else_: { head?: string; text?: string },
  own: boolean,
): Parts {
  if (isCall(channel)) {
    const { head = else_.head, text = else_.text } = said;
    return { ...(own ? { url: "https://" } : {}), body: { title: head ?? "", text: text ?? "" } };
  }
  const line = SHAPES[channel] === LETTER ? "subject" : channel === "push" ? "title" : undefined;
  const head = said.head ?? (own ? else_.head : undefined);
  const text = said.text ?? (own ? else_.text : undefined);
  return {
    ...(line && head !== undefined ? { [line]: head } : {}),
    // An own letter that says nothing yet begins with a page.
    ...(text === undefined ? {} : text === "" && line === "subject" ? { mjml: startPage() } : { text }),
  };
}

/** What the other channel has no place for; a page leaves its text there. */
function lostOf(
  body: TemplateBody,
  channel: string,
  to: Shape,
  own: { head?: string; text?: string },
): string[] {
  const every = [body.parts, ...Object.values(body.locales ?? {})];
  const had = Object.keys(CALLED).filter((part) =>
    every.some((parts) => (typeof parts[part] === "string" ? says(parts[part]) : parts[part] !== undefined)),
  );
  const headed = isCall(channel) || to.lines.includes("subject") || to.lines.includes("title");
  const kept = (part: string): boolean => {
    if (staysAs(part, body.channel, channel, to)) return true;
    if (part === "subject" || part === "title") return headed;
    if (part === "text") return true;
    // The body of a call is kept where it is no more than what every message says.
    if (part === "body") return isPlain(body.parts.body);
    return false;
  };
  const lost = had.filter((part) => !kept(part));
  return [
    ...new Set(
      lost.map((part) =>
        (part === "mjml" || part === "html") && own.text !== undefined
          ? "the look of the page, whose text stays"
          : (CALLED[part] ?? part),
      ),
    ),
  ];
}

const isPlain = (body: unknown): boolean =>
  isTree(body) &&
  Object.entries(body).every(
    ([name, value]) => ["subject", "title", "text", "message"].includes(name) && typeof value === "string",
  );

/** What is told once a template is written for another channel. */
export function saysReshaped(channel: string, lost: readonly string[]): string {
  const now = `It is written for ${SPOKEN[channel] ?? channelName(channel)} now.`;
  return lost.length === 0 ? now : `${now} Left out: ${listed(lost)}.`;
}

const SPOKEN: Readonly<Record<string, string>> = {
  email: "email",
  push: "push",
  webhook: "a webhook",
  local: "the local outbox",
};

const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

/** The same template with the channel and the parts of another: what was done by the change is undone. */
export function withShapeOf(body: TemplateBody, other: TemplateBody): TemplateBody {
  const { locales: _, ...rest } = body;
  const begun = Object.keys(body.locales ?? {}).map((locale) => [locale, {}] as const);
  const locales = { ...Object.fromEntries(begun), ...other.locales };
  return {
    ...rest,
    channel: other.channel,
    parts: other.parts,
    ...(Object.keys(locales).length ? { locales } : {}),
  };
}
