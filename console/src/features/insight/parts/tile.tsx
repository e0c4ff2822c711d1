import type { CSSProperties, ReactNode } from "react";
import type { View } from "@/api/client";
import { count, figure, percent } from "@/ui/format";
import { ErrorNote } from "@/ui/states";
import { FunnelChart } from "../charts/funnel";
import { Heat } from "../charts/heat";
import { Legend, type Line, Lines } from "../charts/lines";
import { Sankey } from "../charts/sankey";
import css from "../insight.module.css";
import { grown, took, unitName } from "../model";
import { linesOf } from "./shown";

type Tile = View<"DashboardAnswer">["tiles"][number];
type Body = NonNullable<View<"Dashboard">["tiles"]>[number];

const SHARES = ["conversion", "repeat", "retention", "churn", "csat"];

/** A tile of a dashboard. */
export function TileView({ tile, body }: { tile: Tile; body: Body | undefined }) {
  const width = body?.width ?? 6;
  return (
    <article
      className={css.tile}
      style={{ "--span": width } as CSSProperties}
      data-small={width === 3}
      aria-label={tile.title || tile.sort}
    >
      {tile.title && <h2>{tile.title}</h2>}
      {tile.fault ? <ErrorNote words={tile.fault} /> : <Inside tile={tile} body={body} />}
    </article>
  );
}

function Inside({ tile, body }: { tile: Tile; body: Body | undefined }): ReactNode {
  const label = tile.title || tile.sort;
  if (tile.metric) return <Metric tile={tile} found={tile.metric} />;
  if (tile.funnel) return <FunnelChart steps={tile.funnel.steps} label={label} />;
  if (tile.retention) return <Heat found={tile.retention} label={label} />;
  if (tile.paths) return <Sankey found={tile.paths} back={body?.paths?.direction === "to"} label={label} />;
  if (tile.trend) {
    const found = tile.trend;
    const lines = linesOf(found);
    const names = found.starts.map((start) => unitName(start, body?.trend?.unit ?? "day", found.zone));
    return (
      <>
        <Lines lines={lines} names={names} open={found.open} height={220} label={label} />
        <Unseen label={label} names={names} lines={lines} />
        {lines.length > 1 && <Legend lines={lines} />}
      </>
    );
  }
  if (tile.lifecycle) {
    const found = tile.lifecycle;
    const sorts = ["new", "returning", "resurrected", "dormant"] as const;
    const lines = sorts.map((sort, hue) => ({
      key: sort,
      name: sort[0]?.toUpperCase() + sort.slice(1),
      values: found.units.map((unit) => unit[sort]),
      hue,
    }));
    const names = found.units.map((unit) => unitName(unit.start, found.unit, found.zone));
    return (
      <>
        <Lines lines={lines} names={names} open={found.open} height={220} label={label} />
        <Unseen label={label} names={names} lines={lines} />
        <Legend lines={lines} />
      </>
    );
  }
  return <p className={css.words}>{body?.text}</p>;
}

/** The figures of lines, for those who can't see them. */
function Unseen({ label, names, lines }: { label: string; names: string[]; lines: Line[] }) {
  return (
    <div className="unseen">
      <table>
        <caption>{label}</caption>
        <thead>
          <tr>
            <th scope="col">From</th>
            {lines.map((line) => (
              <th scope="col" key={line.key}>
                {line.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {names.map((name, place) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {lines.map((line) => (
                <td key={line.key}>{line.values[place] ?? ""}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Metric({ tile, found }: { tile: Tile; found: NonNullable<Tile["metric"]> }) {
  const shown = (value: number): string =>
    SHARES.includes(tile.measure)
      ? percent(value)
      : tile.measure === "duration"
        ? took(value)
        : `${Math.abs(value) >= 10_000 ? count(value) : figure(value)}${tile.unit ? ` ${tile.unit}` : ""}`;
  const change = grown(found.value, found.previous);
  const good = change === null || change === 0 ? undefined : change > 0 === (tile.better !== "lower");
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
          between {shown(found.interval.low)} and {shown(found.interval.high)}, of {count(found.sample)}
        </p>
      )}
    </div>
  );
}
