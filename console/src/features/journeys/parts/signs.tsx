import {
  type Icon,
  IconArrowMerge,
  IconArrowRight,
  IconArrowsSplit2,
  IconBolt,
  IconCalendarEvent,
  IconClock,
  IconClockHour9,
  IconFlag,
  IconFlask,
  IconGitBranch,
  IconHourglass,
  IconListCheck,
  IconListDetails,
  IconMail,
  IconPencil,
  IconQuestionMark,
  IconRepeat,
  IconWebhook,
} from "@tabler/icons-react";
import { KINDS, type Tone } from "../model/kinds";

const SIGNS: Record<string, Icon> = {
  send: IconMail,
  webhook: IconWebhook,
  wait: IconClock,
  wait_event: IconHourglass,
  wait_local: IconClockHour9,
  wait_until: IconCalendarEvent,
  if: IconGitBranch,
  split: IconArrowsSplit2,
  experiment: IconFlask,
  update: IconPencil,
  add_to: IconListCheck,
  remove_from: IconListDetails,
  do: IconBolt,
  jump: IconArrowRight,
  repeat: IconRepeat,
  join: IconArrowMerge,
  end: IconFlag,
};

const TONES: Record<Tone, string> = {
  message: "var(--iris)",
  time: "var(--amber)",
  choice: "var(--teal)",
  data: "var(--blue)",
  flow: "var(--grey)",
};

/** The icon of a kind of step, in the colour of what it is about. */
export function Sign({ field, size = 16 }: { field: string; size?: number }) {
  const Drawn = SIGNS[field] ?? IconQuestionMark;
  return <Drawn size={size} stroke={1.7} aria-hidden />;
}

/** The colour of a kind of step. */
export function hueOf(field: string): string {
  return TONES[KINDS.find((kind) => kind.field === field)?.tone ?? "flow"];
}
