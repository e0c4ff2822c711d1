import { Button } from "@mantine/core";
import { IconLayoutDashboard, IconPlus } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useAll } from "@/api/all";
import { client, type View } from "@/api/client";
import { useWork } from "@/api/live";
import { queries } from "@/api/queries";
import { useMay } from "@/api/session";
import { arrived } from "@/api/taken";
import { useCreating } from "@/shell/creating";
import { PageHead } from "@/shell/page-head";
import { type Column, DataTable } from "@/ui/data-table";
import { Filtered } from "@/ui/filtered";
import { Moment } from "@/ui/moment";
import { Naming } from "@/ui/naming";
import { Answer, EmptyState } from "@/ui/states";
import { DocumentStatus } from "@/ui/status";

type Board = View<"DocumentView">;

const COLUMNS: Column<Board>[] = [
  {
    id: "name",
    label: "Name",
    cell: (board) => (
      <Link to="/dashboards/$id" params={{ id: board.id }}>
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
  {
    id: "at",
    label: "Changed",
    width: "120px",
    align: "right",
    wide: true,
    cell: (board) => <Moment at={board.at} />,
  },
];

/** All dashboards. */
export function DashboardsPage() {
  const navigate = useNavigate();
  const boards = useAll("dashboards");
  useWork("documents", boards.refetch);
  const [naming, { open, close }] = useCreating();
  const may = useMay("documents:write");
  async function create(id: string, name: string) {
    const { data } = await client.POST("/api/v1/dashboards", { body: { id, name, tiles: [] } as never });
    await arrived("dashboards", data);
    await queries.invalidateQueries({ queryKey: ["get", "/api/v1/dashboards"] });
    await navigate({ to: "/dashboards/$id", params: { id }, search: { edit: true } });
  }

  return (
    <>
      <PageHead title="Dashboards">
        {may && (
          <Button leftSection={<IconPlus size={15} stroke={1.8} />} onClick={open}>
            New dashboard
          </Button>
        )}
      </PageHead>
      {naming && may && (
        <Naming
          title="New dashboard"
          placeholder="The shop, every morning"
          action="Create"
          create={create}
          close={close}
        />
      )}
      <Answer of={boards} lines={8}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              icon={IconLayoutDashboard}
              title="What do you look at every morning?"
              words={
                may
                  ? "A dashboard shows metrics and charts of one period side by side. Begin with a blank one, or ask something in Explore and add the answer."
                  : "A dashboard shows metrics and charts of one period side by side. Nobody has made one yet; what you want to know today can be asked in Explore."
              }
              action={
                <>
                  {may && (
                    <Button leftSection={<IconPlus size={15} stroke={1.8} />} onClick={open}>
                      New dashboard
                    </Button>
                  )}
                  <Button component={Link} to="/insight" variant="default">
                    {may ? "Explore first" : "Explore"}
                  </Button>
                </>
              }
            />
          ) : (
            <Filtered items={items} noun="dashboard" says={(board) => board.description}>
              {(rows) => (
                <DataTable
                  label="Dashboards"
                  columns={COLUMNS}
                  rows={rows}
                  rowKey={(board) => board.id}
                  onOpen={(board) => void navigate({ to: "/dashboards/$id", params: { id: board.id } })}
                />
              )}
            </Filtered>
          )
        }
      </Answer>
    </>
  );
}
