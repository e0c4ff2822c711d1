// What the screens of the data say: pure, so that it can be tested.

import type { View } from "@/api/client";
import { sentence } from "@/api/problem";

interface Snippet {
  id: string;
  label: string;
  /** What it is, in a line. */
  words: string;
  code: string;
}

/** The sources that sent something and are no document, in order of id; what Clew itself appends is none of them. */
export function undescribed(
  sent: Iterable<string>,
  documents: readonly { id: string }[],
  ours: Readonly<Record<string, string>>,
): string[] {
  const known = new Set(documents.map((each) => each.id));
  return [...sent].filter((id) => !known.has(id) && !(id in ours)).sort();
}

/** The last days as columns, each named by how long ago it was. */
export const daysOf = (days: readonly number[]): { label: string; value: number }[] =>
  days.map((value, place) => {
    const ago = days.length - 1 - place;
    return { label: ago === 0 ? "last 24 hours" : `${ago === 1 ? "the day" : `${ago} days`} before`, value };
  });

/** What a source might send that speaks no form of its own. */
const ANY = {
  order: "1001",
  placed: "2026-03-01T10:00:00Z",
  customer: { email: "ada@example.com" },
  total: 39.9,
};

/** What to paste, where, to send a first event of a source; with a row that its mapping can read, if it has one. */
export function snippets(origin: string, key: string, row?: Readonly<Record<string, unknown>>): Snippet[] {
  const { host, protocol } = new URL(origin);
  const scheme = protocol.replace(":", "");
  const json = {
    id: "json",
    label: "Any JSON",
    words: row
      ? "One object that its mapping can read, or an array of up to 1,000 of them."
      : "For what can’t speak a form that Clew knows: post the JSON that it has. It waits until a mapping says what it becomes.",
    code: [
      `curl ${origin}/v1/mapped -u ${key}: \\`,
      "  -H 'Content-Type: application/json' \\",
      `  -d '${JSON.stringify(row ?? ANY, null, 2)
        .replaceAll("'", "'\\''")
        .replaceAll("\n", "\n      ")}'`,
    ].join("\n"),
  };
  const known = [
    {
      id: "curl",
      label: "Command line",
      words: "One event in the form of Segment, to see that it works.",
      code: [
        `curl ${origin}/v1/track -u ${key}: \\`,
        "  -H 'Content-Type: application/json' \\",
        `  -d '{"userId": "u-1", "event": "Order Completed",`,
        `       "properties": {"total": 39.9, "currency": "EUR"}}'`,
      ].join("\n"),
    },
    {
      id: "browser",
      label: "Web page",
      words: "With Segment’s library for browsers: npm install @segment/analytics-next",
      code: [
        'import { AnalyticsBrowser } from "@segment/analytics-next";',
        "",
        "const analytics = AnalyticsBrowser.load(",
        `  { writeKey: "${key}", cdnURL: "${origin}" },`,
        `  { integrations: { "Segment.io": { apiHost: "${host}/v1", protocol: "${scheme}" } } },`,
        ");",
        "analytics.page();",
        'analytics.track("Product Viewed", { product_id: "17", price: 39.9 });',
      ].join("\n"),
    },
    {
      id: "node",
      label: "Node",
      words: "npm install @segment/analytics-node",
      code: [
        'import { Analytics } from "@segment/analytics-node";',
        "",
        `const analytics = new Analytics({ writeKey: "${key}", host: "${origin}" });`,
        'analytics.track({ userId: "u-1", event: "Order Completed", properties: { total: 39.9 } });',
        "await analytics.closeAndFlush();",
      ].join("\n"),
    },
    {
      id: "python",
      label: "Python",
      words: "pip install segment-analytics-python",
      code: [
        "from segment.analytics.client import Client",
        "",
        `client = Client("${key}", host="${origin}")`,
        'client.identify("u-1", {"email": "ada@example.com"})',
        'client.track("u-1", "Order Completed", {"total": 39.9})',
        "client.shutdown()",
      ].join("\n"),
    },
    {
      id: "cloudevents",
      label: "CloudEvents",
      words:
        "What systems tell each other, as CloudEvents 1.0; this one is of the customer that its subject names.",
      code: [
        `curl ${origin}/v1/cloudevents -u ${key}: \\`,
        "  -H 'Content-Type: application/cloudevents+json' \\",
        `  -d '{"specversion": "1.0", "id": "1001", "source": "/shop", "subject": "u-1",`,
        `       "type": "Order Completed", "data": {"total": 39.9, "currency": "EUR"}}'`,
      ].join("\n"),
    },
  ];
  return row ? [json, ...known] : [...known, json];
}

/** What stands where a key belongs that is not shown any more. */
export const NO_KEY = "YOUR_WRITE_KEY";

type Count = View<"RejectCountView">;

export interface Pile {
  reason: string;
  source: string;
  count: number;
}

/** What is held, the largest pile first. */
export function piles(counts: readonly Count[]): Pile[] {
  return [...counts].sort((a, b) => b.count - a.count || a.reason.localeCompare(b.reason));
}

const REASONS: Record<string, string> = {
  schema: "Does not fit the schema",
  mapping: "Could not be mapped",
  collect: "Not understood",
  event: "Not an event",
  identity: "Names no person",
};

/** Those that say more than their codes. */
const WORDS: Readonly<Record<string, string>> = {
  "mapping.none": "Has no mapping yet",
  "mapping.gone": "Its mapping is gone",
  "mapping.no_identity": "Names no person",
  "mapping.number": "Not a number",
  "mapping.date": "Not a date",
  "mapping.missing": "Lacks a value",
  "mapping.same_id": "Two rows have one id",
  "schema.violation": "Does not fit the schema",
  "body.unreadable": "Can’t be read",
  "event.unreadable": "Can’t be read",
  "event.too_large": "Too large",
  "event.too_deep": "Nested too deep",
  "event.id": "Has no fit id",
  "event.name": "Has no fit name",
  "identity.missing": "Names no person",
  "identity.too_many": "Names too many people",
  "identity.too_long": "A name of somebody is too long",
  "identity.invalid_namespace": "A sort of name that nobody knows",
  "time.out_of_range": "Too far from now",
  "time.unreadable": "Not a date",
  "import.row": "A row that can’t be read",
};

/** What is wrong with one, as a sentence; of a field, which it is. */
export function wrongWords({ message, pointer }: { message: string; pointer: string }): string {
  const field = pointer
    .slice(pointer.lastIndexOf("/") + 1)
    .replaceAll("~1", "/")
    .replaceAll("~0", "~");
  return field && /^(is|has|must|lacks) /.test(message)
    ? `${field} ${message}`
    : sentence(message).slice(0, -1);
}

/** A reason in words: `time.out_of_range` → Time: out of range. */
export function reasonWords(reason: string): string {
  const known = WORDS[reason];
  if (known) return known;
  const [about = "", what = ""] = reason.split(".");
  const said = what.replaceAll("_", " ");
  const words = REASONS[about] ?? about.charAt(0).toUpperCase() + about.slice(1);
  return said ? `${words}: ${said}` : words;
}

/** Text that was received, laid out if it is JSON. */
export function laidOut(content: string): string {
  try {
    return JSON.stringify(JSON.parse(content), null, 2);
  } catch {
    return content;
  }
}

/** How large a file is, as people say it. */
export function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`;
  const [unit, value] =
    bytes < 1e6 ? ["kB", bytes / 1e3] : bytes < 1e9 ? ["MB", bytes / 1e6] : ["GB", bytes / 1e9];
  return `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`;
}
