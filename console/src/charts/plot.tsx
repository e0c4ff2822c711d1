import { useElementSize } from "@mantine/hooks";
import css from "./plot.module.css";
import { hueOf, ticks, toneOf } from "./scale";

type Point = readonly [x: number, y: number];

export interface Curve {
  key: string;
  name: string;
  points: readonly Point[];
  hue: number;
  /** Only there to compare with. */
  faint?: boolean;
  /** How large each point is drawn, of 1; no points if left out. */
  weights?: readonly number[];
}

interface Props {
  label: string;
  curves: readonly Curve[];
  x: { name: string; most?: number; format: (value: number) => string };
  y: { name: string; most?: number; format: (value: number) => string };
  height?: number;
}

const LEFT = 48;
const FOOT = 40;
const TOP = 8;

/** Curves over two axes that begin at nothing. */
export function Plot({ label, curves, x, y, height = 260 }: Props) {
  const { ref, width } = useElementSize();
  const points = curves.flatMap((curve) => curve.points);
  const across = ticks(x.most ?? Math.max(0, ...points.map((point) => point[0])));
  const up = ticks(y.most ?? Math.max(0, ...points.map((point) => point[1])));
  const room = Math.max(1, width - LEFT - 12);
  const px = (value: number) => LEFT + (value / (across.at(-1) ?? 1)) * room;
  const py = (value: number) => TOP + (1 - value / (up.at(-1) ?? 1)) * (height - FOOT - TOP);
  return (
    <figure ref={ref} className={css.plot} aria-label={label} data-chart={label}>
      <p className="quiet">{y.name}</p>
      <div style={{ height }}>
        {width > 0 && (
          <svg width={width} height={height} aria-hidden>
            {up.map((tick) => (
              <g key={tick}>
                <line x1={LEFT} x2={width - 12} y1={py(tick)} y2={py(tick)} className={css.rule} />
                <text
                  x={LEFT - 8}
                  y={py(tick)}
                  className={css.tick}
                  textAnchor="end"
                  dominantBaseline="middle"
                >
                  {y.format(tick)}
                </text>
              </g>
            ))}
            {across.map((tick, place) => (
              <text
                key={tick}
                x={px(tick)}
                y={height - FOOT + 16}
                className={css.tick}
                textAnchor={place === across.length - 1 ? "end" : "middle"}
              >
                {x.format(tick)}
              </text>
            ))}
            <text x={LEFT + room / 2} y={height - 4} className={css.axis} textAnchor="middle">
              {x.name}
            </text>
            {curves.map((curve) => (
              <g
                key={curve.key}
                style={{ color: hueOf(curve.hue) }}
                data-faint={curve.faint}
                className={css.curve}
              >
                <path
                  d={curve.points
                    .map(([a, b], place) => `${place ? "L" : "M"}${px(a).toFixed(1)} ${py(b).toFixed(1)}`)
                    .join("")}
                />
                {curve.weights?.map((weight, place) => {
                  const point = curve.points[place];
                  return (
                    point && (
                      // biome-ignore lint/suspicious/noArrayIndexKey: a point is its place.
                      <circle key={place} cx={px(point[0])} cy={py(point[1])} r={3 + 6 * Math.sqrt(weight)}>
                        <title>{`${x.format(point[0])} → ${y.format(point[1])}`}</title>
                      </circle>
                    )
                  );
                })}
              </g>
            ))}
          </svg>
        )}
      </div>
      <figcaption>
        <Key names={curves} />
      </figcaption>
    </figure>
  );
}

/** Which colour is what; nothing where there is only one. */
export function Key({
  names,
}: {
  names: readonly { key: string; name: string; hue: number; strength?: number; faint?: boolean }[];
}) {
  if (names.length < 2) return null;
  return (
    <ul className={css.key}>
      {names.map((each) => (
        <li key={each.key}>
          <i style={{ background: toneOf(each.hue, each.strength) }} data-faint={each.faint} aria-hidden />
          {each.name}
        </li>
      ))}
    </ul>
  );
}

export interface Column {
  label: string;
  value: number;
  /** Said when it is pointed at, beside the value. */
  detail?: string;
  hue?: number;
  /** How much of the hue, of 1: of what is ordered, the more the stronger. */
  strength?: number;
}

/** Columns side by side over an axis: how something is spread. */
export function Columns({
  label,
  columns,
  format,
  height = 200,
  every = 1,
  line,
}: {
  label: string;
  columns: readonly Column[];
  format: (value: number) => string;
  height?: number;
  /** Which labels are shown: each, every second, … */
  every?: number;
  /** A level to compare with. */
  line?: number;
}) {
  const { ref, width } = useElementSize();
  const up = ticks(Math.max(line ?? 0, ...columns.map((column) => column.value)));
  const room = Math.max(1, width - LEFT);
  const step = room / Math.max(1, columns.length);
  const y = (value: number) => TOP + (1 - value / (up.at(-1) ?? 1)) * (height - 24 - TOP);
  return (
    <figure
      ref={ref}
      className={css.plot}
      style={{ minHeight: height }}
      data-chart={label}
      aria-label={label}
    >
      {width > 0 && (
        <svg width={width} height={height} aria-hidden>
          {up.map((tick) => (
            <g key={tick}>
              <line x1={LEFT} x2={width} y1={y(tick)} y2={y(tick)} className={css.rule} />
              <text x={LEFT - 8} y={y(tick)} className={css.tick} textAnchor="end" dominantBaseline="middle">
                {format(tick)}
              </text>
            </g>
          ))}
          {columns.map((column, place) => (
            <g
              key={column.label}
              className={css.column}
              style={{ color: toneOf(column.hue ?? 0, column.strength) }}
            >
              <rect
                x={LEFT + place * step + Math.min(3, step * 0.12)}
                width={Math.max(1, step - 2 * Math.min(3, step * 0.12))}
                y={y(column.value)}
                height={Math.max(column.value > 0 ? 1.5 : 0, y(0) - y(column.value))}
                rx={2}
              >
                <title>
                  {[column.label, format(column.value), column.detail].filter(Boolean).join(" · ")}
                </title>
              </rect>
              {place % every === 0 && (
                <text x={LEFT + (place + 0.5) * step} y={height - 6} className={css.tick} textAnchor="middle">
                  {column.label}
                </text>
              )}
            </g>
          ))}
          {line !== undefined && (
            <line x1={LEFT} x2={width} y1={y(line)} y2={y(line)} className={css.level} />
          )}
        </svg>
      )}
    </figure>
  );
}
