import { Button } from "@mantine/core";
import { IconCalculator, IconFlask2 } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { api } from "@/api/client";
import { PageHead } from "@/shell/page-head";
import { type Column, DataTable } from "@/ui/data-table";
import { count } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Answer, EmptyState } from "@/ui/states";
import { Status } from "@/ui/status";
import { between, difference, type Experiment, isShare, titleOf, verdictOf } from "./model";

const COLUMNS: Column<Experiment>[] = [
  {
    id: "name",
    label: "Experiment",
    cell: (each) => (
      <Link to="/experiments/$journey" params={{ journey: each.journey }} search={{ node: each.node }}>
        {titleOf(each)}
      </Link>
    ),
  },
  {
    id: "journey",
    label: "Journey",
    wide: "below",
    cell: (each) => (
      <Link to="/journeys/$id" params={{ id: each.journey }} className="quiet">
        {each.journey_name}
      </Link>
    ),
  },
  { id: "verdict", label: "Result", width: "176px", cell: (each) => <Verdict experiment={each} /> },
  {
    id: "lift",
    label: "Difference",
    width: "250px",
    wide: "below",
    cell: (each) => <Best experiment={each} />,
  },
  {
    id: "people",
    label: "People",
    width: "72px",
    align: "right",
    wide: "below",
    cell: (each) => (
      <span className="figure">{count(each.arms.reduce((sum, arm) => sum + arm.people, 0))}</span>
    ),
  },
  {
    id: "began",
    label: "Since",
    width: "120px",
    align: "right",
    wide: true,
    cell: (each) => (each.began ? <Moment at={each.began} /> : <span className="quiet">not yet</span>),
  },
];

/** What to do, as a dot and a word. */
function Verdict({ experiment }: { experiment: Experiment }) {
  if (!experiment.reading) return <Status>Not measured</Status>;
  const [words, tone] = verdictOf(experiment.reading);
  return <Status tone={tone}>{words}</Status>;
}

/** The largest difference in the primary metric; while nothing is certain no figure, which would be chance. */
function Best({ experiment }: { experiment: Experiment }) {
  const goal = experiment.reading?.metrics.find((each) => each.role === "goal");
  const share = goal ? isShare(experiment, goal.name) : true;
  const lifts = (goal?.comparisons ?? []).flatMap(({ anytime }) =>
    anytime.kind === "lift" ? [anytime] : [],
  );
  const most = lifts.sort((one, other) => other.absolute.value - one.absolute.value)[0];
  if (!most) return <span className="quiet">–</span>;
  const interval = between(share, most.absolute, most.control);
  return experiment.reading?.verdict === "open" ? (
    <span className="quiet" title={interval}>
      Too early to say
    </span>
  ) : (
    <span className="figure">{`${difference(share, most.absolute.value)} (${interval})`}</span>
  );
}

/** Every split of every journey that is measured. */
export function ExperimentsPage() {
  const navigate = useNavigate();
  const experiments = api.useQuery("get", "/api/v1/experiments");
  return (
    <>
      <PageHead title="Experiments">
        <Button
          variant="default"
          leftSection={<IconCalculator size={15} stroke={1.7} />}
          onClick={() => void navigate({ to: "/experiments/plan" })}
        >
          Sample size
        </Button>
      </PageHead>
      <Answer of={experiments} lines={8}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              icon={IconFlask2}
              title="What does a journey really add?"
              words="Hold some people out of a journey, or let an experiment step draw between arms. Here stands what each arm brings, by intervals that are valid at any time."
              action={
                <Link to="/journeys" className="link">
                  Go to journeys
                </Link>
              }
            />
          ) : (
            <DataTable
              label="Experiments"
              columns={COLUMNS}
              rows={items}
              rowKey={(each) => `${each.journey} ${each.node}`}
              onOpen={(each) =>
                void navigate({
                  to: "/experiments/$journey",
                  params: { journey: each.journey },
                  search: { node: each.node },
                })
              }
            />
          )
        }
      </Answer>
    </>
  );
}
