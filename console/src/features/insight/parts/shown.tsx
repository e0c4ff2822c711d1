import { IconRoute2 } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { View } from "@/api/client";
import { Figures } from "@/charts/charted";
import { count, figure, percent, plural } from "@/ui/format";
import { EmptyState } from "@/ui/states";
import type { Answered, Reported } from "../asking";
import { FunnelChart } from "../charts/funnel";
import { Heat } from "../charts/heat";
import { Legend, type Line, Lines } from "../charts/lines";
import { Sankey } from "../charts/sankey";
import css from "../insight.module.css";
import { type Asked, groupName, grown, took, unitName } from "../model";
import { Friction } from "./friction";
import { Lifecycle, Rfm } from "./people";

/** An answer as a chart, the figure that matters above it. */
export function Shown({ of, asked }: { of: Exclude<Answered, Reported>; asked: Asked }) {
  switch (of.topic) {
    case "funnel":
      return <Funnel found={of.found} />;
    case "paths":
      return <Paths found={of.found} asked={asked} />;
    case "retention":
      return <Retention found={of.found} />;
    case "trend":
      return <Trend found={of.found} unit={asked.unit} />;
    case "friction":
      return <Friction found={of.found} />;
    case "rfm":
      return <Rfm found={of.found} />;
    case "lifecycle":
      return <Lifecycle found={of.found} />;
  }
}

export function Nobody() {
  return (
    <EmptyState
      icon={IconRoute2}
      title="Nobody did this in the period"
      words="Choose a longer period, another event, or a wider condition."
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
      <Headline
        value={first?.share == null ? "–" : percent(first.share)}
        words={`came back one ${found.unit} later${first ? `, of ${count(first.people)} people of whom that is known` : ""}`}
      />
      <Heat found={found} label="Who came back, by when they began" />
    </>
  );
}

function Trend({ found, unit }: { found: View<"TrendAnswer">; unit: string }) {
  const names = found.starts.map((start) => unitName(start, unit, found.zone));
  const lines = linesOf(found);
  const whole = found.series.find((line) => line.group === null);
  const change = whole ? grown(whole.total, whole.previous_total) : null;
  return (
    <>
      {whole && (
        <Headline
          value={whole.total === null ? "–" : figure(whole.total)}
          words={[
            "in the whole period",
            whole.interval && within(whole.interval),
            change !== null && `${signed(change)} on the one before`,
          ]
            .filter(Boolean)
            .join(", ")}
        />
      )}
      <Lines lines={lines} names={names} open={found.open} label="Figures over time" />
      <Legend lines={lines} open={found.open ? unit : undefined} />
    </>
  );
}

const within = (found: { low: number; high: number }): string =>
  `between ${figure(found.low)} and ${figure(found.high)} at 95% certainty`;

const signed = (change: number): string => `${change >= 0 ? "+" : "−"}${percent(Math.abs(change))}`;

/** What to draw: the groups where there are some, else each event with the period before. */
export function linesOf(found: View<"TrendAnswer">): Line[] {
  const groups = found.series.filter((line) => line.group !== null);
  const shown = groups.length > 0 ? groups : found.series;
  return shown.flatMap((line, hue) => {
    const name = [shown.length > groups.length || !line.group ? line.name : "", groupName(line.group)]
      .filter(Boolean)
      .join(": ");
    const intervals = line.intervals?.length ? line.intervals : undefined;
    const own: Line = { key: `${hue}`, name, values: line.values, hue, intervals };
    const before = (line.previous ?? []).slice(0, line.values.length);
    const past: Line = {
      key: `${hue} before`,
      name: `${name}, period before`,
      values: before,
      hue,
      faint: true,
    };
    return before.length > 0 && groups.length === 0 ? [own, past] : [own];
  });
}
