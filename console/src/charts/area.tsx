import css from "./area.module.css";
import { type Bar, Table } from "./bars";

const WIDTH = 400;

/** A size over time: a line over a tint, its scale from nothing, first and last day named. */
export function Area({
  label,
  points,
  height = 72,
  format,
}: {
  label: string;
  points: Bar[];
  height?: number;
  format: (value: number) => string;
}) {
  const most = Math.max(1, ...points.map((point) => point.value));
  const x = (place: number) => (points.length < 2 ? WIDTH : (place / (points.length - 1)) * WIDTH);
  const y = (value: number) => 4 + (1 - value / most) * (height - 8);
  const line = points
    .map((point, place) => `${place ? "L" : "M"}${x(place).toFixed(1)} ${y(point.value).toFixed(1)}`)
    .join("");
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return null;
  return (
    <figure className={css.area} style={{ minHeight: height + 20 }}>
      <span className={`${css.top} figure`} aria-hidden>
        {format(most)}
      </span>
      <svg viewBox={`0 0 ${WIDTH} ${height}`} preserveAspectRatio="none" height={height} aria-hidden>
        <line x1="0" x2={WIDTH} y1="4" y2="4" className={css.rule} />
        <line x1="0" x2={WIDTH} y1={height - 4} y2={height - 4} className={css.rule} />
        <path d={`${line}L${WIDTH} ${height - 4}L0 ${height - 4}Z`} className={css.tint} />
        <path d={line} className={css.line} />
      </svg>
      <figcaption>
        <span>{first.label}</span>
        <span>{last.label}</span>
      </figcaption>
      <Table label={label} bars={points} />
    </figure>
  );
}
