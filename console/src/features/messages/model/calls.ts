// The body of a call as it is written: JSON, whose texts may hold values.

/** What a text is as JSON; or what keeps it from being that. */
export type Read = { tree: unknown } | { fault: string };

/** Reads what is written as the body of a call. */
export function readBody(text: string): Read {
  try {
    return { tree: JSON.parse(text) };
  } catch {
    const bare = bareValue(text);
    if (bare) return { fault: `A value stands within quotes: "${bare}".` };
    return { fault: `Line ${brokenLine(text)} is not JSON yet.` };
  }
}

/** What was typed of a body, and of which: once that is another one, it holds no longer. */
export interface Typed {
  of: unknown;
  text: string;
}

/** What is typed of a body and is none yet; nothing where it is one. */
export const unreadOf = (typed: Typed | undefined, tree: unknown): string | undefined =>
  typed && typed.of === tree && "fault" in readBody(typed.text) ? typed.text : undefined;

/** The body as it is shown to be written on. */
export const writtenBody = (tree: unknown): string =>
  tree === undefined ? "" : JSON.stringify(tree, null, 2);

/** The first value in braces that stands outside of a text. */
function bareValue(text: string): string | undefined {
  return [...text.matchAll(/\{\{[^{}]*\}\}/g)].find(({ index }) => !isQuoted(text, index))?.[0];
}

/** Whether a place is within a text of JSON: behind an odd number of quotes that are none of a text themselves. */
export function isQuoted(text: string, at: number): boolean {
  const line = text.slice(text.lastIndexOf("\n", at - 1) + 1, at);
  return ((line.replace(/\\./g, "").match(/"/g) ?? []).length & 1) === 1;
}

/** The line in which a text stops being JSON: browsers tell it in many ways, or not at all. */
function brokenLine(text: string): number {
  let at = 0;
  const next = (pattern: RegExp): boolean => {
    const found = new RegExp(`\\s*(?:${pattern.source})`, "y");
    found.lastIndex = at;
    if (!found.test(text)) return false;
    at = found.lastIndex;
    return true;
  };
  const many = (one: () => boolean, end: RegExp): boolean => {
    if (next(end)) return true;
    do if (!one()) return false;
    while (next(/,/));
    return next(end);
  };
  const value = (): boolean => {
    if (next(/\{/)) return many(() => next(TEXT) && next(/:/) && value(), /\}/);
    if (next(/\[/)) return many(value, /\]/);
    return next(TEXT) || next(/true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/);
  };
  value();
  next(/(?=\S)/);
  return text.slice(0, at).split("\n").length;
}

const TEXT = /"(?:[^"\\\n]|\\.)*"/;

/** The headers of a call, in the order in which they are written. */
export const headersOf = (headers: unknown): [name: string, value: string][] =>
  typeof headers === "object" && headers !== null
    ? Object.entries(headers).map(([name, value]) => [
        name,
        typeof value === "string" ? value : JSON.stringify(value),
      ])
    : [];
