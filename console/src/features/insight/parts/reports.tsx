import { Link } from "@tanstack/react-router";
import type { View } from "@/api/client";
import { Ranges } from "@/charts/ranges";
import { count, percent } from "@/ui/format";
import { Figure, Numbers } from "@/ui/numbers";
import { grown } from "../answers";
import css from "../insight.module.css";
import { liftsOf, outcomesOf, saysPoints } from "../reports";

/** What a journey came to: who came in, who is under way, who reached its goals, what it adds. */
export function JourneyTile({ id, found }: { id: string; found: View<"JourneyAnswer"> }) {
  if (found.entered === 0 && found.active === 0) {
    return <p className="quiet">Nobody came in during the period.</p>;
  }
  const lifts = liftsOf(found);
  return (
    <>
      <Numbers>
        <Figure name="Came in">
          {count(found.entered)}
          <Change of={grown(found.entered, found.previous_entered)} />
        </Figure>
        <Figure name="Under way">{count(found.active)}</Figure>
        {found.goals.map((goal) => (
          <Figure
            key={goal.name}
            name={goal.name}
            clip
            note={goal.interval ? `${percent(goal.interval.low)} to ${percent(goal.interval.high)}` : ""}
          >
            {goal.share == null ? count(goal.times) : percent(goal.share)}
          </Figure>
        ))}
      </Numbers>
      {lifts.length > 0 && (
        <section aria-label="What it adds">
          <h3 className={css.part}>What it adds, in points beside those who got nothing</h3>
          <Ranges label="What it adds" ranges={lifts} format={saysPoints} as="points" />
        </section>
      )}
      <p className={css.note}>
        <Link to="/journeys/$id" params={{ id }} search={{ tab: "report" }} className="link">
          The journey’s report
        </Link>
      </p>
    </>
  );
}

/** By how much it is more or less than in the period before; nothing where there was nothing then. */
function Change({ of }: { of: number | null }) {
  if (of === null) return null;
  return (
    <span className={css.change}>
      {" "}
      {of >= 0 ? "+" : "−"}
      {percent(Math.abs(of))}
    </span>
  );
}

/** What became of messages, all together; group by group in the table. */
export function MessagesTile({ found }: { found: View<"MessagesAnswer"> }) {
  const ranges = outcomesOf(found.everything);
  if (ranges.length === 0) return <p className="quiet">No messages in this period.</p>;
  return (
    <Ranges
      label="Messages by what became of them"
      format={count}
      ranges={ranges.map((range) => ({
        ...range,
        note: range.note && <span className="quiet">{range.note}</span>,
      }))}
    />
  );
}
