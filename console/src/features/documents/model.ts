// What the list of all documents and the editor of their text say: pure, so that it can be tested.

import type { View } from "@/api/client";
import { humane } from "@/ui/format";
import { screenOf } from "@/ui/places";

/** What a kind of document is for, in one line. */
const MEANINGS: Readonly<Record<string, string>> = {
  brand: "Who messages are from: company, address, colours, and words that are never said.",
  channel: "By which server mail goes, how webhooks are signed, and how fast.",
  dashboard: "Figures and charts, side by side.",
  fragment: "A part that many messages share.",
  journey: "What happens to people, step by step.",
  mapping: "How records of a source become events and people.",
  metric: "A figure that dashboards and experiments tell.",
  model: "What is predicted of people, or which channels earn conversions.",
  namespace: "A kind of name that people are known by, such as a loyalty card.",
  offer: "Something that may be proposed, to whom and how often.",
  policy: "Purposes, what silence means, quiet hours and caps.",
  schema: "What events and people look like, field by field.",
  segment: "A group of people by a rule.",
  source: "Where events come from.",
  template: "A message, with what differs from person to person.",
  trait: "A value that is worked out for each person.",
  workspace: "Time zone, and how long events are kept.",
};

export const meaningOf = (kind: string): string => MEANINGS[kind] ?? "";

/** What a kind is called, in the singular. */
export const kindName = (kind: string): string => humane(kind);

/** How a document of a kind begins that has no form of its own: right as it stands, once it is published. */
const BEGINNINGS: Readonly<Record<string, string>> = {
  brand: `kind: brand
id: house
name: Our house
company: Our house
address: 1 High Street, Leeds LS1 1AA
colours: {primary: "#0a5c36", paper: "#f6f4ee"}
forbidden: [free money]
`,
  channel: `kind: channel
id: email
name: Email
# Everything stays in the local outbox until \`smtp\` says by which server mail goes.
sandbox: true
`,
  mapping: `kind: mapping
id: orders
name: Orders of a file
event:
  type: Order Completed
  id: {concat: ["order-", $.order]}
  ts: {date: $.date, zone: Europe/London}
  identities: {user_id: $.customer, email: $.email}
  properties:
    order_id: $.order
    total: {number: $.total}
`,
  metric: `kind: metric
id: orders-placed
name: Orders placed
measure: count
event: {event: Order Completed}
`,
  namespace: `kind: namespace
id: loyalty_card
name: Loyalty card
`,
  policy: `kind: policy
id: night
name: Quiet nights
quiet_hours:
  - {from: "21:00", to: "08:00"}
`,
  schema: `kind: schema
id: booking
name: Booking
class: event
events: [Trip Booked]
required: [trip_id]
properties:
  trip_id: {type: string, title: Trip}
  nights: {type: integer, minimum: 1, title: Nights}
`,
};

/** Kinds that begin as text, as they have no form. */
export const BEGUN_AS_TEXT: readonly string[] = Object.keys(BEGINNINGS);

/** What a new document of a kind begins as. */
export const beginningOf = (kind: string): string => BEGINNINGS[kind] ?? BEGINNINGS.metric ?? "";

/** Where a document has a screen besides its text, and what the way there is called. */
export function wayOf(document: {
  kind: string;
  id: string;
  task?: unknown;
}): { href: string; label: string } | undefined {
  const { kind, id } = document;
  if (kind === "model" && document.task === "attribution") {
    const ask = encodeURIComponent(JSON.stringify({ saved: id }));
    return { href: `/attribution?ask=${ask}`, label: "Open the attribution" };
  }
  const href = screenOf(kind, id);
  const named = kind === "policy" ? "consent" : kind === "workspace" ? "settings" : `the ${kind}`;
  return href === undefined ? undefined : { href, label: `Open ${named}` };
}

type Checked = View<"TextCheckView">;

/** What keeps a text from being published. */
export const stands = (checked: Checked | undefined): boolean =>
  checked !== undefined && checked.blocked.length === 0 && checked.faults.every((fault) => fault.warning);

/** Whether a text of YAML has comments: what is saved has none. A sign within quotes or a block of text is none. */
export function isCommented(text: string): boolean {
  let block = -1;
  for (const line of text.split("\n")) {
    const indent = line.search(/\S/);
    if (indent < 0 || (block >= 0 && indent > block)) continue;
    block = -1;
    const bare = line.replace(/"(?:[^"\\]|\\.)*"|(?<=[\s[{,:]|^)'(?:[^']|'')*'/g, "''");
    if (/(?:^|\s)#/.test(bare)) return true;
    if (/(?:^|[\s:-])[|>][+-]?\d*\s*$/.test(bare)) block = indent;
  }
  return false;
}
