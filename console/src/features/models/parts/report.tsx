import { IconSparkles } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { api, type View } from "@/api/client";
import { sentence } from "@/api/problem";
import { useMay } from "@/api/session";
import { Charted } from "@/charts/charted";
import { Ranges } from "@/charts/ranges";
import { useChecked } from "@/features/segments/use-estimate";
import { count, percent } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Section, Sheet } from "@/ui/sheet";
import { Answer, EmptyState, ErrorNote } from "@/ui/states";
import { Status } from "@/ui/status";
import {
  blocks,
  fairnessOf,
  type Model,
  reportOf,
  STANDINGS,
  saysFeature,
  saysGoal,
  type Version,
} from "../model";
import css from "../models.module.css";
import { Groups } from "./groups";
import { begin } from "./jobs";
import { Propensity } from "./propensity";
import { Worth } from "./worth";

interface Props {
  model: Model;
  /** Which version; the one that scores, or else the newest, if left out. */
  number: number | undefined;
  jobs: View<"JobView">[];
}

/** The report that was published with a version. */
export default function Report({ model, number, jobs }: Props) {
  const versions = api.useQuery("get", "/api/v1/models/{document_id}/versions", {
    params: { path: { document_id: model.id } },
  });
  const failed = jobs[0]?.state === "failed" ? jobs[0] : undefined;
  return (
    <Answer of={versions} lines={12}>
      {({ items }) => {
        const version =
          items.find((each) => each.version === (number ?? model.published)) ??
          (number === undefined ? items[0] : undefined);
        if (!version) return <Untrained model={model} failed={failed} />;
        return (
          <Sheet wide>
            {failed && <Failed job={failed} />}
            <Whole model={model} version={version} />
          </Sheet>
        );
      }}
    </Answer>
  );
}

function Failed({ job }: { job: View<"JobView"> }) {
  const what = job.kind === "train" ? "The last training failed" : "The last scoring failed";
  return (
    <ErrorNote words={[`${what}: ${sentence(job.error)}`, sentence(job.hint)].filter(Boolean).join(" ")} />
  );
}

function Untrained({ model, failed }: { model: Model; failed: View<"JobView"> | undefined }) {
  const may = useMay("documents:write");
  return (
    <>
      {failed && (
        <div className={css.body}>
          <Failed job={failed} />
        </div>
      )}
      <EmptyState
        icon={IconSparkles}
        title="Nothing has been learnt yet"
        words={
          <>
            It will predict: {saysGoal(model)}
            {model.eligible && (
              <>
                , of those who <Eligible condition={model.eligible} />
              </>
            )}
            . A training looks at several instants of your past and judges itself by the latest, which it has
            not seen.
            {model.retrain && " The server trains by itself when it is due."}
          </>
        }
        action={
          may && (
            <button type="button" className="link" onClick={() => void begin(model.id, "train")}>
              Train now
            </button>
          )
        }
      />
    </>
  );
}

/** Whom it is about, as a sentence; as it was written until that is known. */
function Eligible({ condition }: { condition: string }) {
  const { data } = useChecked({ expression: condition }, undefined);
  return data?.valid && data.says ? data.says : <code>{condition}</code>;
}

function Whole({ model, version }: { model: Model; version: Version }) {
  const report = reportOf(version);
  const fairness = fairnessOf(version);
  return (
    <>
      <header className={css.told}>
        <p>
          <b>{saysGoal(model)}</b>
          {model.eligible ? (
            <span className="quiet">
              {" "}
              of those who <Eligible condition={model.eligible} />
            </span>
          ) : (
            <span className="quiet"> of everybody</span>
          )}
        </p>
        <p className={css.which}>
          Version {version.version}
          <Status tone={STANDINGS[version.standing][1]}>{STANDINGS[version.standing][0]}</Status>
          <span className="quiet">
            trained <Moment at={version.trained_at} />
          </span>
          <Link to="/models/$id" params={{ id: model.id }} search={{ tab: "versions" }} className="link">
            All versions
          </Link>
        </p>
        {blocks(version) && <ErrorNote words={`It does not score: ${sentence(blocks(version))}`} />}
      </header>
      {report.task === "propensity" ? (
        <Propensity report={report} />
      ) : (
        <Worth report={report} unit={model.unit} />
      )}
      <Findings findings={version.findings} />
      {version.reasons.length > 0 && (
        <Charted
          title="What counts, over all"
          words="Each feature’s part of all influence on the scores."
          table={{
            head: ["Feature", "Part of all influence", "Which way"],
            rows: version.reasons.map((reason) => [
              saysFeature(reason.column),
              percent(reason.share),
              saysDirection(reason.direction),
            ]),
          }}
        >
          <Ranges
            label="Influence of features"
            format={percent}
            ranges={version.reasons.slice(0, 12).map((reason) => ({
              key: reason.column,
              name: <span title={reason.column}>{saysFeature(reason.column)}</span>,
              value: reason.share,
              hue: reason.direction === "down" ? 1 : reason.direction === "up" ? 0 : 5,
              note: <span className="quiet">{saysDirection(reason.direction)}</span>,
            }))}
          />
        </Charted>
      )}
      {fairness && <Groups fairness={fairness} />}
      <Lineage version={version} />
    </>
  );
}

const DIRECTIONS: Readonly<Record<string, string>> = {
  up: "more of it raises the score",
  down: "more of it lowers the score",
  mixed: "up here, down there",
};
const saysDirection = (direction: string): string => DIRECTIONS[direction] ?? `most for ${direction}`;

function Findings({ findings }: { findings: Version["findings"] }) {
  if (findings.length === 0) return null;
  return (
    <Section title="To know before you trust it">
      <ul className={css.findings}>
        {findings.map((finding) => (
          <li key={`${finding.code} ${finding.column}`}>
            <Status
              tone={finding.severity === "refuse" ? "bad" : finding.severity === "warn" ? "warn" : "quiet"}
            >
              {finding.severity === "refuse" ? "Refused" : finding.severity === "warn" ? "Look" : "Note"}
            </Status>
            <span>
              {sentence(finding.message)}{" "}
              <span className="quiet">{finding.hint && sentence(finding.hint)}</span>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Lineage({ version }: { version: Version }) {
  const from = version.lineage as {
    rows: number;
    people_share?: number;
    instants: number;
    first_instant: number;
    last_instant: number;
    document_version: number;
    seed: number;
    libraries: Record<string, string>;
  };
  const day = (instant: number) =>
    new Date(instant / 1_000).toLocaleDateString("en-GB", { dateStyle: "medium" });
  return (
    <Section title="Where it comes from">
      <p className="quiet">
        {count(from.rows)} rows{" "}
        {(from.people_share ?? 1) < 1 &&
          `of ${percent(from.people_share ?? 1)} of all people, drawn by chance, `}
        of {from.instants} {from.instants === 1 ? "instant" : "instants"} from {day(from.first_instant)} to{" "}
        {day(from.last_instant)}; document version {from.document_version}, seed {from.seed},{" "}
        {Object.entries(from.libraries)
          .map(([name, number]) => `${name} ${number}`)
          .join(", ")}
        . The same past and seed give the same version.
      </p>
    </Section>
  );
}
