import { type CSSProperties, type ReactNode, useState } from "react";
import type { View } from "@/api/client";
import { TableSwitch } from "@/charts/charted";
import { AsText } from "@/ui/document-text";
import { percent } from "@/ui/format";
import { ErrorNote } from "@/ui/states";
import { Term } from "@/ui/term";
import { amount } from "../amounts";
import { grown, took, unitName } from "../answers";
import { type Answered, useUnit } from "../asking";
import type { Tile as Body } from "../board";
import { FunnelChart } from "../charts/funnel";
import { Heat } from "../charts/heat";
import { Legend, Lines } from "../charts/lines";
import { Sankey } from "../charts/sankey";
import css from "../insight.module.css";
import { linesOf, partlyOf } from "../lines";
import { type Asked, FIRST, TOPIC_NAMES, TOPICS, type Topic } from "../model";
import { Friction } from "./friction";
import { Lifecycle, Rfm } from "./people";
import { JourneyTile, MessagesTile } from "./reports";
import { AnswerTable } from "./table";

type Tile = View<"DashboardAnswer">["tiles"][number];

const SHOWN = [...TOPICS, "journey", "messages"] as const;
const SHARES = ["conversion", "repeat", "retention", "churn", "csat"];

/** A tile of a dashboard; a chart can be read as a table. */
export function TileView({ tile, body }: { tile: Tile; body: Body | undefined }) {
  const [table, setTable] = useState(false);
  const width = body?.width ?? 6;
  const charted = answerOf(tile) !== undefined;
  const title = tile.title || nameOf(tile.sort, body);
  return (
    <article
      className={css.tile}
      style={{ "--span": width } as CSSProperties}
      data-small={width === 3}
      data-fill={tile.trend !== undefined && tile.trend !== null && !table}
      aria-label={title || tile.sort}
    >
      {(title || charted || body?.metric) && (
        <div className={css.title}>
          {title && <h2>{title}</h2>}
          {charted && <TableSwitch className={css.switch} label={title} table={table} onChange={setTable} />}
          {body?.metric && (
            <span className={`${css.switch} ${css.later}`}>
              <AsText kind="metric" id={body.metric} small />
            </span>
          )}
        </div>
      )}
      {tile.fault ? <ErrorNote words={tile.fault} /> : <Inside tile={tile} body={body} table={table} />}
    </article>
  );
}

/** What a tile is called that has no title. */
const nameOf = (sort: string, body: Body | undefined): string =>
  sort === "journey"
    ? journeyOf(body)
    : sort === "messages"
      ? "Messages"
      : (TOPIC_NAMES[sort as Topic] ?? "");

/** The answer of a chart's tile; nothing for a number or words. */
function answerOf(tile: Tile): Answered | undefined {
  const topic = SHOWN.find((each) => tile[each]);
  return topic && ({ topic, found: tile[topic] } as Answered);
}

/** What a tile shows. */
export function Inside({
  tile,
  body,
  table,
}: {
  tile: Tile;
  body: Body | undefined;
  table: boolean;
}): ReactNode {
  const label = tile.title || tile.sort;
  const worth = useUnit(...worthOf(body));
  if (tile.metric) return <Metric tile={tile} found={tile.metric} />;
  const answer = answerOf(tile);
  const unit = ((body?.trend as { unit?: string } | undefined)?.unit ?? "day") as Asked["unit"];
  if (!answer) return <p className={css.words}>{body?.text}</p>;
  if (table) return <AnswerTable of={answer} asked={{ ...FIRST, unit }} worth={worth} label={label} />;
  switch (answer.topic) {
    case "funnel":
      return <FunnelChart steps={answer.found.steps} label={label} />;
    case "retention":
      return <Heat found={answer.found} label={label} />;
    case "paths":
      return (
        <Sankey
          found={answer.found}
          back={(body?.paths as { direction?: string } | undefined)?.direction === "to"}
          label={label}
        />
      );
    case "trend": {
      const { starts, zone } = answer.found;
      const lines = linesOf(answer.found);
      const names = starts.map((start) => unitName(start, unit, zone));
      const partly = partlyOf(answer.found);
      return (
        <>
          <Lines
            lines={lines}
            names={names}
            partly={partly}
            height={220}
            fill
            label={label}
            format={(value) => amount(value, worth)}
          />
          <Legend lines={lines} partly={partly} unit={unit} />
        </>
      );
    }
    case "journey":
      return <JourneyTile id={journeyOf(body)} found={answer.found} />;
    case "messages":
      return <MessagesTile found={answer.found} />;
    case "lifecycle":
      return <Lifecycle found={answer.found} height={220} />;
    case "friction":
      return <Friction found={answer.found} plain />;
    case "rfm":
      return <Rfm found={answer.found} worth={worth} plain />;
  }
}

/** The event and the property that a tile measures; no property where it counts. */
function worthOf(body: Body | undefined): [event: string | undefined, property: string] {
  const [first] =
    (body?.trend as { series?: { event?: string; property?: string }[] } | undefined)?.series ?? [];
  const rfm = body?.rfm as { order?: { event?: string }; value?: string } | undefined;
  return rfm ? [rfm.order?.event, rfm.value ?? ""] : [first?.event, first?.property ?? ""];
}

const journeyOf = (body: Body | undefined): string =>
  (body?.journey as { journey?: string } | undefined)?.journey ?? "";

function Metric({ tile, found }: { tile: Tile; found: NonNullable<Tile["metric"]> }) {
  const shown = (value: number): string =>
    SHARES.includes(tile.measure)
      ? percent(value)
      : tile.measure === "duration"
        ? took(value)
        : amount(value, tile.unit, Number.isInteger(found.value));
  const change = grown(found.value, found.previous);
  // What lies within the interval may be chance: it is neither good nor bad.
  const open =
    found.interval != null &&
    found.previous != null &&
    found.previous >= found.interval.low &&
    found.previous <= found.interval.high;
  const good = !change || open ? undefined : change > 0 === (tile.better !== "lower");
  return (
    <div>
      <span className={`${css.number} figure`}>{found.value === null ? "–" : shown(found.value)}</span>
      {change !== null && found.previous != null && (
        <span className={`${css.change} figure`} data-good={good}>
          {change >= 0 ? "+" : "−"}
          {percent(Math.abs(change))} <span className="quiet">from {shown(found.previous)}</span>
        </span>
      )}
      {found.interval && (
        <p className={css.note}>
          <span className={css.whole}>
            <Term means="Of 100 such intervals, 95 hold the true figure: what lies inside may be chance.">
              95%
            </Term>{" "}
            {shown(found.interval.low)} to {shown(found.interval.high)}
          </span>
        </p>
      )}
    </div>
  );
}
