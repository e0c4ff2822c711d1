// Purposes, topics and suppressed addresses: pure, so that it can be tested.

import type { View } from "@/api/client";
import { channelName, count } from "@/ui/format";

export type Purpose = View<"PurposeView">;
type Json = Record<string, unknown>;

/** What silence means, in words. */
export function silence(purpose: Purpose): string {
  if (purpose.transactional) return "Needs no consent";
  if (purpose.default === "opt_out") return "Yes, until they say no";
  return purpose.double_opt_in ? "No, until they say yes and confirm" : "No, until they say yes";
}

export type Counts = View<"ConsentCounts">;

/** How many people said what to a purpose, where. */
export interface SaidRow {
  key: string;
  name: string;
  given: number;
  withdrawn: number;
  pending: number;
  silent: number;
}

/** Of a purpose: on every channel, then channel by channel, each with its topics; only where somebody said something. */
export function saidTo(purpose: Purpose, { items, people }: Counts): SaidRow[] {
  const row = (key: string, name: string): SaidRow => {
    const { given = 0, withdrawn = 0, pending = 0 } = items.find((each) => each.key === key) ?? {};
    return { key, name, given, withdrawn, pending, silent: people - given - withdrawn - pending };
  };
  const finer = items
    .map(({ key }) => key)
    .filter((key) => key.startsWith(`${purpose.id}/`))
    .map((key) => {
      const [, channel = "", topic] = key.split("/");
      const where = channelName(channel);
      return row(key, topic ? `${where}: ${purpose.topics[topic] ?? topic}` : where);
    });
  return [row(purpose.id, "On every channel"), ...finer];
}

/** What people said of a whole channel, whatever it is for. */
export function saidOf(channel: string, { items }: Counts): string {
  const found = items.find((each) => each.key === channel);
  if (!found) return "nobody said no to all of it";
  const { given, withdrawn, pending } = found;
  const words = [
    given && `${count(given)} said yes`,
    withdrawn && `${count(withdrawn)} said no`,
    pending && `${count(pending)} have yet to confirm`,
  ];
  return words.filter(Boolean).join(", ");
}

/** A purpose as its editor holds it. */
export interface Draft {
  id: string;
  name: string;
  rule: "opt_in" | "double" | "opt_out" | "transactional";
  topics: { id: string; name: string }[];
}

export const EMPTY: Draft = { id: "", name: "", rule: "opt_in", topics: [] };

export function draftOf(purpose: Purpose): Draft {
  return {
    id: purpose.id,
    name: purpose.name,
    rule: purpose.transactional
      ? "transactional"
      : purpose.default === "opt_out"
        ? "opt_out"
        : purpose.double_opt_in
          ? "double"
          : "opt_in",
    topics: Object.entries(purpose.topics).map(([id, name]) => ({ id, name })),
  };
}

/** The purpose as a policy writes it; what is usual is left out. */
export function written(draft: Draft): Json {
  const topics = draft.topics.filter((topic) => topic.id && topic.name.trim());
  return {
    name: draft.name.trim(),
    ...(draft.rule === "opt_out" ? { default: "opt_out" } : {}),
    ...(draft.rule === "double" ? { double_opt_in: true } : {}),
    ...(draft.rule === "transactional" ? { transactional: true } : {}),
    ...(topics.length && draft.rule !== "transactional"
      ? { topics: Object.fromEntries(topics.map((topic) => [topic.id, topic.name.trim()])) }
      : {}),
  };
}

/** A policy with a purpose put in, or taken out where there is no draft. */
export function withPurpose(policy: Json, id: string, draft?: Draft): Json {
  const { [id]: _, ...others } = (policy.purposes as Json | undefined) ?? {};
  return { ...policy, purposes: draft ? { ...others, [id]: written(draft) } : others };
}

/** Whether a policy says a purpose; any, where none is named. */
export function says(policy: Json, id?: string): boolean {
  const said = Object.keys((policy.purposes as Json | undefined) ?? {});
  return id === undefined ? said.length > 0 : said.includes(id);
}

/** Which of the policies says a purpose; the first that says any takes a new one. */
export function policyOf<P extends Json>(policies: readonly P[], id: string): P | undefined {
  return (
    policies.find((policy) => says(policy, id)) ?? policies.find((policy) => says(policy)) ?? policies[0]
  );
}

const GIVEN = new Set(["kind", "version", "status", "state", "at", "count", "draft"]);

/** A document as it is sent back: without what the server adds. */
export function sent(document: Json): Json {
  return Object.fromEntries(Object.entries(document).filter(([name]) => !GIVEN.has(name)));
}

const REASONS: Record<string, string> = {
  bounce: "Does not exist",
  complaint: "Complained",
  unsubscribed: "Unsubscribed",
  manual: "By hand",
};

/** Why an address is left alone, in words. */
export const reasonWords = (reason: string): string => REASONS[reason] ?? reason.replaceAll("_", " ");
