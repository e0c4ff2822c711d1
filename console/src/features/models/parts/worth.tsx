import { Charted, Figures } from "@/charts/charted";
import { Ranges } from "@/charts/ranges";
import { amount } from "@/features/insight/amounts";
import { compact, count, figure, percent, plural } from "@/ui/format";
import { inUnit } from "@/ui/happening";
import { Figure, Numbers } from "@/ui/numbers";
import { Section } from "@/ui/sheet";
import { MEANS, type ValueReport } from "../model";
import css from "../models.module.css";

const PARTS = ["mae", "rmse", "spearman", "top_decile", "purchases_mae", "active_auc"] as const;
const NAMES: Record<(typeof PARTS)[number], string> = {
  mae: "Off by, on average",
  rmse: "Off by, large errors count more",
  spearman: "Rank correlation",
  top_decile: "Held by the best tenth",
  purchases_mae: "Purchases off by",
  active_auc: "Ranks who buys (AUC)",
};

/** Those that are told in what is predicted. */
const AMOUNTS: readonly string[] = ["mae", "rmse"];

/** A report of lifetime value: which model did best on what it had not seen, and how far single amounts may be off. */
export function Worth({ report, unit }: { report: ValueReport; unit: string }) {
  const whole = (value: number) => amount(value, unit, true);
  const chosen = report.candidates.find((each) => each.model === report.chosen)?.figures;
  const said = chosen ? (chosen.predicted_total ?? 0) : 0;
  return (
    <>
      {chosen && (
        <Numbers look="large">
          <Figure name="Chosen by back-test" note={`over ${figure(report.horizon_weeks)} weeks`}>
            {report.chosen}
          </Figure>
          <Figure name="Ranks (Spearman)" means={MEANS.spearman} note="of predicted and real amounts">
            {(chosen.spearman ?? 0).toFixed(3)}
          </Figure>
          <Figure name="Best tenth holds" means={MEANS.top_decile} note="of what really came">
            {percent(chosen.top_decile ?? 0)}
          </Figure>
          <Figure name="Off by" note="per customer, on average">
            {amount(chosen.mae ?? 0, unit)}
          </Figure>
          <Figure name="Intervals hold" note="of the real amounts; 80% is right">
            {report.coverage === null ? "–" : percent(report.coverage)}
          </Figure>
        </Numbers>
      )}
      <p className="quiet">
        Learnt from {plural(Math.round(report.calibration_weeks), "week")}, judged by{" "}
        {count(report.judged_customers)} customers over the {figure(report.horizon_weeks)} weeks after it
        {report.season !== 1 && `; the season counts ${figure(report.season)} times`}.
      </p>
      <div className={css.charts}>
        <Charted
          title="Did the total come true?"
          words="Predicted totals of each model beside what really came in the back-test, with its sampling error."
          table={{
            head: ["Model", "Predicted", "Real", "Between", "Predicted ÷ real"],
            rows: report.candidates.map((each) => [
              each.model,
              each.figures ? whole(each.figures.predicted_total ?? 0) : "refused",
              each.figures ? whole(each.figures.real_total ?? 0) : "–",
              each.model !== report.chosen || report.total_low === null || report.total_high === null
                ? ""
                : `${whole(said * report.total_low)} to ${whole(said * report.total_high)}`,
              each.figures?.real_total
                ? figure((each.figures.predicted_total ?? 0) / each.figures.real_total)
                : "–",
            ]),
          }}
        >
          <Ranges
            label="Totals"
            format={(value) => inUnit(compact(value), unit)}
            ranges={[
              {
                key: "real",
                name: "What came",
                value: chosen?.real_total ?? null,
                low: report.total_low === null ? null : said * report.total_low,
                high: report.total_high === null ? null : said * report.total_high,
                hue: 1,
              },
              ...report.candidates.map((each) => ({
                key: each.model,
                name: each.model,
                value: each.figures?.predicted_total ?? null,
                why: "refused",
                hue: each.model === report.chosen ? 0 : 5,
              })),
            ]}
          />
        </Charted>
        <Charted
          title="Who ranks customers best?"
          words="Rank correlation of predicted and real amounts."
          table={{
            head: ["Model", "Rank correlation", "Held by the best tenth"],
            rows: report.candidates.map((each) => [
              each.model,
              each.figures ? (each.figures.spearman ?? 0).toFixed(3) : "–",
              each.figures ? percent(each.figures.top_decile ?? 0) : "–",
            ]),
          }}
        >
          <Ranges
            label="Rank correlation by model"
            format={(value) => value.toFixed(3)}
            ranges={report.candidates.map((each) => ({
              key: each.model,
              name: each.model,
              value: each.figures?.spearman ?? null,
              why: "refused",
              hue: each.model === report.chosen ? 0 : 5,
            }))}
          />
        </Charted>
      </div>
      <Section
        title="All models"
        words="The best first, by the mean of their places in all errors and rankings."
      >
        <Figures
          label="All models"
          head={["Model", ...PARTS.map((part) => NAMES[part]), "Parameters"]}
          rows={report.candidates.map((each) => [
            each.model === report.chosen ? `${each.model}, chosen` : each.model,
            ...PARTS.map((part) => {
              const value = each.figures?.[part];
              if (value === undefined) return "–";
              if (part === "top_decile") return percent(value);
              return AMOUNTS.includes(part) ? amount(value, unit) : figure(value);
            }),
            each.refused ? (
              <span key="why">refused: {each.refused}</span>
            ) : (
              Object.entries(each.parameters)
                .map(([name, value]) => `${name} ${value.toPrecision(3)}`)
                .join(", ")
            ),
          ])}
        />
      </Section>
    </>
  );
}
