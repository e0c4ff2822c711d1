import { Link } from "@tanstack/react-router";
import type { View } from "@/api/client";
import { Ranges } from "@/charts/ranges";
import { count, percent } from "@/ui/format";
import css from "../insight.module.css";
import { grown } from "../model";
import { liftsOf, outcomesOf, saysPoints } from "../reports";

/** What a journey came to: who came in, who is under way, who reached its goals, what it adds. */
export function JourneyTile({ id, found }: { id: string; found: View<"JourneyAnswer"> }) {
  if (found.entered === 0 && found.active === 0) {
    return <p className="quiet">Nobody came in during the period.</p>;
  }
  const lifts = liftsOf(found);
  return (
    <>
      <dl className={css.figures}>
        <Figure
          label="Came in"
          value={count(found.entered)}
          change={grown(found.entered, found.previous_entered)}
        />
        <Figure label="Under way" value={count(found.active)} />
        {found.goals.map((goal) => (
          <Figure
            key={goal.name}
            label={goal.name}
            value={goal.share == null ? count(goal.times) : percent(goal.share)}
            note={goal.interval ? `${percent(goal.interval.low)} to ${percent(goal.interval.high)}` : ""}
          />
        ))}
      </dl>
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

interface FigureProps {
  label: string;
  value: string;
  change?: number | null;
  note?: string;
}

function Figure({ label, value, change, note }: FigureProps) {
  return (
    <div>
      <dt className="clip">{label}</dt>
      <dd className="figure">
        {value}
        {change != null && (
          <span className={css.change}>
            {" "}
            {change >= 0 ? "+" : "−"}
            {percent(Math.abs(change))}
          </span>
        )}
      </dd>
      {note && <dd className={`${css.note} figure`}>{note}</dd>}
    </div>
  );
}

/** What became of messages, all together; group by group in the table. */
export function MessagesTile({ found }: { found: View<"MessagesAnswer"> }) {
  const ranges = outcomesOf(found.everything);
  if (ranges.length === 0) return <p className="quiet">Nothing became of any message in the period.</p>;
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
