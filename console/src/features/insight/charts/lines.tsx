import { useElementSize } from "@mantine/hooks";
import { useState } from "react";
import { HUES, hueOf, ticks } from "@/charts/scale";
import { compact, figure } from "@/ui/format";
import css from "./charts.module.css";

/** A line; `faint` for what is only there to compare with. */
export interface Line {
  key: string;
  name: string;
  values: (number | null)[];
  hue: number;
  faint?: boolean;
  /** Where each value may truly lie, if the values are of samples. */
  intervals?: (Interval | null)[];
}

/** Which units at the ends are not whole: the first begins before the period, the last is not over. */
export interface Partly {
  first: boolean;
  last: boolean;
}

interface Interval {
  low: number;
  high: number;
}

const LEFT = 44;
const FOOT = 22;

/** Figures over time, over the intervals in which they may truly lie; dashed at the ends where a unit is not whole.
 * Pointing shows the figures of a unit. */
export function Lines({
  lines,
  names,
  partly,
  height: least = 280,
  fill = false,
  label,
  format = figure,
}: {
  lines: Line[];
  names: string[];
  partly: Partly;
  height?: number;
  /** Whether it takes all the height that there is, from `height` on. */
  fill?: boolean;
  label: string;
  format?: (value: number) => string;
}) {
  const { ref, width, height: given } = useElementSize();
  const height = fill ? Math.max(least, Math.floor(given)) : least;
  const [pointed, point] = useState<number>();
  const whole = lines.every((line) =>
    line.values.every((value) => value === null || Number.isInteger(value)),
  );
  const scale = ticks(highest(lines), whole);
  const top = scale.at(-1) ?? 1;
  const room = Math.max(1, width - LEFT - 8);
  const x = (place: number) => LEFT + (names.length < 2 ? room / 2 : (place / (names.length - 1)) * room);
  const y = (value: number) => 8 + (1 - Math.min(value, top) / top) * (height - FOOT - 8);
  const every = Math.max(1, Math.ceil(names.length / Math.max(1, Math.floor(room / 84))));
  const last = names.length - 1;
  const [from, until] = [partly.first ? 1 : 0, partly.last ? last - 1 : last];
  return (
    <figure
      ref={ref}
      className={css.lines}
      data-fill={fill}
      style={{ minHeight: least }}
      data-chart={label}
      aria-label={label}
    >
      {width > 0 && (
        <svg
          width={width}
          height={height}
          aria-hidden
          onMouseMove={(event) => {
            const at = event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT;
            point(Math.max(0, Math.min(last, Math.round((at / room) * last))));
          }}
          onMouseLeave={() => point(undefined)}
        >
          {scale.map((tick) => (
            <g key={tick}>
              <line x1={LEFT} x2={width - 8} y1={y(tick)} y2={y(tick)} className={css.rule} />
              <text x={LEFT - 8} y={y(tick)} className={css.tick} textAnchor="end" dominantBaseline="middle">
                {compact(tick)}
              </text>
            </g>
          ))}
          {names.map(
            (name, place) =>
              place % every === 0 && (
                <text
                  key={name}
                  x={x(place)}
                  y={height - 6}
                  className={css.tick}
                  textAnchor={place === 0 ? "start" : place === last ? "end" : "middle"}
                >
                  {name}
                </text>
              ),
          )}
          {pointed !== undefined && (
            <line x1={x(pointed)} x2={x(pointed)} y1={8} y2={height - FOOT} className={css.here} />
          )}
          {lines.map((line) => (
            <g key={line.key} style={{ color: hueOf(line.hue) }} data-faint={line.faint} className={css.line}>
              {line.intervals && <path d={spanned(line.intervals, x, y)} className={css.band} />}
              <path d={drawn(line.values, x, y, from, until)} data-again={line.hue >= HUES} />
              {partly.first && <path d={drawn(line.values, x, y, 0, 1)} className={css.unfinished} />}
              {partly.last && last > from && (
                <path d={drawn(line.values, x, y, last - 1, last)} className={css.unfinished} />
              )}
              {pointed !== undefined && line.values[pointed] != null && (
                <circle cx={x(pointed)} cy={y(line.values[pointed] as number)} r={3.5} />
              )}
            </g>
          ))}
        </svg>
      )}
      {pointed !== undefined && (
        <div
          className={css.tip}
          style={{ left: Math.min(Math.max(x(pointed) - 80, 0), Math.max(0, width - 184)) }}
        >
          <b>
            {names[pointed]}
            {partly.last && pointed === last
              ? ", so far"
              : partly.first && pointed === 0
                ? ", in the period"
                : ""}
          </b>
          {lines.map((line) => (
            <span key={line.key}>
              <i style={{ background: keyOf(line) }} data-faint={line.faint} />
              <span className="clip">{line.name}</span>
              <span className="figure">
                {line.values[pointed] == null ? "–" : format(line.values[pointed] as number)}
                {said(line.intervals?.[pointed], format)}
              </span>
            </span>
          ))}
        </div>
      )}
    </figure>
  );
}

const keyOf = (line: Line) =>
  line.faint ? `color-mix(in srgb, ${hueOf(line.hue)} 25%, var(--faint))` : hueOf(line.hue);

const said = (found: Interval | null | undefined, format: (value: number) => string) =>
  found && <small className="quiet">{` ${format(found.low)} to ${format(found.high)}`}</small>;

/** What the scale must hold: every value, and of intervals as much as leaves the lines their room. */
function highest(lines: Line[]): number {
  const value = Math.max(0, ...lines.flatMap((line) => line.values.map((each) => each ?? 0)));
  const bound = Math.max(
    0,
    ...lines.flatMap((line) => (line.intervals ?? []).map((each) => each?.high ?? 0)),
  );
  return Math.max(value, Math.min(bound, 2 * value));
}

/** The area between the bounds, with a gap where there are none. */
function spanned(
  intervals: (Interval | null)[],
  x: (place: number) => number,
  y: (value: number) => number,
): string {
  const runs: [place: number, found: Interval][][] = [[]];
  intervals.forEach((found, place) => {
    if (found) runs.at(-1)?.push([place, found]);
    else runs.push([]);
  });
  const at = (place: number, value: number) => `${x(place).toFixed(1)} ${y(Math.max(0, value)).toFixed(1)}`;
  return runs
    .filter((run) => run.length > 0)
    .map((run) => {
      const over = run.map(([place, found]) => at(place, found.high));
      const under = run.map(([place, found]) => at(place, found.low)).reverse();
      return `M${[...over, ...under].join("L")}Z`;
    })
    .join("");
}

function drawn(
  values: (number | null)[],
  x: (place: number) => number,
  y: (value: number) => number,
  from: number,
  until: number,
): string {
  let path = "";
  let pen = false;
  values.forEach((value, place) => {
    if (place < from || place > until) return;
    if (value === null) {
      pen = false;
      return;
    }
    path += `${pen ? "L" : "M"}${x(place).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = true;
  });
  return path;
}

/** Which line is which, and what is dashed; nothing where one line says it all. */
export function Legend({ lines, partly, unit }: { lines: Line[]; partly: Partly; unit: string }) {
  if (lines.length < 2 && !partly.first && !partly.last) return null;
  return (
    <ul className={css.legend}>
      {lines.map((line) => (
        <li key={line.key}>
          <i style={{ color: keyOf(line) }} data-line={line.hue >= HUES ? "again" : "once"} aria-hidden />
          {line.name}
        </li>
      ))}
      {(partly.first || partly.last) && (
        <li>
          <i data-open aria-hidden />
          {notWhole(partly, unit)}
        </li>
      )}
    </ul>
  );
}

function notWhole({ first, last }: Partly, unit: string): string {
  const before = `the first ${unit} begins before the period`;
  if (!last) return capital(before);
  return first ? `This ${unit} is not over; ${before}` : `This ${unit}, not over yet`;
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
