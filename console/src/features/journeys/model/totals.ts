import { saysReason } from "@/ui/reasons";
/** What one version of a journey came to, as simulations and reports give it. */
export interface Totals {
  entered: number;
  unique: number;
  active: number;
  held_out: number;
  blocked: Readonly<Record<string, number>>;
  ended: Readonly<Record<string, number>>;
  goals: Readonly<Record<string, number>>;
  messages: Readonly<Record<string, number>>;
  held: Readonly<Record<string, number>>;
  suppressed: Readonly<Record<string, number>>;
}

/** A figure, and that of the other version if two are compared. */
export interface Line {
  label: string;
  value: number;
  other?: number;
}

const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((total, one) => total + one, 0);

/** What people call a template. */
type Named = (id: string) => string;

/** A stopped message: `kind:template:rule` in words. */
export function saysSuppressed(key: string, named: Named = (id) => id): string {
  const [kind = "", template, ...rule] = key.split(":");
  if (template === undefined) return saysReason(kind);
  const name = named(template);
  return `${name}${/[?!.…]$/.test(name) ? "" : ":"} ${saysReason(kind)}${rule.length ? ` (${saysRule(rule.join(":"))})` : ""}`;
}

/** Why a message never went: `cap:3/24h` in words. */
export function saysWhy(reason: string): string {
  const [kind = "", ...rule] = reason.split(":");
  const words = `${saysReason(kind)}${rule.length ? ` (${saysRule(rule.join(":"))})` : ""}`;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** `3/24h marketing` → more than 3 in 24 h; any other rule as a reason. */
function saysRule(rule: string): string {
  const [, most, per, unit] = /^(\d+)\/(\d+)([a-z]+)\b/.exec(rule) ?? [];
  return most ? `more than ${most} in ${per} ${unit}` : saysReason(rule);
}

/** The figures of a version in the order in which they are read. */
export function linesOf(
  first: Totals,
  second?: Totals,
  named: Named = (id) => id,
): { head: Line[]; groups: { title: string; lines: Line[] }[] } {
  const head = (label: string, read: (totals: Totals) => number): Line => ({
    label,
    value: read(first),
    ...(second && { other: read(second) }),
  });
  const group = (
    title: string,
    read: (totals: Totals) => Readonly<Record<string, number>>,
    says: (name: string) => string = (name) => name,
  ) => {
    const names = [...new Set([...Object.keys(read(first)), ...Object.keys(second ? read(second) : {})])];
    const lines = names.map((name) => ({
      label: says(name),
      value: read(first)[name] ?? 0,
      ...(second && { other: read(second)[name] ?? 0 }),
    }));
    return { title, lines: lines.sort((one, other) => other.value - one.value) };
  };
  return {
    head: [
      head("Entered", (totals) => totals.entered),
      head("People", (totals) => totals.unique),
      head("Messages", (totals) => sum(totals.messages)),
      head("Stopped", (totals) => sum(totals.suppressed)),
      head("Goals", (totals) => sum(totals.goals)),
      head("Still inside", (totals) => totals.active),
      ...(first.held_out + (second?.held_out ?? 0) > 0
        ? [head("Held out", (totals) => totals.held_out)]
        : []),
    ],
    groups: [
      group("Messages", (totals) => totals.messages, named),
      group(
        "Stopped, and why",
        (totals) => totals.suppressed,
        (key) => saysSuppressed(key, named),
      ),
      group("Held, and why", (totals) => totals.held, saysReason),
      group("Goals", (totals) => totals.goals),
      group("How it ended", (totals) => totals.ended, saysReason),
      group("Not entered", (totals) => totals.blocked, saysReason),
    ],
  };
}
