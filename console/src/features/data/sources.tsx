import { Button } from "@mantine/core";
import { IconPlugConnected, IconPlus } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useAll } from "@/api/all";
import { api, client, type View } from "@/api/client";
import { queries } from "@/api/queries";
import { useMay } from "@/api/session";
import { OURS } from "@/api/sources";
import { useCreating } from "@/shell/creating";
import { PageHead } from "@/shell/page-head";
import { type Column, DataTable } from "@/ui/data-table";
import { Filtered } from "@/ui/filtered";
import { byName, count } from "@/ui/format";
import { Naming } from "@/ui/naming";
import { Answer, EmptyState, Loading } from "@/ui/states";
import { DocumentStatus, Status } from "@/ui/status";
import { undescribed } from "./model";
import { keepKey } from "./parts/fresh-keys";
import { Days, Held, Last, type Sent, useSent } from "./parts/sent";
import { describe, Undescribed } from "./parts/undescribed";

/** A document; or what sends, and is none. */
type Source = View<"DocumentView"> | { id: string; name: string; state: null; description: string };

const NONE = (id: string): Source => ({ id, name: id, state: null, description: "" });

/** Nothing until it is known how much there is; the list need not wait for that. */
const columnsOf = (sent: Sent | undefined): Column<Source>[] => [
  {
    id: "name",
    label: "Name",
    cell: (source) =>
      source.state === null ? (
        source.id
      ) : (
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
    cell: (source) =>
      source.state === null ? (
        <Status tone="warn">Not named</Status>
      ) : (
        <DocumentStatus state={source.state} />
      ),
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

const inOrder = (items: readonly Source[]): Source[] => [
  ...byName(items.filter((each) => each.state !== null)),
  ...items.filter((each) => each.state === null),
];

/** Where events come from. */
export function SourcesPage() {
  const sources = useAll("sources");
  const sent = useSent();
  const figures = api.useQuery("get", "/api/v1/source-figures");
  const columns = useMemo(() => columnsOf(sent), [sent]);
  const navigate = useNavigate();
  const may = useMay("documents:write");
  const keys = useMay("keys:write");
  const [adding, add] = useCreating();
  const [naming, name] = useState<string>();
  const open = (id: string) => navigate({ to: "/data/sources/$id", params: { id } });
  // What is no document stands last, in a list of its own order: it is known later, and moves nothing.
  const more = useMemo(
    () => (sent && sources.data ? undescribed(sent.keys(), sources.data, OURS).map(NONE) : []),
    [sent, sources.data],
  );

  async function create(id: string, name: string) {
    if (keys) {
      const { data } = await client.POST("/api/v1/sources", { body: { id, name } as never });
      if (data) keepKey(data.source.id, data.write_key.key);
    } else await describe(id, name);
    await queries.invalidateQueries({ queryKey: ["get", "/api/v1/sources"] });
    await open(id);
  }

  return (
    <>
      <PageHead title="Sources">
        {may && (sources.data?.length ?? 0) + more.length > 0 && (
          <Button leftSection={<IconPlus size={14} />} onClick={add.open}>
            Add source
          </Button>
        )}
      </PageHead>
      <Answer of={sources}>
        {(items) =>
          items.length === 0 && figures.isPending ? (
            <Loading />
          ) : items.length || more.length ? (
            <Filtered<Source>
              items={[...items, ...more]}
              noun="source"
              says={(source) => source.description}
              order={inOrder}
            >
              {(rows) => (
                <DataTable
                  label="Sources"
                  columns={columns}
                  rows={rows}
                  rowKey={(source) => source.id}
                  onOpen={(source) => (source.state === null ? name(source.id) : void open(source.id))}
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
      {naming !== undefined && (
        <Undescribed id={naming} described={() => open(naming)} close={() => name(undefined)} />
      )}
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
