import { Button } from "@mantine/core";
import { IconPlugConnected, IconPlus } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useAll } from "@/api/all";
import { client, type View } from "@/api/client";
import { queries } from "@/api/queries";
import { useMay } from "@/api/session";
import { useCreating } from "@/shell/creating";
import { PageHead } from "@/shell/page-head";
import { type Column, DataTable } from "@/ui/data-table";
import { Filtered } from "@/ui/filtered";
import { count } from "@/ui/format";
import { Naming } from "@/ui/naming";
import { Answer, EmptyState } from "@/ui/states";
import { DocumentStatus } from "@/ui/status";
import { keepKey } from "./parts/fresh-keys";
import { Days, Held, Last, type Sent, useSent } from "./parts/sent";

type Source = View<"DocumentView">;

/** Nothing until it is known how much there is; the list need not wait for that. */
const columnsOf = (sent: Sent | undefined): Column<Source>[] => [
  {
    id: "name",
    label: "Name",
    cell: (source) => (
      <Link to="/data/sources/$id" params={{ id: source.id }} tabIndex={-1}>
        {source.name || source.id}
      </Link>
    ),
  },
  {
    id: "id",
    label: "Id",
    width: "minmax(0, 0.7fr)",
    wide: true,
    cell: (source) => <code className="quiet">{source.id}</code>,
  },
  {
    id: "state",
    label: "Status",
    width: "100px",
    wide: true,
    cell: (source) => <DocumentStatus state={source.state} />,
  },
  {
    id: "days",
    label: "14 days",
    width: "120px",
    wide: true,
    cell: (source) => sent && <Days of={sent.get(source.id)} height={20} row />,
  },
  {
    id: "day",
    label: "Last 24 h",
    width: "84px",
    align: "right",
    wide: "below",
    cell: (source) => sent && count(sent.get(source.id)?.days.at(-1) ?? 0),
  },
  {
    id: "held",
    label: "In quarantine",
    width: "88px",
    align: "right",
    wide: "below",
    cell: (source) => sent && <Held of={sent.get(source.id)} />,
  },
  {
    id: "last",
    label: "Last received",
    width: "110px",
    align: "right",
    cell: (source) => sent && <Last of={sent.get(source.id)} />,
  },
];

/** Where events come from. */
export function SourcesPage() {
  const sources = useAll("sources");
  const sent = useSent();
  const columns = useMemo(() => columnsOf(sent), [sent]);
  const navigate = useNavigate();
  const may = useMay("documents:write");
  const [adding, add] = useCreating();
  const open = (id: string) => navigate({ to: "/data/sources/$id", params: { id } });

  async function create(id: string, name: string) {
    const { data } = await client.POST("/api/v1/sources", { body: { id, name } as never });
    if (data) keepKey(data.source.id, data.write_key.key);
    await queries.invalidateQueries({ queryKey: ["get", "/api/v1/sources"] });
    await open(id);
  }

  return (
    <>
      <PageHead title="Sources">
        {may && (sources.data?.length ?? 0) > 0 && (
          <Button leftSection={<IconPlus size={14} />} onClick={add.open}>
            Add source
          </Button>
        )}
      </PageHead>
      <Answer of={sources}>
        {(items) =>
          items.length ? (
            <Filtered items={items} noun="source" says={(source) => source.description}>
              {(rows) => (
                <DataTable
                  label="Sources"
                  columns={columns}
                  rows={rows}
                  rowKey={(source) => source.id}
                  onOpen={(source) => void open(source.id)}
                />
              )}
            </Filtered>
          ) : (
            <EmptyState
              icon={IconPlugConnected}
              title="Nothing sends events yet"
              words="A source is whatever tells Clew what people do: a web shop, an app, a till. Each gets a key and a few lines to paste."
              action={may && <Button onClick={add.open}>Add source</Button>}
            />
          )
        }
      </Answer>
      {adding && may && (
        <Naming
          title="Add source"
          label="What sends the events?"
          placeholder="Web shop"
          action="Add source"
          create={create}
          close={add.close}
        />
      )}
    </>
  );
}
