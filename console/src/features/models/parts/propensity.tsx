import { Charted } from "@/charts/charted";
import { Columns, type Curve, Plot } from "@/charts/plot";
import { count, figure, percent } from "@/ui/format";
import { Figure, Numbers } from "@/ui/numbers";
import { judgedShare, MEANS, type PropensityReport, saysRank } from "../model";
import css from "../models.module.css";

const part = (value: number) => percent(value);

/** How good probabilities are: rank, precision, calibration, lift, gain, and whether that lasts. */
export function Propensity({ report }: { report: PropensityReport }) {
  const { model, baseline } = report;
  if (!model) {
    return (
      <p className="quiet">
        No model came out: {count(report.outcomes)} of {count(report.rows)} rows have the outcome. See below
        what to do.
      </p>
    );
  }
  const share = judgedShare(report);
  return (
    <>
      <Numbers look="large">
        <Figure
          name="Ranks (AUC)"
          means={MEANS.auc}
          note={`${saysRank(model.auc)}; ${model.auc_low.toFixed(2)} to ${model.auc_high.toFixed(2)}`}
        >
          {model.auc.toFixed(3)}
        </Figure>
        <Figure name="Precision (PR-AUC)" means={MEANS.pr_auc} note={`${share.toFixed(3)} by chance`}>
          {model.pr_auc.toFixed(3)}
        </Figure>
        <Figure
          name="Squared error (Brier)"
          means={MEANS.brier}
          note={`${(share * (1 - share)).toFixed(3)} by one guess for all`}
        >
          {model.brier.toFixed(3)}
        </Figure>
        <Figure
          name="Off by (ECE)"
          means={MEANS.ece}
          note={model.ece <= 0.03 ? "probabilities mean what they say" : "read them as a ranking"}
        >{`${figure(model.ece * 100)} pt`}</Figure>
        {baseline && (
          <Figure
            name="A plain model"
            means="A logistic regression on the same rows: what the trees have to beat."
            note={
              model.auc >= baseline.auc ? "AUC; this one ranks better" : "AUC; it ranks better than this one"
            }
          >
            {baseline.auc.toFixed(3)}
          </Figure>
        )}
      </Numbers>
      <p className="quiet">
        Judged by {count(report.judged_rows)} rows that it had not seen
        {report.split === "time" ? ", the latest in time" : ", fold by fold"}
        {report.cross_validated_auc !== null &&
          `; a random split would have claimed an AUC of ${report.cross_validated_auc.toFixed(3)}`}
        .
      </p>
      <div className={css.charts}>
        <Calibration report={report} />
        <Gain report={report} />
        <Lift report={report} />
        <Stability report={report} />
      </div>
    </>
  );
}

/** What a curve is held against. */
const diagonal = (name: string): Curve => ({
  key: "diagonal",
  name,
  hue: 5,
  faint: true,
  points: [
    [0, 0],
    [1, 1],
  ],
});

function Calibration({ report }: { report: PropensityReport }) {
  const bins = report.calibration;
  const most = Math.max(1, ...bins.map((bin) => bin.rows));
  return (
    <Charted
      title="Do probabilities mean what they say?"
      words="On the line they do; below it too much was promised."
      table={{
        head: ["Probability", "Rows", "Predicted", "Observed"],
        rows: bins.map((bin) => [
          `${percent(bin.low)} to ${percent(bin.high)}`,
          count(bin.rows),
          percent(bin.predicted),
          percent(bin.observed),
        ]),
      }}
    >
      <Plot
        label="Predicted against observed"
        x={{ name: "Predicted", most: 1, format: part }}
        y={{ name: "Observed", most: 1, format: part }}
        curves={[
          diagonal("As it should be"),
          {
            key: "model",
            name: "This version; larger where there are more people",
            hue: 0,
            points: bins.map((bin) => [bin.predicted, bin.observed] as const),
            weights: bins.map((bin) => bin.rows / most),
          },
        ]}
      />
    </Charted>
  );
}

function Gain({ report }: { report: PropensityReport }) {
  const top = report.lift.find((row) => row.share >= 0.2999);
  return (
    <Charted
      title="How many are found?"
      words={top && `The top ${percent(top.share)} hold ${percent(top.gain)} of all who have the outcome.`}
      table={{
        head: ["Of all people", "Rows", "With the outcome", "Of all with it"],
        rows: report.lift.map((row) => [
          `top ${percent(row.share)}`,
          count(row.rows),
          count(row.outcomes),
          percent(row.gain),
        ]),
      }}
    >
      <Plot
        label="Share found by share asked"
        x={{ name: "Of all people, the highest scores first", most: 1, format: part }}
        y={{ name: "Of all with the outcome", most: 1, format: part }}
        curves={[
          diagonal("By chance"),
          {
            key: "model",
            name: "By score",
            hue: 0,
            points: [[0, 0] as const, ...report.lift.map((row) => [row.share, row.gain] as const)],
          },
        ]}
      />
    </Charted>
  );
}

function Lift({ report }: { report: PropensityReport }) {
  const first = report.lift[0];
  return (
    <Charted
      title="Lift"
      words={
        first && `Among the top tenth the outcome is ${figure(first.lift)} times as frequent as among all.`
      }
      table={{
        head: ["Of all people", "Rows", "Lift"],
        rows: report.lift.map((row) => [`top ${percent(row.share)}`, count(row.rows), row.lift.toFixed(2)]),
      }}
    >
      <Columns
        label="Lift by share of people"
        format={(value) => `${figure(value)}×`}
        line={1}
        columns={report.lift.map((row) => ({ label: percent(row.share), value: row.lift }))}
        every={2}
        height={260}
      />
    </Charted>
  );
}

function Stability({ report }: { report: PropensityReport }) {
  return (
    <Charted
      title="Does it last?"
      words={
        report.split === "time"
          ? "The AUC, period by period of the rows that judged it."
          : "The AUC, fold by fold."
      }
      table={{
        head: ["Part", "Rows", "With the outcome", "AUC", "Scores moved (PSI)"],
        rows: report.stability.map((each) => [
          String(each.part),
          count(each.rows),
          percent(each.rate),
          each.auc === null ? "–" : each.auc.toFixed(3),
          each.psi.toFixed(3),
        ]),
      }}
    >
      <Columns
        label="AUC part by part"
        format={(value) => figure(value)}
        line={0.5}
        columns={report.stability.map((each) => ({
          label: `${each.part}`,
          value: each.auc ?? 0,
          detail: `${count(each.rows)} rows, scores moved by ${each.psi.toFixed(3)}`,
          hue: each.psi > 0.25 ? 2 : 1,
        }))}
        height={260}
      />
    </Charted>
  );
}
