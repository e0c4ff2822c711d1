import { IconWaveSine } from "@tabler/icons-react";
import { api } from "@/api/client";
import { sentence } from "@/api/problem";
import { Charted } from "@/charts/charted";
import { Ranges } from "@/charts/ranges";
import { count, lasting } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Figure, Numbers } from "@/ui/numbers";
import { Section, Sheet } from "@/ui/sheet";
import { Answer, EmptyState, ErrorNote } from "@/ui/states";
import { Status } from "@/ui/status";
import { Term } from "@/ui/term";
import { LEVELS, MEANS, type Model, saysFeature } from "../model";
import css from "../models.module.css";

const SCORES = "(scores)";

/** How far the world has moved since the training: inputs, scores, and how right old scores turned out to be. */
export default function Drift({ model }: { model: Model }) {
  if (model.published === null) {
    return (
      <EmptyState
        icon={IconWaveSine}
        title="Nothing to compare yet"
        words="Once a version scores, this shows how far people have moved from those it was trained on."
      />
    );
  }
  return <Moved model={model} />;
}

function Moved({ model }: { model: Model }) {
  const params = { path: { document_id: model.id } };
  const drift = api.useQuery("get", "/api/v1/models/{document_id}/drift", { params }, { staleTime: 60_000 });
  const runs = api.useQuery("get", "/api/v1/models/{document_id}/runs", { params });
  return (
    <Sheet wide>
      <Answer of={drift} lines={10}>
        {(found) => {
          const scores = found.shifts.find((shift) => shift.name === SCORES);
          const inputs = found.shifts.filter((shift) => shift.name !== SCORES);
          return (
            <>
              {found.alarms.length > 0 && (
                <div className={css.alarms}>
                  {found.alarms.map((alarm) => (
                    <ErrorNote
                      key={alarm}
                      words={sentence(alarm.replace(/`([^`]+)`/, (_, name) => saysFeature(name)))}
                    />
                  ))}
                  <p className="quiet">Look whether the data changed; if people did, train anew.</p>
                </div>
              )}
              <Numbers look="large">
                <Figure
                  name="Scores moved (PSI)"
                  means={MEANS.psi}
                  note={`an alarm from ${model.drift_limit} on`}
                >
                  {scores ? scores.psi.toFixed(3) : "–"}
                </Figure>
                <Figure name="People compared">{count(found.rows)}</Figure>
                {found.trained_auc !== null && (
                  <Figure
                    name="AUC of old scores"
                    means={MEANS.auc}
                    note={
                      found.recent_auc === null
                        ? `known once ${lasting(model.window)} have passed; ${found.trained_auc.toFixed(3)} was published`
                        : `${found.trained_auc.toFixed(3)} was published${found.decayed ? ": it has decayed" : ""}`
                    }
                  >
                    {found.recent_auc === null ? "not yet" : found.recent_auc.toFixed(3)}
                  </Figure>
                )}
              </Numbers>
              <Charted
                title="What moved"
                words="Stability index of each input today against the training. Below 0.1 is noise, from 0.25 on look."
                table={{
                  head: [
                    "Input",
                    <Term key="psi" means={MEANS.psi}>
                      PSI
                    </Term>,
                    <Term key="js" means={MEANS.js}>
                      Jensen-Shannon, bits
                    </Term>,
                    "State",
                  ],
                  rows: inputs.map((shift) => [
                    saysFeature(shift.name),
                    shift.psi.toFixed(3),
                    shift.js.toFixed(3),
                    LEVELS[shift.level]?.[0] ?? shift.level,
                  ]),
                }}
              >
                <Ranges
                  label="Stability index by input"
                  format={(value) => value.toFixed(3)}
                  ranges={inputs.slice(0, 15).map((shift) => ({
                    key: shift.name,
                    name: <span title={shift.name}>{saysFeature(shift.name)}</span>,
                    value: shift.psi,
                    hue: shift.level === "alarm" ? 3 : shift.level === "some" ? 2 : 5,
                    note: (
                      <Status tone={LEVELS[shift.level]?.[1] ?? "quiet"}>
                        {LEVELS[shift.level]?.[0] ?? shift.level}
                      </Status>
                    ),
                  }))}
                />
              </Charted>
            </>
          );
        }}
      </Answer>
      <Section
        title="Runs"
        words="Each time everybody was scored. Only a score that changed can move somebody into a segment or journey."
      >
        <Answer of={runs} lines={3}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="quiet">Nobody has been scored yet.</p>
            ) : (
              <ul className={css.runs}>
                {items.map((run) => (
                  <li key={run.id}>
                    <Moment at={run.at} />
                    <span>version {run.version}</span>
                    <span className="figure">{count(run.rows)} people</span>
                    <span className="figure">{count(run.changed)} changed</span>
                    <span className="figure quiet">moved by {run.drift.toFixed(3)}</span>
                    <Status tone={run.complete ? "good" : "warn"}>
                      {run.complete ? "Complete" : "Being told"}
                    </Status>
                  </li>
                ))}
              </ul>
            )
          }
        </Answer>
      </Section>
    </Sheet>
  );
}
