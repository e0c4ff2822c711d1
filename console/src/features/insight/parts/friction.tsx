import type { View } from "@/api/client";
import { type Range, Ranges } from "@/charts/ranges";
import { count, percent, plural } from "@/ui/format";
import css from "../insight.module.css";
import { Headline, Nobody } from "./shown";

type Found = View<"FrictionAnswer">;

/** Where it hurts: how visits end, what goes wrong, after what people ask for help. */
export function Friction({
  found,
  tickets = [],
  plain = false,
}: {
  found: Found;
  /** By which events people ask for help, if that was asked. */
  tickets?: readonly string[];
  plain?: boolean;
}) {
  if (found.sessions === 0) return <Nobody />;
  const lost = found.sessions - found.reached;
  return (
    <>
      {!plain && (
        <Headline
          value={percent(lost / found.sessions)}
          words={`of ${plural(found.sessions, "visit")} ended without the goal`}
        />
      )}
      <Ranking
        title="Where visits end without the goal"
        empty="No visit ended without the goal."
        ranges={found.drop_offs.map((each, place) => ({
          key: each.event,
          name: each.event,
          value: each.lost,
          hue: 0,
          note: (
            <span className="quiet">{`${place === 0 ? "the last thing in " : ""}${percent(each.share)} of the visits with it`}</span>
          ),
        }))}
        format={count}
      />
      {found.errors.length > 0 && (
        <Ranking
          title="What errors cost: visits with them that still reach the goal"
          empty=""
          ranges={found.errors.map((each) => ({
            key: each.name,
            name: each.name,
            value: each.share,
            low: each.interval?.low,
            high: each.interval?.high,
            hue: 2,
            why: "never happened",
            note: each.times > 0 && (
              <span className="quiet">
                {each.otherwise === null ? "" : `${percent(each.otherwise)} without it · `}
                {plural(each.times, "time")}, {count(each.repeated)} more than once
              </span>
            ),
          }))}
          format={percent}
        />
      )}
      {(found.asked_after.length > 0 || tickets.length > 0) && (
        <Ranking
          title="After which steps people ask for help"
          empty="Nobody asked for help in this period."
          ranges={found.asked_after.map((each) => ({
            key: each.event,
            name: each.event,
            value: each.share,
            low: each.interval?.low,
            high: each.interval?.high,
            hue: 3,
            note: <span className="quiet">{`${count(each.asked)} of ${count(each.people)}`}</span>,
          }))}
          format={percent}
        />
      )}
    </>
  );
}

interface RankingProps {
  title: string;
  empty: string;
  ranges: Range[];
  format: (value: number) => string;
}

function Ranking({ title, empty, ranges, format }: RankingProps) {
  return (
    <section aria-label={title} className={css.ranking}>
      <h2>{title}</h2>
      {ranges.length === 0 ? (
        <p className="quiet">{empty}</p>
      ) : (
        <Ranges label={title} ranges={ranges} format={format} />
      )}
    </section>
  );
}
