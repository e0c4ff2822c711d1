/** A document as text, the way people keep it in Git: short things on one line, long ones indented. */

const WIDTH = 88;
const WORDS = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

/** A map as YAML, which reads back as the same value. */
export function toYaml(value: Readonly<Record<string, unknown>>): string {
  return `${mapLines(value, 0).join("\n")}\n`;
}

function mapLines(value: object, depth: number): string[] {
  return Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .flatMap(([name, field]) => entryLines(`${scalar(name, true)}:`, field, depth));
}

/** A key or a dash, with what belongs to it. */
function entryLines(head: string, value: unknown, depth: number): string[] {
  const indent = "  ".repeat(depth);
  const flow = depth > 0 || !isMap(value) || Object.keys(value).length === 0 ? flowOf(value) : undefined;
  if (typeof value === "string") {
    if (value.includes("\n") && keepsAsBlock(value))
      return [`${indent}${head} ${blockHead(value)}`, ...block(value, depth)];
    const text = scalar(value, false);
    const long = indent.length + head.length + text.length >= WIDTH || value.includes('"');
    if (long && keepsAsBlock(value)) return [`${indent}${head} >-`, `${indent}  ${value}`];
    return [`${indent}${head} ${text}`];
  }
  if (flow !== undefined && indent.length + head.length + flow.length < WIDTH)
    return [`${indent}${head} ${flow}`];
  if (Array.isArray(value)) return [indent + head, ...value.flatMap((item) => itemLines(item, depth + 1))];
  return [indent + head, ...mapLines(value as object, depth + 1)];
}

function itemLines(item: unknown, depth: number): string[] {
  const indent = "  ".repeat(depth);
  const flow = flowOf(item);
  if (!isMap(item) || (flow !== undefined && indent.length + flow.length + 2 < WIDTH))
    return entryLines("-", item, depth);
  const [first = "", ...others] = mapLines(item, depth + 1);
  return [`${indent}- ${first.trimStart()}`, ...others];
}

/** On one line; undefined where that can't be. */
function flowOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return inOne(value.map(flowOf), "[", "]");
  if (isMap(value)) {
    const found = Object.entries(value).filter(([, field]) => field !== undefined);
    return inOne(
      found.map(([name, field]) => {
        const text = flowOf(field);
        return text === undefined ? undefined : `${scalar(name, true)}: ${text}`;
      }),
      "{",
      "}",
    );
  }
  return typeof value === "string"
    ? value.includes("\n")
      ? undefined
      : scalar(value, true)
    : String(value ?? null);
}

const inOne = (parts: (string | undefined)[], begin: string, end: string): string | undefined =>
  parts.includes(undefined) ? undefined : `${begin}${parts.join(", ")}${end}`;

const isMap = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Plain where YAML reads it back as the same text, else in quotes. */
function scalar(text: string, inside: boolean): string {
  const plain = inside ? /^[$A-Za-z_][\w .'’()/$–-]*$/ : /^[$A-Za-z_][\w .,'’()/$–-]*$/;
  if (/^\d+[a-z]$/.test(text)) return text;
  if (plain.test(text) && !WORDS.test(text) && !text.endsWith(" ")) return text;
  return /^[^'\\\p{C}]*"[^'\\\p{C}]*$/u.test(text) ? `'${text}'` : JSON.stringify(text);
}

/** Whether lines indented below a head come back as they are. */
const keepsAsBlock = (text: string): boolean =>
  !/^\s|[ \t]$|[ \t]\n|\r/.test(text) && !/[^\P{C}\n\t]/u.test(text) && text.trim() !== "";

const blockHead = (text: string): string => (text.endsWith("\n\n") ? "|+" : text.endsWith("\n") ? "|" : "|-");

const block = (text: string, depth: number): string[] =>
  text
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => (line ? "  ".repeat(depth + 1) + line : ""));
