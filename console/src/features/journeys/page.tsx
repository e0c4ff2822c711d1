import { Button } from "@mantine/core";
import { IconPlus, IconRoute } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useAll } from "@/api/all";
import type { View } from "@/api/client";
import { useWork } from "@/api/live";
import { useMay } from "@/api/session";
import { PageHead } from "@/shell/page-head";
import { type Column, DataTable } from "@/ui/data-table";
import { Filtered } from "@/ui/filtered";
import { count } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Answer, EmptyState } from "@/ui/states";
import { DocumentStatus } from "@/ui/status";

type Journey = View<"JourneyView">;

const COLUMNS: Column<Journey>[] = [
  {
    id: "name",
    label: "Name",
    cell: (journey) => (
      <Link to="/journeys/$id" params={{ id: journey.id }} tabIndex={-1}>
        {journey.name}
      </Link>
    ),
  },
  {
    id: "state",
    label: "Status",
    width: "110px",
    cell: (journey) => <DocumentStatus {...journey} />,
  },
  {
    id: "under",
    label: "Under way",
    width: "96px",
    align: "right",
    cell: (journey) => count(journey.under_way),
  },
  {
    id: "entered",
    label: "Entered",
    width: "90px",
    align: "right",
    wide: "below",
    cell: (journey) => count(journey.entered),
  },
  {
    id: "ended",
    label: "Ended",
    width: "90px",
    align: "right",
    wide: "below",
    cell: (journey) => count(journey.ended),
  },
  {
    id: "at",
    label: "Changed",
    width: "130px",
    align: "right",
    wide: true,
    cell: (journey) => <Moment at={journey.at} />,
  },
];

/** What is at work stands above drafts. */
const RANKS: Readonly<Record<string, number>> = { live: 0, building: 0, pending: 0, paused: 1 };
const atWorkFirst = (journeys: readonly Journey[]): Journey[] =>
  [...journeys].sort((one, other) => (RANKS[one.state] ?? 2) - (RANKS[other.state] ?? 2));

/** All journeys. */
export function JourneysPage() {
  const journeys = useAll("journeys");
  useWork("documents", journeys.refetch);
  const go = useNavigate();
  const create = useMay("documents:write") && (
    <Button component={Link} to="/journeys/new" leftSection={<IconPlus size={14} />}>
      New journey
    </Button>
  );
  return (
    <>
      <PageHead title="Journeys">{journeys.data?.length !== 0 && create}</PageHead>
      <Answer of={journeys}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              icon={IconRoute}
              title="Reach people at the right moment"
              words="A journey begins with something a person does, waits, asks, and sends. Whoever no longer fits is out at once, also while they wait."
              action={create}
            />
          ) : (
            <Filtered items={atWorkFirst(items)} noun="journey">
              {(rows) => (
                <DataTable
                  label="Journeys"
                  columns={COLUMNS}
                  rows={rows}
                  rowKey={(journey) => journey.id}
                  onOpen={(journey) => void go({ to: "/journeys/$id", params: { id: journey.id } })}
                />
              )}
            </Filtered>
          )
        }
      </Answer>
    </>
  );
}
