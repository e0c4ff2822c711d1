import css from "./area.module.css";
import { type Bar, Table } from "./bars";
import { Tabled } from "./charted";

const WIDTH = 400;
const FEWEST = 3;

interface Props {
  label: string;
  points: Bar[];
  height?: number;
  format: (value: number) => string;
}

/** A size over time: a line over a tint, its scale from nothing, first and last day named; columns where no line is. */
export function Area(props: Props) {
  const { label, points, format } = props;
  const rows = points.map((point) => [point.label, format(point.value)]);
  return (
    <Tabled label={label} table={{ head: ["When", "How many"], rows }}>
      {points.length < FEWEST ? <Columns {...props} /> : <Curve {...props} />}
    </Tabled>
  );
}

function Curve({ label, points, height = 72, format }: Props) {
  const most = Math.max(1, ...points.map((point) => point.value));
  const x = (place: number) => (place / (points.length - 1)) * WIDTH;
  const y = (value: number) => 4 + (1 - value / most) * (height - 8);
  const line = points
    .map((point, place) => `${place ? "L" : "M"}${x(place).toFixed(1)} ${y(point.value).toFixed(1)}`)
    .join("");
  return (
    <figure className={css.area} style={{ minHeight: height + 20 }} data-chart={label}>
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
        <span>{points[0]?.label}</span>
        <span>{points.at(-1)?.label}</span>
      </figcaption>
      <Table label={label} bars={points} />
    </figure>
  );
}

/** One or two days are no course of anything: each is a column, with its figure and its day below. */
function Columns({ label, points, height = 72, format }: Props) {
  const most = Math.max(1, ...points.map((point) => point.value));
  return (
    <div className={css.columns} data-chart={label}>
      {points.map((point) => (
        <p key={point.label} aria-hidden>
          <i style={{ height: Math.max(1, (point.value / most) * height) }} />
          <b className="figure">{format(point.value)}</b> {point.label}
        </p>
      ))}
      <Table label={label} bars={points} />
    </div>
  );
}
