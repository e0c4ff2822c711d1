import { Button } from "@mantine/core";
import { IconPlus, IconUsersGroup } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useAll } from "@/api/all";
import type { View } from "@/api/client";
import { useSoon, useWork } from "@/api/live";
import { useMay } from "@/api/session";
import { PageHead } from "@/shell/page-head";
import { type Column, DataTable } from "@/ui/data-table";
import { Filtered } from "@/ui/filtered";
import { count } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Answer, EmptyState } from "@/ui/states";
import { DocumentStatus } from "@/ui/status";
import { EXAMPLES } from "./examples";
import css from "./segments.module.css";

type Segment = View<"SegmentView">;

const COLUMNS: Column<Segment>[] = [
  {
    id: "name",
    label: "Name",
    width: "minmax(0, 1fr)",
    cell: (segment) => (
      <Link to="/segments/$id" params={{ id: segment.id }}>
        {segment.name}
      </Link>
    ),
  },
  {
    id: "who",
    label: "Who is in it",
    width: "minmax(0, 2fr)",
    wide: "below",
    cell: (segment) => <span className="quiet">{segment.description || segment.expression}</span>,
  },
  {
    id: "state",
    label: "Status",
    width: "100px",
    cell: (segment) => <DocumentStatus {...segment} />,
  },
  {
    id: "count",
    label: "People",
    width: "80px",
    align: "right",
    cell: (segment) => (
      <span className="figure">{segment.state === "live" ? count(segment.count) : "–"}</span>
    ),
  },
  {
    id: "at",
    label: "Changed",
    width: "120px",
    align: "right",
    wide: true,
    cell: (segment) => <Moment at={segment.at} />,
  },
];

/** All segments, with live counts. */
export function SegmentsPage() {
  const navigate = useNavigate();
  const may = useMay("documents:write");
  const segments = useAll("segments");
  useWork("documents", segments.refetch);
  useSoon(() => void segments.refetch());
  const create = (
    <Button component={Link} to="/segments/new" leftSection={<IconPlus size={14} />}>
      New segment
    </Button>
  );
  return (
    <>
      <PageHead title="Segments">{may && create}</PageHead>
      <Answer of={segments} lines={10}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              icon={IconUsersGroup}
              title="Who do you want to talk to?"
              words="A segment is everybody for whom a rule holds right now. People enter and leave it by themselves, to the second."
              action={may && <Examples />}
            />
          ) : (
            <Filtered
              items={items}
              noun="segment"
              placeholder="Filter by name or rule"
              says={(segment) => segment.expression}
            >
              {(rows) => (
                <DataTable
                  label="Segments"
                  columns={COLUMNS}
                  rows={rows}
                  rowKey={(segment) => segment.id}
                  onOpen={(segment) => void navigate({ to: "/segments/$id", params: { id: segment.id } })}
                />
              )}
            </Filtered>
          )
        }
      </Answer>
    </>
  );
}

function Examples() {
  return (
    <div className={css.examples}>
      {EXAMPLES.map((example) => (
        <Link
          key={example.name}
          to="/segments/new"
          search={{ expression: example.expression }}
          className={css.example}
        >
          <b>{example.name}</b>
          <span>{example.words}</span>
        </Link>
      ))}
      <Button component={Link} to="/segments/new" variant="default">
        Start from nothing
      </Button>
    </div>
  );
}
