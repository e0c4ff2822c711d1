import { Button } from "@mantine/core";
import { IconPlus, IconSparkles } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { api } from "@/api/client";
import { useWork } from "@/api/live";
import { useMay } from "@/api/session";
import { PageHead } from "@/shell/page-head";
import { type Column, DataTable } from "@/ui/data-table";
import { Filtered } from "@/ui/filtered";
import { count, figure } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Answer, EmptyState } from "@/ui/states";
import { Status } from "@/ui/status";
import { type Model, saysAccuracy, saysGoal } from "./model";

const COLUMNS: Column<Model>[] = [
  {
    id: "name",
    label: "Name",
    cell: (model) => (
      <Link to="/models/$id" params={{ id: model.id }}>
        {model.name}
      </Link>
    ),
  },
  {
    id: "goal",
    label: "Predicts",
    width: "minmax(0, 1.4fr)",
    wide: "below",
    cell: (model) => (
      <span className="quiet" title={model.eligible ? `of those who ${model.eligible}` : "of everybody"}>
        {saysGoal(model)}
      </span>
    ),
  },
  { id: "state", label: "State", width: "136px", cell: (model) => <Standing model={model} /> },
  {
    id: "accuracy",
    label: "Accuracy",
    width: "112px",
    wide: "below",
    cell: (model) => <span className="figure">{saysAccuracy(model)}</span>,
  },
  {
    id: "ece",
    label: "Calibration error",
    width: "112px",
    align: "right",
    wide: true,
    cell: (model) =>
      model.calibration === null ? (
        <span className="quiet">–</span>
      ) : (
        <span className="figure" title="Expected calibration error, in points of probability">
          {figure(model.calibration * 100)} pt
        </span>
      ),
  },
  {
    id: "scored",
    label: "People",
    width: "80px",
    align: "right",
    wide: true,
    cell: (model) => <span className="figure">{model.scored ? count(model.scored) : "–"}</span>,
  },
  {
    id: "at",
    label: "Scored",
    width: "110px",
    align: "right",
    wide: true,
    cell: (model) =>
      model.scored_at ? <Moment at={model.scored_at} /> : <span className="quiet">not yet</span>,
  },
];

/** How it stands, in a word. */
export function Standing({ model }: { model: Model }) {
  if (model.alarm) return <Status tone="bad">Has drifted</Status>;
  if (model.challenger !== null) return <Status tone="accent">Challenger waits</Status>;
  if (model.published === null) return <Status>Not trained yet</Status>;
  return model.scored_at ? (
    <Status tone="good">Scores people</Status>
  ) : (
    <Status tone="warn">Not scored yet</Status>
  );
}

/** All models: what each predicts, how good it is, whether its world has moved. */
export function ModelsPage() {
  const navigate = useNavigate();
  const models = api.useQuery("get", "/api/v1/models");
  useWork("models", models.refetch);
  const may = useMay("documents:write");
  return (
    <>
      <PageHead title="Models">
        {may && (
          <Button leftSection={<IconPlus size={14} />} onClick={() => void navigate({ to: "/models/new" })}>
            New model
          </Button>
        )}
      </PageHead>
      <Answer of={models} lines={8}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              icon={IconSparkles}
              title="Who will leave, who will buy, who is worth what?"
              words={
                <>
                  A model learns from your own past and gives everybody a score with its reasons. Segments,
                  journeys and messages read it at once: <code>score(churn) &gt;= 0.5</code>.
                </>
              }
              action={
                may && (
                  <Button component={Link} to="/models/new" leftSection={<IconPlus size={14} />}>
                    Start from an example
                  </Button>
                )
              }
            />
          ) : (
            <Filtered items={items} noun="model" placeholder="Filter by name or goal" says={saysGoal}>
              {(rows) => (
                <DataTable
                  label="Models"
                  columns={COLUMNS}
                  rows={rows}
                  rowKey={(model) => model.id}
                  onOpen={(model) => void navigate({ to: "/models/$id", params: { id: model.id } })}
                />
              )}
            </Filtered>
          )
        }
      </Answer>
    </>
  );
}
