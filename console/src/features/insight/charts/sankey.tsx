import { useElementSize } from "@mantine/hooks";
import { useState } from "react";
import { count, percent } from "@/ui/format";
import css from "./charts.module.css";
import { NODE, type PathsAnswer, sankey } from "./flow";

const OTHERS = "Others";
/** How far what ends at a node reaches beyond it. */
const ENDING = 28;

/** Who went from what to what, step by step; pointing at a thing shows what runs through it. */
export function Sankey({ found, back, label }: { found: PathsAnswer; back: boolean; label: string }) {
  const { ref, width } = useElementSize();
  const [pointed, point] = useState<string>();
  const steps = Math.max(...found.nodes.map((node) => node.step), 0) + 1;
  const wide = Math.max(width, steps * 150);
  const tall = 420;
  const [boxes, ribbons] = sankey(found, wide, tall, back);
  const height = Math.max(...boxes.map((box) => box.y + box.height), tall) + 4;
  return (
    <section
      ref={ref}
      className={css.scroll}
      style={{ minHeight: height }}
      data-chart={label}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
      tabIndex={0}
    >
      {width > 0 && (
        <svg width={wide} height={height} className={css.sankey} aria-hidden>
          {ribbons.map((ribbon) => {
            const [left, right] = back ? [ribbon.to, ribbon.from] : [ribbon.from, ribbon.to];
            const [a, b] = back ? [ribbon.y1, ribbon.y0] : [ribbon.y0, ribbon.y1];
            const x0 = left.x + NODE;
            const middle = (x0 + right.x) / 2;
            const lit =
              !pointed || pointed === ribbon.key || [ribbon.from.key, ribbon.to.key].includes(pointed);
            return (
              // biome-ignore lint/a11y/noStaticElementInteractions: the table says the same without pointing.
              <path
                key={ribbon.key}
                className={css.ribbon}
                data-lit={lit}
                data-rest={ribbon.to.name === null}
                onMouseEnter={() => point(ribbon.key)}
                onMouseLeave={() => point(undefined)}
                d={`M${x0} ${a}C${middle} ${a} ${middle} ${b} ${right.x} ${b}V${b + ribbon.thick}C${middle} ${b + ribbon.thick} ${middle} ${a + ribbon.thick} ${x0} ${a + ribbon.thick}Z`}
              >
                <title>
                  {`${left.name ?? OTHERS} → ${right.name ?? OTHERS}: ${count(ribbon.paths)} (${percent(ribbon.paths / found.paths)})`}
                </title>
              </path>
            );
          })}
          {boxes.map((box) => (
            // biome-ignore lint/a11y/noStaticElementInteractions: as above.
            <g
              key={box.key}
              transform={`translate(${box.x} ${box.y})`}
              onMouseEnter={() => point(box.key)}
              onMouseLeave={() => point(undefined)}
            >
              {box.ended > 0 && (
                <rect
                  x={back ? -ENDING : NODE}
                  y={box.height * (1 - box.ended / box.paths)}
                  width={ENDING}
                  height={box.height * (box.ended / box.paths)}
                  className={css.ended}
                />
              )}
              <rect
                width={NODE}
                height={box.height}
                rx={2}
                className={css.node}
                data-rest={box.name === null}
              />
              <text
                x={back ? -8 : NODE + 8}
                y={Math.min(box.height / 2, 12) + 1}
                className={css.nodeName}
                data-back={back}
                dominantBaseline="middle"
              >
                <tspan>{shortened(box.name ?? OTHERS)}</tspan>
                <tspan dx={6} className={css.nodeCount}>
                  {count(box.paths)}
                </tspan>
              </text>
              <title>{`${box.name ?? OTHERS}: ${count(box.paths)}, ${count(box.ended)} ${back ? "begin" : "end"} here`}</title>
            </g>
          ))}
        </svg>
      )}
    </section>
  );
}

const shortened = (name: string): string => (name.length > 18 ? `${name.slice(0, 17)}…` : name);
