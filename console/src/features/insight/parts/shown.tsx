import { IconRoute2 } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { View } from "@/api/client";
import { useMay } from "@/api/session";
import { Figures } from "@/charts/charted";
import { count, percent, plural } from "@/ui/format";
import { EmptyState } from "@/ui/states";
import { amount } from "../amounts";
import { groupName, grown, took, unitName } from "../answers";
import type { Answered, Reported } from "../asking";
import { FunnelChart } from "../charts/funnel";
import { Heat } from "../charts/heat";
import { Legend, Lines } from "../charts/lines";
import { Sankey } from "../charts/sankey";
import css from "../insight.module.css";
import { linesOf, partlyOf } from "../lines";
import { type Asked, needsProperty } from "../model";
import { Friction } from "./friction";
import { Lifecycle, Rfm } from "./people";

type TrendLine = View<"TrendAnswer">["series"][number];

/** An answer as a chart, the figure that matters above it. */
export function Shown({
  of,
  asked,
  worth,
}: {
  of: Exclude<Answered, Reported>;
  asked: Asked;
  /** What a property that is measured is measured in. */
  worth?: string;
}) {
  switch (of.topic) {
    case "funnel":
      return <Funnel found={of.found} />;
    case "paths":
      return <Paths found={of.found} asked={asked} />;
    case "retention":
      return <Retention found={of.found} />;
    case "trend":
      return <Trend found={of.found} asked={asked} worth={worth} />;
    case "friction":
      return <Friction found={of.found} tickets={asked.tickets} />;
    case "rfm":
      return <Rfm found={of.found} worth={worth} />;
    case "lifecycle":
      return <Lifecycle found={of.found} />;
  }
}

export function Nobody({ measured = "" }: { /** The property that is measured. */ measured?: string }) {
  const may = useMay("live:read");
  return (
    <EmptyState
      icon={IconRoute2}
      title={measured ? "There is nothing to measure" : "Nobody did this in the period"}
      words={
        measured
          ? `Nobody did this in the period, or what they did has no number in “${measured}”. Choose another property, a longer period, or a wider condition.`
          : "Choose a longer period, another event, or a wider condition."
      }
      action={
        may && (
          <Link to="/data/live" className="link">
            See which events arrive
          </Link>
        )
      }
    />
  );
}

/** The number that matters, and what there is to say about it. */
export function Headline({
  value,
  words,
  children,
}: {
  value: string;
  words: ReactNode;
  children?: ReactNode;
}) {
  return (
    <header className={css.headline}>
      <span className={`${css.number} figure`}>{value}</span>
      <span className="quiet">{words}</span>
      {children}
    </header>
  );
}

function Funnel({ found }: { found: View<"FunnelAnswer"> }) {
  const last = found.steps.at(-1);
  if (!last || found.steps[0]?.people === 0) return <Nobody />;
  const between = last.interval
    ? `, between ${percent(last.interval.low)} and ${percent(last.interval.high)} at 95% certainty`
    : "";
  const half = last.median_seconds == null ? "" : `; half of them within ${took(last.median_seconds)}`;
  return (
    <>
      <Headline
        value={percent(last.share)}
        words={`of ${count(found.steps[0]?.people ?? 0)} people took all steps${between}${half}`}
      />
      <FunnelChart steps={found.steps} label="People by step" />
      {found.open > 0 && (
        <p className={css.note}>
          {plural(found.open, "person", "people")} still have time to take the steps they lack.
        </p>
      )}
      {found.groups.length > 0 && (
        <Figures
          label="People by step and group"
          head={["Group", ...found.steps.map((step) => step.name), "All steps"]}
          rows={found.groups.map((group) => [
            groupName(group.group),
            ...group.steps.map((step) => count(step.people)),
            percent(group.steps.at(-1)?.share ?? 0),
          ])}
        />
      )}
    </>
  );
}

function Paths({ found, asked }: { found: View<"PathsAnswer">; asked: Asked }) {
  if (found.paths === 0) return <Nobody />;
  return (
    <>
      <Headline
        value={count(found.paths)}
        words={asked.direction === "to" ? "paths lead there" : "paths begin there"}
      />
      <Sankey found={found} back={asked.direction === "to"} label="Paths, step by step" />
      <p className={css.note}>
        Grey beside a step: {asked.direction === "to" ? "paths that begin there" : "paths that end there"}.
      </p>
      {found.loops.length > 0 && (
        <p className={css.note}>
          Back and forth:{" "}
          {found.loops
            .slice(0, 3)
            .map((loop) => `${loop.name} → ${loop.over} → ${loop.name}, ${plural(loop.times, "time")}`)
            .join("; ")}
          .
        </p>
      )}
    </>
  );
}

function Retention({ found }: { found: View<"RetentionAnswer"> }) {
  const first = found.overall[0];
  if (found.cohorts.every((cohort) => cohort.people === 0)) return <Nobody />;
  return (
    <>
      {first?.share == null ? (
        <Headline
          value="Too early to say"
          words={`as for nobody the ${found.unit} after they began is over; choose a longer period${found.unit === "day" ? "" : `, or a shorter unit than the ${found.unit}`}`}
        />
      ) : (
        <Headline
          value={percent(first.share)}
          words={`came back one ${found.unit} later, of ${count(first.people)} people of whom that is known`}
        />
      )}
      <Heat found={found} label="Who came back, by when they began" />
    </>
  );
}

function Trend({ found, asked, worth }: { found: View<"TrendAnswer">; asked: Asked; worth?: string }) {
  const format = (value: number) => amount(value, worth);
  if (found.series.every((line) => !line.total && !line.previous_total)) {
    return <Nobody measured={needsProperty(asked.measure) ? asked.property : ""} />;
  }
  const names = found.starts.map((start) => unitName(start, asked.unit, found.zone));
  const lines = linesOf(found);
  const partly = partlyOf(found);
  return (
    <>
      <div className={css.totals}>
        {found.series
          .filter((line) => line.group === null)
          .map((line, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place; names may repeat.
            <Total key={place} line={line} format={format} />
          ))}
      </div>
      <Lines
        lines={lines}
        names={names}
        partly={partly}
        height={320}
        label="Figures over time"
        format={format}
      />
      <Legend lines={lines} partly={partly} unit={asked.unit} />
    </>
  );
}

/** A line's figure of the whole period, and how it compares with the one before. */
function Total({ line, format }: { line: TrendLine; format: (value: number) => string }) {
  const change = grown(line.total, line.previous_total);
  const words = [
    `${line.name} in the whole period`,
    line.interval &&
      `between ${format(line.interval.low)} and ${format(line.interval.high)} at 95% certainty`,
    change !== null &&
      line.previous_total != null &&
      `${signed(change)} on ${format(line.previous_total)} in the one before`,
  ];
  return (
    <Headline
      value={line.total === null ? "–" : format(line.total)}
      words={words.filter(Boolean).join(", ")}
    />
  );
}

const signed = (change: number): string => `${change >= 0 ? "+" : "−"}${percent(Math.abs(change))}`;
