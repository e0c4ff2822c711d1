import { Select } from "@mantine/core";
import { keepPreviousData } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { api, type View } from "@/api/client";
import { useSoon } from "@/api/live";
import { sentence } from "@/api/problem";
import { Area } from "@/charts/area";
import { armName, between, difference } from "@/features/experiments/model";
import { count, day, humane, percent } from "@/ui/format";
import { Figure, Numbers } from "@/ui/numbers";
import { saysReason } from "@/ui/reasons";
import { Section, Sheet } from "@/ui/sheet";
import { Answer, EmptyState, Loading } from "@/ui/states";
import { saysSuppressed } from "../model/totals";
import { useNamed } from "./known";
import type { Names } from "./names";
import css from "./report.module.css";
import { useVersion } from "./use-version";

const REPORT_AGAIN_MS = 10_000;

type Measure = View<"MeasureView">;

/** What the journey came to: counts as they happen, lift against the hold-out, what became of its messages. */
export default function Report({ journey }: { journey: View<"JourneyView"> }) {
  const params = { path: { document_id: journey.id } };
  const [version, setVersion] = useState<number>();
  const report = api.useQuery(
    "get",
    "/api/v1/journeys/{document_id}/report",
    { params: { ...params, query: version === undefined ? {} : { version } } },
    { placeholderData: keepPreviousData },
  );
  const lift = api.useQuery("get", "/api/v1/journeys/{document_id}/lift", { params });
  const outcomes = api.useQuery("get", "/api/v1/journeys/{document_id}/messages", { params });
  const versions = api.useQuery("get", "/api/v1/journeys/{document_id}/versions", { params });
  const named = useNamed("template");
  // Asked with the rest, and not when the steps are there: what they are called comes with them.
  const told = useVersion(journey.id, report.data?.graph.version ?? journey.version);
  const called = useRef(told);
  if (told) called.current = told;
  // What stands below comes once what stands above is as high as it will be.
  const below = !lift.isPending && called.current !== undefined;
  useSoon(() => {
    for (const one of [report, lift, outcomes]) void one.refetch();
  }, REPORT_AGAIN_MS);
  return (
    <Sheet wide>
      {versions.data && <Which versions={versions.data.items} version={version} onChange={setVersion} />}
      <Answer of={report}>
        {(found) =>
          !named || versions.isPending ? (
            <Loading />
          ) : found.entered + found.held_out === 0 ? (
            <EmptyState
              title="Nobody has entered yet"
              words="Counts, goals, messages and the lift against the hold-out appear here as people go through."
            />
          ) : (
            <Numbers look="large" className={css.numbers}>
              <Figure name="Entered">{count(found.entered)}</Figure>
              <Figure name="Under way">{count(found.under_way)}</Figure>
              <Figure name="Held out">{count(found.held_out + drawnOut(found.drawn))}</Figure>
              <Figure name="Goals">{count(sum(found.goals))}</Figure>
              <Figure name="Messages stopped">{count(sum(found.suppressed))}</Figure>
            </Numbers>
          )
        }
      </Answer>
      <Section
        title="What it adds"
        words="Beside those for whom nothing was done. The interval is valid at any time."
        aside={
          <Link
            to="/experiments/$journey"
            params={{ journey: journey.id }}
            search={{}}
            className={`${css.all} link`}
          >
            All methods
          </Link>
        }
      >
        <Answer of={lift}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="quiet">
                Nothing is held out, or there is no goal. Hold some people out, and name a goal, to know what
                the journey adds.
              </p>
            ) : (
              items.map((measure) => <Lift key={`${measure.node} ${measure.goal}`} measure={measure} />)
            )
          }
        </Answer>
      </Section>
      {below && report.data && report.data.entered + report.data.held_out > 0 && named && (
        <Counted found={report.data} named={named} />
      )}
      {below && report.data && report.data.entered > 0 && (
        <Steps journey={journey} graph={report.data.graph} told={called.current} />
      )}
      {below && (
        <Section title="Messages" words="What became of each template’s messages.">
          <Answer of={outcomes}>
            {({ items }) => (named ? <Outcomes items={items} named={named} /> : <Loading />)}
          </Answer>
        </Section>
      )}
    </Sheet>
  );
}

/** When they came in, and what became of them, by reason. */
function Counted({ found, named }: { found: View<"ReportView">; named: (id: string) => string }) {
  return (
    <>
      <div>
        <h2 className={css.title}>Entered, by day</h2>
        <Area
          label="Entered, by day"
          format={count}
          points={found.days.map((one) => ({ label: day(one.day), value: one.entered }))}
        />
      </div>
      <div className={css.columns}>
        <Counts title="Goals" counts={found.goals} />
        <Counts title="Ended" counts={found.ended} says={saysReason} />
        <Counts
          title="Messages stopped"
          counts={found.suppressed}
          says={(key) => saysSuppressed(key, named)}
        />
        <Counts title="Not entered" counts={found.blocked} says={saysReason} />
      </div>
    </>
  );
}

/** Which version's figures are shown; of all at first, with the steps of what takes entries. */
function Which({ versions, version, onChange }: WhichProps) {
  const live = versions.filter((one) => one.state !== "draft" && one.state !== "refused");
  if (live.length < 2) return null;
  return (
    <Select
      aria-label="Figures of which version"
      w={180}
      allowDeselect={false}
      data={[
        { value: "", label: "All versions" },
        ...live.map((one) => ({ value: String(one.version), label: `Version ${one.version}` })),
      ]}
      value={version === undefined ? "" : String(version)}
      onChange={(found) => onChange(found ? Number(found) : undefined)}
    />
  );
}

interface WhichProps {
  versions: readonly View<"VersionView">[];
  version: number | undefined;
  onChange: (version: number | undefined) => void;
}

/** How each step has done, in the order in which they are written. */
function Steps({ journey, graph, told }: StepsProps) {
  const stepOf = told?.stepOf ?? humane;
  const most = Math.max(...graph.nodes.map((node) => node.reached), 1);
  const held = graph.nodes.some((node) => sum(node.held) > 0);
  return (
    <Section
      title="Step by step"
      words={`How many came to each step of version ${graph.version}, and where they are.`}
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className={css.scroll} tabIndex={0} aria-label="Steps">
        <table className={`${css.arms} ${css.steps}`}>
          <thead>
            <tr>
              <th scope="col">Step</th>
              <th scope="col">Came</th>
              <th scope="col">Went on</th>
              <th scope="col">Here now</th>
              {held && <th scope="col">Held</th>}
              <th scope="col">Ended here</th>
            </tr>
          </thead>
          <tbody>
            {graph.nodes.map((node) => (
              <tr key={node.name}>
                <th scope="row" title={node.name}>
                  {stepOf(node.name)}
                </th>
                <td className="figure">
                  <span
                    className={css.bar}
                    style={{ width: `${(node.reached / most) * 64}px` }}
                    aria-hidden
                  />
                  {count(node.reached)}
                </td>
                <td className="figure">{count(node.passed)}</td>
                <td className="figure">
                  {node.waiting > 0 ? (
                    <Link
                      to="/journeys/$id"
                      params={{ id: journey.id }}
                      search={{ tab: "people", step: node.name }}
                      className="link"
                    >
                      {count(node.waiting)}
                    </Link>
                  ) : (
                    0
                  )}
                </td>
                {held && <td className="figure">{count(sum(node.held))}</td>}
                <td className="figure">{count(sum(node.ended))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Section>
  );
}

interface StepsProps {
  journey: View<"JourneyView">;
  graph: View<"GraphView">;
  /** What its steps are called. */
  told: Pick<Names, "stepOf"> | undefined;
}

interface CountsProps {
  title: string;
  counts: Readonly<Record<string, number>>;
  says?: (name: string) => string;
}

function Counts({ title, counts, says = (name) => name }: CountsProps) {
  const lines = Object.entries(counts).sort(([, one], [, other]) => other - one);
  if (lines.length === 0) return null;
  return (
    <section aria-label={title}>
      <h2 className={css.title}>{title}</h2>
      <ul className={css.lines}>
        {lines.map(([name, value]) => (
          <li key={name}>
            <span>{capital(says(name))}</span>
            <b className="figure">{count(value)}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** One goal of one split: every arm's rate, and how much more it brings than the control. */
function Lift({ measure }: { measure: Measure }) {
  const most = Math.max(...measure.arms.map((arm) => rate(arm)), 1e-9);
  return (
    <section className={css.measure} aria-label={`${measure.name}: ${measure.goal}`}>
      <h2 className={css.title}>
        {measure.name === "hold-out" ? "The journey" : humane(measure.name)} · {capital(measure.goal)}
      </h2>
      <p className={css.why} data-verdict={measure.verdict}>
        {sentence(measure.why)}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className={css.scroll} tabIndex={0} aria-label="Arms">
        <table className={css.arms}>
          <thead>
            <tr>
              <th scope="col">Arm</th>
              <th scope="col">People</th>
              <th scope="col">Goals</th>
              <th scope="col">Rate</th>
              <th scope="col">Difference</th>
            </tr>
          </thead>
          <tbody>
            {measure.arms.map((arm) => {
              const lift = measure.lifts.find((one) => one.treatment === arm.name);
              return (
                <tr key={arm.name}>
                  <th scope="row">{armName(arm.name)}</th>
                  <td className="figure">{count(arm.people)}</td>
                  <td className="figure">{count(arm.converted)}</td>
                  <td className="figure">
                    <span className={css.bar} style={{ width: `${(rate(arm) / most) * 64}px` }} aria-hidden />
                    {percent(rate(arm))}
                  </td>
                  <td className="figure">{saysLift(lift)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </section>
  );
}

/** How many its experiments held out: nothing more is done for them, as for those that the journey itself holds out. */
const drawnOut = (drawn: Readonly<Record<string, number>>): number =>
  Object.entries(drawn).reduce((all, [arm, times]) => all + (/^.+: held_out$/.test(arm) ? times : 0), 0);

const sum = (counts: Readonly<Record<string, number>>) =>
  Object.values(counts).reduce((total, one) => total + one, 0);
const rate = (arm: View<"ArmView">) => (arm.people > 0 ? arm.converted / arm.people : 0);
const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

/** `+2.1 pt (+0.4 pt to +3.9 pt)`; why there is no answer stands above the table. */
function saysLift(lift: View<"LiftView"> | undefined): string {
  if (!lift) return "Control";
  if (!lift.absolute) return "Too few";
  const { absolute, control_rate } = lift;
  return `${difference(true, absolute.value)} (${between(true, absolute, control_rate ?? 0)})`;
}

function Outcomes({ items, named }: { items: View<"OutcomeView">[]; named: (id: string) => string }) {
  if (items.length === 0) return <p className="quiet">It has sent nothing yet.</p>;
  const names = [...new Set(items.flatMap((one) => Object.keys(one.outcomes)))];
  return (
    <div className={css.scroll}>
      <table className={css.arms}>
        <thead>
          <tr>
            <th scope="col">Template</th>
            {names.map((name) => (
              <th key={name} scope="col">
                {humane(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <tr key={one.template}>
              <th scope="row">{one.template ? named(one.template) : "Others"}</th>
              {names.map((name) => (
                <td key={name} className="figure">
                  {count(one.outcomes[name] ?? 0)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
