import { sentence } from "@/api/problem";
import { Charted, Figures } from "@/charts/charted";
import { Ranges } from "@/charts/ranges";
import { count, percent } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Section } from "@/ui/sheet";
import { ErrorNote } from "@/ui/states";
import { Status } from "@/ui/status";
import css from "../experiments.module.css";
import {
  type Answered,
  armName,
  between,
  chance,
  difference,
  type Experiment,
  isShare,
  level,
  type Metric,
  possible,
  verdictOf,
} from "../model";

/** One split, read: what to do, whether the split is sound, each metric by every method. */
export function ReadOut({ experiment }: { experiment: Experiment }) {
  const { reading } = experiment;
  const people = experiment.arms.reduce((sum, arm) => sum + arm.people, 0);
  const [words, tone] = reading ? verdictOf(reading) : ["Not measured", "quiet"];
  return (
    <>
      <header className={css.verdict} data-tone={tone}>
        <b>{words}</b>
        <p>
          {reading
            ? sentence(reading.why)
            : "None of the journey’s goals says within which time it counts. Those held out would be watched for longer than others, so nothing can be compared. Give a goal a time."}
        </p>
        <p className="quiet">
          {count(people)} people
          {experiment.began && (
            <>
              , the first <Moment at={experiment.began} />
              {experiment.per_day !== null && `, ${count(experiment.per_day)} a day`}
            </>
          )}
        </p>
      </header>
      <Split experiment={experiment} />
      {reading?.metrics.map((metric) => (
        <MetricPart key={metric.name} metric={metric} experiment={experiment} />
      ))}
      {reading && <Adjusted experiment={experiment} />}
    </>
  );
}

/** Who came into which arm, and whether that is as it was meant. */
function Split({ experiment }: { experiment: Experiment }) {
  const balance = experiment.reading?.balance;
  const people = experiment.arms.reduce((sum, arm) => sum + arm.people, 0);
  const wrong = balance?.kind === "balance" && balance.state !== "fine";
  return (
    <Section
      title="Assignment"
      aside={
        balance?.kind === "balance" && (
          <Status tone={balance.state === "fine" ? "good" : balance.state === "doubtful" ? "warn" : "bad"}>
            {balance.state === "fine"
              ? "Split as planned"
              : balance.state === "doubtful"
                ? "Doubtful"
                : "Mismatch"}
          </Status>
        )
      }
    >
      {wrong && (
        <ErrorNote
          words={
            balance.state === "mismatch"
              ? `The arms do not have the people they should (p ${chance(balance.always_p)} over all looks). Assignment or counting is broken: trust no lift below before that is found.`
              : `So uneven a split is rare by chance (p ${chance(balance.p)} for one look). Look again when there are more people, and at what decides who comes in.`
          }
        />
      )}
      <Figures
        label="Arms"
        head={["Arm", "People", "Planned", "Share"]}
        rows={experiment.arms.map((arm) => [
          <>
            {armName(arm.name)}
            {arm.name === experiment.control && <span className="quiet"> · control</span>}
          </>,
          count(arm.people),
          percent(arm.share),
          people ? percent(arm.people / people) : "–",
        ])}
      />
    </Section>
  );
}

const ROLES: Record<Metric["role"], string> = {
  goal: "Primary metric",
  guardrail: "Guardrail",
  watched: "Secondary metric",
};

/** A metric by every method: valid at every look, for one look at the end, and what to believe. */
function MetricPart({ metric, experiment }: { metric: Metric; experiment: Experiment }) {
  const share = isShare(experiment, metric.name);
  const unit = experiment.units[metric.name];
  const rows = metric.comparisons.flatMap((each) => [
    { arm: each.treatment, method: "Valid at any time", told: each.anytime },
    { arm: each.treatment, method: "Fixed horizon", told: each.fixed },
  ]);
  const known = rows.some(({ told }) => told.kind === "lift");
  const certain = rows.flatMap(({ told }) => (told.kind === "lift" ? [told.level] : []))[0];
  return (
    <div className={css.metric}>
      <Charted
        title={`${metric.name.charAt(0).toUpperCase()}${metric.name.slice(1)}${unit ? `, ${unit} a person` : ""}`}
        words={
          certain
            ? `${ROLES[metric.role]}. Difference to ${armName(experiment.control).toLowerCase()}, with ${percent(certain)} intervals; one that crosses zero is no evidence yet.`
            : `${ROLES[metric.role]}.`
        }
        table={{
          head: ["Arm", "Method", "Control", "Treated", "Difference", "Interval", "Relative", "p"],
          rows: rows.map(({ arm, method, told }) =>
            told.kind === "lift"
              ? [
                  armName(arm),
                  method,
                  level(share, told.control),
                  level(share, told.treatment),
                  difference(share, told.absolute.value),
                  between(share, told.absolute, told.control),
                  told.relative.kind === "estimate" ? percent(told.relative.value) : "–",
                  chance(told.p),
                ]
              : [armName(arm), method, "", "", "–", sentence(told.message), "", ""],
          ),
        }}
      >
        {known ? (
          <Ranges
            label={`Difference in ${metric.name}`}
            as="points"
            format={(value) => difference(share, value)}
            ranges={rows.map(({ arm, method, told }, place) =>
              rangeOf(`${arm} ${method}`, arm, share, told, place),
            )}
          />
        ) : (
          <p className="quiet">{sentence(unknown(rows))}</p>
        )}
      </Charted>
      {known && <Beliefs metric={metric} share={share} sure={experiment.reading?.level ?? 0.95} />}
      {metric.role === "guardrail" && <Guards metric={metric} />}
    </div>
  );
}

/** Why there is no answer at all. */
const unknown = (rows: { told: Answered }[]): string =>
  rows.flatMap(({ told }) => (told.kind === "unanswered" ? [told.message] : []))[0] ?? "nothing is known yet";

function rangeOf(key: string, arm: string, share: boolean, told: Answered, place: number) {
  const first = place % 2 === 0;
  const name = first ? armName(arm) : <span className="quiet">fixed horizon</span>;
  const hue = first ? 0 : 5;
  if (told.kind !== "lift") return { key, name, value: null, why: first ? sentence(told.message) : "–", hue };
  return {
    key,
    name,
    value: told.absolute.value,
    ...possible(share, told.absolute, told.control),
    hue,
    note: <span className="quiet">{`p ${chance(told.p)}`}</span>,
  };
}

function Beliefs({ metric, share, sure }: { metric: Metric; share: boolean; sure: number }) {
  if (metric.beliefs.kind !== "beliefs") return null;
  return (
    <Figures
      label={`What to believe of ${metric.name}`}
      head={["Arm", `${share ? "Rate" : "Mean"} (${percent(sure)})`, "Chance to be best", "Expected loss"]}
      rows={Object.entries(metric.beliefs.arms).map(([arm, belief]) => [
        armName(arm),
        `${level(share, belief.mean.value)} (${level(share, belief.mean.low)} to ${level(share, belief.mean.high)})`,
        percent(belief.best),
        difference(share, belief.loss).replace("+", ""),
      ])}
    />
  );
}

const GUARDS = { safe: ["Safe", "good"], unclear: ["Unclear", "warn"], harmed: ["Harmed", "bad"] } as const;

function Guards({ metric }: { metric: Metric }) {
  return (
    <ul className={css.beliefs} aria-label={`Whether ${metric.name} suffers`}>
      {metric.comparisons.map(
        (each) =>
          each.guardrail && (
            <li key={each.treatment}>
              <span>{armName(each.treatment)}</span>
              <Status tone={GUARDS[each.guardrail.state][1]}>{GUARDS[each.guardrail.state][0]}</Status>
              <span className="quiet">
                {percent(each.guardrail.margin)} worse would be borne
                {each.guardrail.worst !== null &&
                  `; at worst it is ${percent(Math.abs(each.guardrail.worst))} ${each.guardrail.worst < 0 ? "worse" : "better"}`}
              </span>
            </li>
          ),
      )}
    </ul>
  );
}

/** The same metrics, without what was known of people beforehand. */
function Adjusted({ experiment }: { experiment: Experiment }) {
  const ranges = experiment.adjusted.flatMap((each) =>
    each.comparisons.map((comparison) => ({ each, comparison, share: isShare(experiment, each.metric) })),
  );
  if (ranges.length + experiment.unadjusted.length === 0) return null;
  return (
    <Section
      title="Without what was known beforehand (CUPED)"
      words="What people did before they were drawn explains part of what they do after. Taken out, the same people tell more."
    >
      {ranges.length > 0 && (
        <Figures
          label="Adjusted differences"
          head={["Metric", "Arm", "Difference", "Interval, valid at any time", "Variance removed", "By"]}
          rows={ranges.map(({ each, comparison, share }) => [
            each.metric,
            armName(comparison.treatment),
            comparison.anytime.kind === "lift" ? difference(share, comparison.anytime.absolute.value) : "–",
            comparison.anytime.kind === "lift"
              ? between(share, comparison.anytime.absolute, comparison.anytime.control)
              : sentence(comparison.anytime.message),
            percent(each.removed),
            each.covariate,
          ])}
        />
      )}
      {experiment.unadjusted.map((each) => (
        <p key={each.metric} className="quiet">
          {each.metric}: {sentence(each.why.message)}
        </p>
      ))}
    </Section>
  );
}
