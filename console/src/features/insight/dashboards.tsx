import { IconLayoutDashboard } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { api, type View } from "@/api/client";
import { PageHead } from "@/shell/page-head";
import { type Column, DataTable } from "@/ui/data-table";
import { Moment } from "@/ui/moment";
import { Answer, EmptyState } from "@/ui/states";
import { DocumentStatus } from "@/ui/status";

type Board = View<"DocumentView">;

const COLUMNS: Column<Board>[] = [
  {
    id: "name",
    label: "Name",
    cell: (board) => (
      <Link to="/dashboards/$id" params={{ id: board.id }} style={{ fontWeight: 500 }}>
        {board.name}
      </Link>
    ),
  },
  {
    id: "what",
    label: "What it shows",
    width: "minmax(0, 2fr)",
    wide: true,
    cell: (board) => <span className="quiet">{board.description}</span>,
  },
  { id: "state", label: "Status", width: "100px", cell: (board) => <DocumentStatus state={board.state} /> },
  { id: "at", label: "Changed", width: "120px", wide: true, cell: (board) => <Moment at={board.at} /> },
];

/** All dashboards. */
export function DashboardsPage() {
  const navigate = useNavigate();
  const boards = api.useQuery("get", "/api/v1/dashboards", { params: { query: { limit: 200 } } });
  return (
    <>
      <PageHead title="Dashboards" />
      <Answer of={boards} lines={8}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              icon={IconLayoutDashboard}
              title="What do you look at every morning?"
              words={
                <>
                  A dashboard shows metrics and charts of one period side by side. It is a document: write it
                  in YAML and publish it with <code>clew apply</code>.
                </>
              }
              action={
                <Link to="/insight" className="link">
                  Explore first
                </Link>
              }
            />
          ) : (
            <DataTable
              label="Dashboards"
              columns={COLUMNS}
              rows={items}
              rowKey={(board) => board.id}
              onOpen={(board) => void navigate({ to: "/dashboards/$id", params: { id: board.id } })}
            />
          )
        }
      </Answer>
    </>
  );
}
