import {
  IconArrowMerge,
  IconBolt,
  IconChartBar,
  IconEye,
  IconLogin2,
  IconLogout2,
  IconMail,
  IconMessageStar,
  IconRoute,
  IconShieldCheck,
  IconUser,
} from "@tabler/icons-react";
import type { Sort } from "./happening";
import css from "./mark.module.css";

const MARKS = {
  event: [IconBolt, "amber"],
  page: [IconEye, "blue"],
  person: [IconUser, "teal"],
  consent: [IconShieldCheck, "teal"],
  score: [IconChartBar, "iris"],
  entered: [IconLogin2, "iris"],
  exited: [IconLogout2, "grey"],
  merge: [IconArrowMerge, "grey"],
  journey: [IconRoute, "pink"],
  message: [IconMail, "blue"],
  survey: [IconMessageStar, "pink"],
} as const;

/** What kind of thing happened: an icon on a tint of its hue. */
export function Mark({ sort }: { sort: Sort }) {
  const [Sign, hue] = MARKS[sort];
  return (
    <span className={css.mark} data-hue={hue} aria-hidden>
      <Sign size={14} stroke={1.7} />
    </span>
  );
}
