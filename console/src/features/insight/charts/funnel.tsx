import type { CSSProperties } from "react";
import type { View } from "@/api/client";
import { count, percent } from "@/ui/format";
import { took } from "../answers";
import css from "./charts.module.css";

type Step = View<"FunnelAnswer">["steps"][number];

/** Each step a column, as high as the part of people that took it; what was lost falls away between two. */
export function FunnelChart({ steps, label }: { steps: Step[]; label: string }) {
  return (
    <ol className={css.funnel} aria-label={label} data-chart={label}>
      {steps.map((step, place) => {
        const before = steps[place - 1];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place; names may repeat.
          <li key={place}>
            <div className={css.stepHead}>
              <span className={css.place}>{place + 1}</span>
              <span className={css.stepName} title={step.name}>
                {step.name}
              </span>
            </div>
            <div
              className={css.well}
              style={
                { "--share": step.share, "--next": steps[place + 1]?.share ?? step.share } as CSSProperties
              }
              aria-hidden
            >
              <i className={css.fill} />
              {place < steps.length - 1 && <i className={css.slope} />}
            </div>
            <div className={css.stepFoot}>
              <b className="figure">{percent(step.share)}</b>
              <span className="figure">{count(step.people)} people</span>
              {before && before.people > step.people && (
                <span className="quiet figure">
                  {count(before.people - step.people)} lost ({percent(1 - step.of_previous)})
                </span>
              )}
              {before && step.median_seconds != null && (
                <span className="quiet figure">half within {took(step.median_seconds)}</span>
              )}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
