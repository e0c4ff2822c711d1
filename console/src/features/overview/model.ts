import type { View } from "@/api/client";
import type { Bar } from "@/charts/bars";
import { reasonWords } from "@/features/data/model";
import { count, hour, humane, plural } from "@/ui/format";
import { textOf } from "@/ui/places";

export type Overview = View<"OverviewView">;

/** The messages of the day: what was sent, or, where nothing goes out, what was kept; the rest beside it. */
export function messagesOf({ messages, kept, suppressed }: Overview) {
  const nobody = messages.now + messages.before === 0 && kept.now + kept.before > 0;
  const beside = [
    !nobody && kept.now ? `${count(kept.now)} kept` : "",
    suppressed.now ? `${count(suppressed.now)} held back` : "",
  ];
  return {
    title: nobody ? "Messages kept" : "Messages sent",
    flow: nobody ? kept : messages,
    detail: beside.filter(Boolean).join(", "),
  };
}

/** What is wrong, in words, with the way to where it is mended. */
interface Concern {
  key: string;
  words: string;
  detail: string;
  to: string;
  severe: boolean;
  drifted?: boolean;
}

const SAID = 3;

/** Why they are held, the commonest first; of several with how many. */
function sayings(piles: readonly { reason: string; count: number }[]): string {
  const said = [...piles]
    .sort((one, other) => other.count - one.count)
    .map(({ reason, count: many }) =>
      piles.length === 1 ? reasonWords(reason) : `${reasonWords(reason)} (${count(many)})`,
    );
  const rest = said.length - SAID;
  return [...said.slice(0, SAID), ...(rest > 0 ? [`${rest} more`] : [])].join(", ");
}

/** What needs somebody: the parts that fail first, then what is refused, what has drifted, what is held. */
export function concernsOf(found: Overview, sourceName = (id: string) => id, may = false): Concern[] {
  const drifted = found.drifted.map((model) => ({
    key: `model ${model.id}`,
    words: `${model.name} has drifted`,
    detail: "what it sees is no longer like what it was trained on",
    to: `/models/${model.id}`,
    severe: false,
    drifted: true,
  }));
  const failing = found.checks
    .filter((check) => !check.ok)
    .map((check) => ({
      key: check.name,
      words: `The ${check.name} does not work`,
      detail: check.detail ?? "",
      to: "/settings/health",
      severe: true,
    }));
  const refused = found.refused.map(({ kind, id, name, version }) => ({
    key: `${kind} ${id}`,
    words: `${name} does not compile`,
    detail: `version ${version} of this ${kind}; an earlier one stays live, if there was one`,
    // Whoever may mend it is shown what is wrong, at its line.
    to: `${textOf(kind, id)}?${may ? `from=${version}` : "tab=versions"}`,
    severe: true,
  }));
  const sources = [...new Set(found.rejects.map((reject) => reject.source))];
  const held = sources.map((source) => {
    const piles = found.rejects.filter((reject) => reject.source === source);
    const [only] = piles;
    const of = piles.length === 1 && only ? `&reason=${encodeURIComponent(only.reason)}` : "";
    return {
      key: `held ${source}`,
      words: `${plural(
        piles.reduce((sum, pile) => sum + pile.count, 0),
        "item",
      )} from ${sourceName(source)} in quarantine`,
      detail: sayings(piles),
      to: `/data/quarantine?source=${encodeURIComponent(source)}${of}`,
      severe: false,
    };
  });
  return [...failing, ...refused, ...drifted, ...held];
}

const DROPS: Record<string, [one: string, many: string]> = {
  duplicate: ["repeat of an event that was there", "repeats of events that were there"],
  old_revision: ["replacement by an older revision", "replacements by older revisions"],
  unknown_identity: ["event that names nobody", "events that name nobody"],
};

/** What was accepted and not kept, by reason, in words. */
export const dropsOf = (found: Overview): { key: string; words: string; at: string }[] =>
  found.dropped.map(({ reason, records, last_at }) => {
    const [one, many] = DROPS[reason] ?? [`event: ${humane(reason)}`, `events: ${humane(reason)}`];
    return { key: reason, words: plural(records, one, many), at: last_at };
  });

/** Of fewer a change is chance. */
const FEWEST = 30;

/** How it compares with the day before: `+12%`; nothing where that says nothing. */
export function trend(flow: { now: number; before: number }): { words: string; up: boolean } | null {
  if (Math.min(flow.now, flow.before) < FEWEST) return null;
  const part = (flow.now - flow.before) / flow.before;
  if (Math.abs(part) < 0.005) return { words: "as the day before", up: true };
  if (part >= 2) return { words: `${Math.round(flow.now / flow.before)}× the day before`, up: true };
  return {
    words: `${part > 0 ? "+" : "−"}${Math.round(Math.abs(part) * 100)}% on the day before`,
    up: part > 0,
  };
}

/** How high columns are drawn, so that one that is far above all others leaves the others to be seen. */
export function usualMost(values: readonly number[]): number {
  const some = values.filter((value) => value > 0).sort((one, other) => one - other);
  const highest = some.at(-1) ?? 1;
  const usual = some[Math.ceil(some.length * 0.95) - 1] ?? highest;
  return highest > 3 * usual ? 1.5 * usual : highest;
}

/** The hours of two days as columns, each named by its beginning. */
export function hoursOf(found: Overview): Bar[] {
  const end = new Date(found.at).getTime();
  return found.hours.map((value, place) => {
    const begin = new Date(end - (found.hours.length - place) * 3_600_000);
    const yesterday = place < found.hours.length / 2 ? "the day before, " : "";
    return { label: `${yesterday}from ${hour(begin.toISOString())}`, value };
  });
}
