import type { View } from "@/api/client";
import { count, percent } from "@/ui/format";
import { took } from "../model";
import css from "./charts.module.css";

type Step = View<"FunnelAnswer">["steps"][number];

/** Each step a column: who took it solid, who was lost before it hatched; what was lost is said between. */
export function FunnelChart({ steps, label }: { steps: Step[]; label: string }) {
  return (
    <ol className={css.funnel} aria-label={label} data-chart={label}>
      {steps.map((step, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place; names may repeat.
        <li key={place}>
          <div className={css.stepHead}>
            <span className={css.place}>{place + 1}</span>
            <span className="clip" title={step.name}>
              {step.name}
            </span>
          </div>
          <div className={css.well} aria-hidden>
            <div className={css.fill} style={{ height: `${step.share * 100}%` }} />
          </div>
          <div className={css.stepFoot}>
            <b className="figure">{percent(step.share)}</b>
            <span className="figure">{count(step.people)} people</span>
            {place > 0 && (
              <span className="quiet figure">
                {percent(step.of_previous)} of the step before
                {step.median_seconds != null && `, ${took(step.median_seconds)} after the first`}
              </span>
            )}
          </div>
        </li>
      ))}
    </ol>
  );
}
