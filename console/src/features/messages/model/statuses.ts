import type { Tone } from "@/ui/status";

/** How messages are looked at: a word for people, and the statuses behind it. */
export const GROUPS: { value: string; label: string; statuses?: readonly string[] }[] = [
  { value: "all", label: "All" },
  { value: "waiting", label: "Waiting", statuses: ["planned", "released", "sending", "retry"] },
  { value: "sent", label: "Sent or kept", statuses: ["sent"] },
  { value: "stopped", label: "Stopped", statuses: ["suppressed", "dismissed"] },
  { value: "decide", label: "To decide", statuses: ["held", "unknown"] },
  { value: "failed", label: "Failed", statuses: ["failed"] },
];

/** The group that an address names; all of them where it names none. */
export const groupOf = (value: string | undefined) =>
  GROUPS.find((group) => group.value === value) ?? (GROUPS[0] as (typeof GROUPS)[number]);

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

interface Standing {
  status: string;
  /** Whether nobody was written to, for want of a provider. */
  kept: boolean;
}

/** The colour of a status; what nobody got is not good news yet. */
export const toneOf = ({ status, kept }: Standing): Tone => (kept ? "quiet" : (TONES[status] ?? "quiet"));

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
