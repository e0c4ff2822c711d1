import type { Tone } from "@/ui/status";

interface Group {
  value: string;
  /** A word for people. */
  label: string;
  /** The statuses behind it; any, if left out. */
  statuses?: readonly string[];
  /** Of those that came to their end, whether nobody was written to; either, if left out. */
  kept?: boolean;
  /** What to know of it. */
  about?: string;
}

/** How messages are looked at. */
export const GROUPS: readonly Group[] = [
  { value: "all", label: "All" },
  { value: "waiting", label: "Waiting", statuses: ["planned", "released", "sending", "retry"] },
  { value: "sent", label: "Sent", statuses: ["sent"], kept: false },
  {
    value: "kept",
    label: "Kept",
    statuses: ["sent"],
    kept: true,
    about: "Made and kept here, to be looked at: nobody was written to, for the channel has no provider.",
  },
  { value: "stopped", label: "Stopped", statuses: ["suppressed", "dismissed"] },
  { value: "decide", label: "To decide", statuses: ["held", "unknown"] },
  { value: "failed", label: "Failed", statuses: ["failed"] },
];

/** The group that an address names; all of them where it names none. */
export const groupOf = (value: string | undefined) =>
  GROUPS.find((group) => group.value === value) ?? (GROUPS[0] as Group);

/** How many messages stand in a group. */
export const numberIn = (
  group: Group,
  counts: readonly { status: string; kept: boolean; messages: number }[],
): number =>
  counts
    .filter((one) => group.statuses?.includes(one.status) ?? true)
    .filter((one) => group.kept === undefined || group.kept === one.kept)
    .reduce((sum, one) => sum + one.messages, 0);

const TONES: Record<string, Tone> = {
  sent: "good",
  planned: "accent",
  released: "accent",
  sending: "accent",
  retry: "warn",
  held: "warn",
  unknown: "warn",
  failed: "bad",
};

/** Whether nothing more is done about a message; what comes of it may still be told. */
export const isOver = (status: string): boolean => ["sent", "suppressed", "dismissed"].includes(status);

interface Standing {
  status: string;
  /** Whether nobody was written to, for want of a provider. */
  kept: boolean;
}

/** The colour of a status; what nobody got is not good news yet. */
export const toneOf = ({ status, kept }: Standing): Tone => (kept ? "quiet" : (TONES[status] ?? "quiet"));

const STEPS: Readonly<Record<string, Tone>> = {
  sent: "good",
  delivered: "good",
  opened: "good",
  clicked: "good",
  held: "warn",
  unknown: "warn",
  delayed: "warn",
  retried: "warn",
  failed: "bad",
  bounced: "bad",
  complained: "bad",
};

/** The colour of what became of a message; what nobody got is not good news. */
export const toneOfStep = (what: string, kept: boolean): Tone =>
  kept && what === "sent" ? "quiet" : (STEPS[what] ?? "quiet");

const WORDS: Record<string, string> = {
  planned: "Waiting",
  released: "Ready",
  sending: "Sending",
  retry: "Trying again",
  sent: "Sent",
  suppressed: "Stopped",
  failed: "Failed",
  held: "Held",
  unknown: "Unknown",
  dismissed: "Dismissed",
};

/** A status in words; what nobody got says so. */
export const saysStatus = ({ status, kept }: Standing): string => (kept ? "Kept" : (WORDS[status] ?? status));
