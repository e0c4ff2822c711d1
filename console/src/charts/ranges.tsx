import type { ReactNode } from "react";
import css from "./ranges.module.css";
import { around, hueOf } from "./scale";

export interface Range {
  key: string;
  name: ReactNode;
  value: number | null;
  low?: number | null;
  high?: number | null;
  hue?: number;
  /** Said in place of the value where there is none. */
  why?: string;
  /** Behind the value. */
  note?: ReactNode;
}

interface Props {
  label: string;
  ranges: readonly Range[];
  format: (value: number) => string;
  /** Bars from nothing on, or points that lie left or right of it. */
  as?: "bars" | "points";
  /** What says nothing: of a difference 0, of an AUC what chance gives. */
  line?: number;
}

/** Figures with their intervals, one below the other on one scale. */
export function Ranges({ label, ranges, format, as = "bars", line = 0 }: Props) {
  const [least, most] = around(
    ranges.flatMap(({ value, low, high }) =>
      [value, low, high].filter((each): each is number => each != null),
    ),
    line,
  );
  const place = (value: number) => `${((value - least) / (most - least || 1)) * 100}%`;
  const size = (from: number, to: number) => `${(Math.abs(to - from) / (most - least || 1)) * 100}%`;
  return (
    <ul className={css.ranges} aria-label={label} data-as={as} data-chart={label}>
      {ranges.map((range) => (
        <li key={range.key} style={{ color: hueOf(range.hue ?? 0) }}>
          <span className={css.name}>{range.name}</span>
          <span className={css.scale} aria-hidden>
            <i className={css.zero} style={{ left: place(line) }} />
            {range.value !== null && as === "bars" && (
              <i
                className={css.bar}
                style={{ left: place(Math.min(line, range.value)), width: size(line, range.value) }}
              />
            )}
            {range.low != null && range.high != null && (
              <i
                className={css.interval}
                style={{ left: place(range.low), width: size(range.low, range.high) }}
              />
            )}
            {range.value !== null && as === "points" && (
              <i className={css.point} style={{ left: place(range.value) }} />
            )}
          </span>
          <span className={`${css.value} figure`}>
            {range.value === null ? (
              <span className={`${css.why} quiet`}>{range.why ?? "–"}</span>
            ) : (
              <b>{format(range.value)}</b>
            )}
            {range.low != null && range.high != null && (
              <span className={`${css.bounds} quiet`}>{`${format(range.low)} to ${format(range.high)}`}</span>
            )}
            {range.note && <span className={css.note}>{range.note}</span>}
          </span>
        </li>
      ))}
      {as === "points" && (
        <li className={css.axis} aria-hidden>
          <span />
          <span className={css.scale}>
            {ends(least, most, line).map((tick) => (
              <span
                key={tick}
                className="figure"
                data-at={
                  tick === 0 ? undefined : tick === least ? "start" : tick === most ? "end" : undefined
                }
                style={{ left: place(tick) }}
              >
                {tick === 0 ? "0" : format(tick)}
              </span>
            ))}
          </span>
        </li>
      )}
    </ul>
  );
}

/** The line and both ends; an end that is close to the line would be written over it. */
function ends(least: number, most: number, line: number): number[] {
  const near = (most - least) * 0.2;
  return [least, line, most].filter(
    (tick, at, all) => all.indexOf(tick) === at && (tick === line || Math.abs(tick - line) > near),
  );
}
