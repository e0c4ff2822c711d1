import { Fragment } from "react";
import type { View } from "@/api/client";
import { Key } from "@/charts/plot";
import { Ranges } from "@/charts/ranges";
import { count, percent, plural } from "@/ui/format";
import { amount } from "../amounts";
import { GRID, LIFE, LIFE_NAMES, rfmGrid, STANDINGS } from "../answers";
import { HUE as LIFE_HUE, Stacks } from "../charts/stacks";
import css from "../insight.module.css";
import { Headline, Nobody } from "./shown";

type Found = View<"RfmAnswer">;

/** Of fewer, a fifth is but a handful. */
const FEW = 50;

const HUE: Record<string, number> = {
  champions: 1,
  loyal: 1,
  promising: 4,
  new: 4,
  "needs attention": 2,
  "at risk": 3,
  "about to leave": 3,
  lost: 5,
};

/** Who buys how lately, how often and for how much. */
export function Rfm({
  found,
  worth: unit,
  plain = false,
}: {
  found: Found;
  /** What is spent is measured in. */
  worth?: string;
  plain?: boolean;
}) {
  if (found.people === 0) return <Nobody />;
  const worth = found.standings.reduce((sum, each) => sum + each.value, 0);
  const best = found.standings.find((each) => each.standing === "champions");
  return (
    <>
      {!plain && best && worth > 0 && (
        <Headline
          value={percent(best.value / worth)}
          words={`of the ${amount(worth, unit, true)} spent came from ${plural(best.people, "champion")}, ${percent(best.people / found.people)} of ${plural(found.people, "person", "people")}`}
        />
      )}
      <Ranges
        label="People by how they stand"
        format={count}
        ranges={found.standings
          .filter((each) => each.people > 0)
          .map((each) => ({
            key: each.standing,
            name: <span title={STANDINGS[each.standing]}>{capital(each.standing)}</span>,
            value: each.people,
            hue: HUE[each.standing] ?? 0,
            note: (
              <span className="quiet">
                {`spent ${amount(each.value, unit, true)}, ${percent(worth ? each.value / worth : 0)} of all`}
              </span>
            ),
          }))}
      />
      {!plain && found.people < FEW && (
        <p className={css.note}>
          Only {plural(found.people, "person", "people")} bought: fifths of so few say little. Choose a longer
          period.
        </p>
      )}
      {!plain && (
        <p className={css.note}>
          RFM: each buyer is scored from 1 to 5 for how lately (recency), how often (frequency) and for how
          much (monetary value) they bought, a fifth of all buyers a step. The scores together say how
          somebody stands.
        </p>
      )}
      {!plain && <Grid found={found} />}
    </>
  );
}

function Grid({ found }: { found: Found }) {
  const cells = rfmGrid(found.cells);
  const most = Math.max(1, ...cells.map((cell) => cell.people));
  const lately = [...new Set(cells.map((cell) => cell.recency))];
  return (
    <figure className={css.rfm} aria-label={GRID} data-chart={GRID}>
      <h2>{GRID}</h2>
      <span className={css.up} aria-hidden>
        seldom → often
      </span>
      <div className={css.grid} style={{ "--columns": lately.length } as object}>
        {cells.map((cell) => (
          <Fragment key={`${cell.recency} ${cell.frequency}`}>
            {cell.recency === lately[0] && <i aria-hidden>{cell.frequency}</i>}
            <span
              style={{ "--heat": `${Math.sqrt(cell.people / most) * 62}%` } as object}
              title={`${count(cell.people)} people: ${cell.recency} of 5 for how lately, ${cell.frequency} of 5 for how often`}
            >
              {cell.people > 0 && count(cell.people)}
            </span>
          </Fragment>
        ))}
        <i aria-hidden />
        {lately.map((score) => (
          <i key={score} aria-hidden>
            {score}
          </i>
        ))}
      </div>
      <figcaption className="quiet">Bought long ago → lately, each of 1 to 5</figcaption>
    </figure>
  );
}

/** Who is new, comes back, came back after a pause, or has gone quiet. */
export function Lifecycle({ found, height }: { found: View<"LifecycleAnswer">; height?: number }) {
  const last = found.units.at(-1);
  if (!last || found.units.every((unit) => LIFE.every((sort) => !unit[sort]))) return <Nobody />;
  const whole = found.open ? found.units.at(-2) : last;
  const here = whole ? (whole.new ?? 0) + (whole.returning ?? 0) + (whole.resurrected ?? 0) : 0;
  const gain = whole ? (whole.new ?? 0) + (whole.resurrected ?? 0) - (whole.dormant ?? 0) : 0;
  return (
    <>
      {height === undefined && whole && (
        <Headline
          value={`${gain >= 0 ? "+" : "−"}${count(Math.abs(gain))}`}
          words={`${Math.abs(gain) === 1 ? "person" : "people"} in the last whole ${found.unit}: ${count((whole.new ?? 0) + (whole.resurrected ?? 0))} came, ${count(whole.dormant ?? 0)} went quiet, ${count(here)} ${here === 1 ? "was" : "were"} active`}
        />
      )}
      <Stacks found={found} height={height ?? 300} />
      <Key names={LIFE.map((sort) => ({ key: sort, name: LIFE_NAMES[sort], hue: LIFE_HUE[sort] }))} />
      {found.open && <p className={css.note}>The last {found.unit}, drawn pale, is not over yet.</p>}
    </>
  );
}

const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
