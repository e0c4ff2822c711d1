// Why journeys did not take somebody in, let go of them, or held a message back: in one place, so that it is said alike.

/** Reasons as people say them; what we don't know is shown as it is. */
const REASONS: Record<string, string> = {
  completed: "came to the end",
  exit: "an exit came true",
  expired: "the time was over",
  merged: "one with another person",
  deleted: "erased",
  archived: "the journey was archived",
  held_out: "held out to measure",
  paused: "the journey was paused",
  period: "outside its period",
  late: "the event was too old",
  active: "already in it",
  gap: "came again too soon",
  again: "may not come again",
  exit_true: "an exit or goal was met already",
  full: "in too many journeys",
  consent: "no consent",
  cap: "too many messages",
  quiet: "quiet hours",
  no_consent: "never asked",
  out: "opted out",
};

/** A reason in words. */
export const saysReason = (reason: string): string => REASONS[reason] ?? reason.replaceAll("_", " ");
