import { useElementSize } from "@mantine/hooks";
import type { View } from "@/api/client";
import { hueOf, ticks } from "@/charts/scale";
import { compact, count } from "@/ui/format";
import { LIFE, LIFE_NAMES, unitName } from "../answers";
import css from "./charts.module.css";

type Found = View<"LifecycleAnswer">;

const LABEL = "People by how they came, unit by unit";
const LEFT = 44;
const FOOT = 22;
/** The colour of each part, by its place among all. */
export const HUE = { new: 4, returning: 1, resurrected: 0, dormant: 5 };

/** Unit by unit: above the line who was active, by how they came; below it who was and is no more. */
export function Stacks({ found, height }: { found: Found; height: number }) {
  const { ref, width } = useElementSize();
  const up = Math.max(
    1,
    ...found.units.map((unit) => (unit.new ?? 0) + (unit.returning ?? 0) + (unit.resurrected ?? 0)),
  );
  const down = Math.max(0, ...found.units.map((unit) => unit.dormant ?? 0));
  const scale = ticks(up, true);
  const step = scale[1] ?? up;
  const below = Math.ceil(down / step);
  const levels = [...Array.from({ length: below }, (_, place) => -(below - place) * step), ...scale];
  const top = scale.at(-1) ?? up;
  const least = -below * step;
  const y = (value: number) => 8 + ((top - value) / (top - least)) * (height - FOOT - 8);
  const room = Math.max(1, width - LEFT - 8);
  const each = room / Math.max(1, found.units.length);
  const every = Math.max(1, Math.ceil(64 / each));
  return (
    <figure
      ref={ref}
      className={css.lines}
      style={{ minHeight: height }}
      data-chart={LABEL}
      aria-label="People by how they came, unit by unit"
    >
      {width > 0 && (
        <svg width={width} height={height} aria-hidden>
          {levels.map((level) => (
            <g key={level}>
              <line
                x1={LEFT}
                x2={width - 8}
                y1={y(level)}
                y2={y(level)}
                className={level === 0 ? css.here : css.rule}
              />
              <text x={LEFT - 8} y={y(level)} className={css.tick} textAnchor="end" dominantBaseline="middle">
                {compact(Math.abs(level))}
              </text>
            </g>
          ))}
          {found.units.map((unit, place) => {
            const x = LEFT + place * each + Math.min(6, each * 0.14);
            const wide = Math.max(1, each - 2 * Math.min(6, each * 0.14));
            const name = unitName(unit.start, found.unit, found.zone);
            let at = 0;
            return (
              <g key={unit.start} opacity={found.open && place === found.units.length - 1 ? 0.5 : 1}>
                <title>
                  {`${name}: ${LIFE.map((sort) => `${LIFE_NAMES[sort].toLowerCase()} ${count(unit[sort] ?? 0)}`).join(", ")}`}
                </title>
                <rect
                  x={LEFT + place * each}
                  width={each}
                  y={8}
                  height={height - FOOT - 8}
                  fill="transparent"
                />
                {(["returning", "resurrected", "new"] as const).map((sort) => {
                  const from = at;
                  at += unit[sort] ?? 0;
                  return (
                    <rect
                      key={sort}
                      x={x}
                      width={wide}
                      y={y(at)}
                      height={Math.max(0, y(from) - y(at))}
                      fill={hueOf(HUE[sort])}
                    />
                  );
                })}
                <rect
                  x={x}
                  width={wide}
                  y={y(0)}
                  height={y(-(unit.dormant ?? 0)) - y(0)}
                  fill={hueOf(HUE.dormant)}
                  fillOpacity={0.55}
                />
                {place % every === 0 && (
                  <text x={x + wide / 2} y={height - 6} className={css.tick} textAnchor="middle">
                    {name}
                  </text>
                )}
              </g>
            );
          })}
        </svg>
      )}
    </figure>
  );
}
