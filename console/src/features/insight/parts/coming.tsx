import { Skeleton } from "@mantine/core";
import type { Topic } from "../model";
import css from "./coming.module.css";

/** What an answer will look like: so that who waits knows what for. */
export function Coming({ topic, steps, view }: { topic: Topic; steps: number; view: "chart" | "table" }) {
  if (view === "table") return <Rows count={8} height={16} />;
  return (
    <>
      <div className={css.headline}>
        <Skeleton width={96} height={26} />
        <Skeleton width={280} height={12} />
      </div>
      <Chart topic={topic} steps={steps} />
    </>
  );
}

function Chart({ topic, steps }: { topic: Topic; steps: number }) {
  switch (topic) {
    case "funnel":
      return <Columns heights={Array.from({ length: steps }, (_, place) => 100 - (place * 70) / steps)} />;
    case "paths":
      return <Columns heights={[100, 82, 64, 46]} narrow />;
    case "retention":
      return <Rows count={7} height={26} />;
    case "trend":
      return <Skeleton height={320} />;
    case "lifecycle":
      return <Skeleton height={300} />;
    case "friction":
    case "rfm":
      return <Bars count={8} />;
  }
}

const each = (count: number) => Array.from({ length: count }, (_, place) => place);

function Columns({ heights, narrow = false }: { heights: number[]; narrow?: boolean }) {
  return (
    <div className={css.columns} data-narrow={narrow}>
      {heights.map((height) => (
        <Skeleton key={height} height={`${height}%`} />
      ))}
    </div>
  );
}

function Rows({ count, height }: { count: number; height: number }) {
  return (
    <div className={css.rows}>
      {each(count).map((place) => (
        <Skeleton key={place} height={height} />
      ))}
    </div>
  );
}

/** A name, and a bar behind it. */
export function Bars({ count }: { count: number }) {
  return (
    <div className={css.bars}>
      {each(count).flatMap((place) => [
        <Skeleton key={`${place} name`} width={`${60 + ((place * 37) % 40)}%`} height={12} />,
        <Skeleton key={place} width={`${100 - (place * 80) / count}%`} height={14} />,
      ])}
    </div>
  );
}
