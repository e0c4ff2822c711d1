import { Button } from "@mantine/core";
import { IconGift, IconPlus } from "@tabler/icons-react";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useAll } from "@/api/all";
import { client, type View } from "@/api/client";
import { refreshed } from "@/api/drafts";
import { useWork } from "@/api/live";
import { useMay } from "@/api/session";
import { arrived } from "@/api/taken";
import { PageHead } from "@/shell/page-head";
import { type Column, DataTable } from "@/ui/data-table";
import { Filtered } from "@/ui/filtered";
import { count, percent } from "@/ui/format";
import { Naming } from "@/ui/naming";
import { Answer, EmptyState } from "@/ui/states";
import { DocumentStatus } from "@/ui/status";
import { type Figures, lately, useFigures } from "./figures";
import { blankOffer, type OfferBody, offerOf, PRIORITY, ranked } from "./model";

interface Row {
  id: string;
  name: string;
  labels: readonly string[];
  document: View<"DocumentView">;
  body: OfferBody;
}

const rowOf = (document: View<"DocumentView">): Row => ({
  id: document.id,
  name: document.name,
  labels: document.labels,
  document,
  body: offerOf(document as never),
});

const route = getRouteApi("/shell/offers");

const columnsOf = (figures: ReadonlyMap<string, Figures> | undefined): Column<Row>[] => [
  {
    id: "name",
    label: "Name",
    cell: ({ id, name }) => (
      <Link to="/offers/$id" params={{ id }} tabIndex={-1}>
        {name}
      </Link>
    ),
  },
  {
    id: "title",
    label: "What people read",
    wide: "below",
    cell: ({ body }) => <span className="quiet">{body.title}</span>,
  },
  {
    id: "placements",
    label: "Fits",
    width: "minmax(0, 0.5fr)",
    wide: true,
    cell: ({ body }) => body.placements?.join(", ") || <span className="quiet">lists only</span>,
  },
  {
    id: "priority",
    label: "Priority",
    width: "84px",
    align: "right",
    wide: true,
    cell: ({ body }) =>
      body.fallback ? <span className="quiet">stands in</span> : (body.priority ?? PRIORITY),
  },
  {
    id: "proposed",
    label: "In 30 days",
    width: "84px",
    align: "right",
    cell: ({ id }) => <span className="figure">{figures ? count(lately(figures.get(id))) : "–"}</span>,
  },
  {
    id: "clicked",
    label: "Clicked",
    width: "76px",
    align: "right",
    wide: true,
    cell: ({ id }) => {
      const own = figures?.get(id);
      return <span className="figure">{own?.proposed ? percent(own.clicked / own.proposed) : "–"}</span>;
    },
  },
  { id: "state", label: "Status", width: "110px", cell: ({ document }) => <DocumentStatus {...document} /> },
];

/** All offers, in the order in which they are asked, and how often each was proposed. */
export function OffersPage() {
  const offers = useAll("offers");
  const figures = useFigures();
  useWork("documents", offers.refetch);
  const go = useNavigate();
  const { create: naming } = route.useSearch();
  const may = useMay("documents:write");
  const columns = useMemo(() => columnsOf(figures.data), [figures.data]);
  const ask = (create: boolean) =>
    void go({ to: "/offers", search: create ? { create } : {}, replace: true });

  async function make(id: string, name: string) {
    const { data } = await client.POST("/api/v1/offers", {
      body: { ...blankOffer(name), id, name, status: "draft", labels: [], description: "" } as never,
    });
    await arrived("offers", data);
    await refreshed("offers");
    await go({ to: "/offers/$id", params: { id } });
  }

  const create = may && (
    <Button leftSection={<IconPlus size={14} />} onClick={() => ask(true)}>
      New offer
    </Button>
  );
  return (
    <>
      <PageHead title="Offers">{offers.data?.length !== 0 && create}</PageHead>
      <Answer of={offers}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              icon={IconGift}
              title="What may be proposed to whom"
              words="A template says where an offer goes; which one goes there is decided for each person when the message is released: by whom it is for, how often they had it, and what goes first."
              action={create}
            />
          ) : (
            <Filtered
              items={items.map(rowOf)}
              noun="offer"
              placeholder="Filter by name or words"
              says={({ body }) => `${body.title} ${body.placements?.join(" ") ?? ""}`}
              order={ranked}
            >
              {(rows) => (
                <DataTable
                  label="Offers"
                  columns={columns}
                  rows={rows}
                  rowKey={({ id }) => id}
                  onOpen={({ id }) => void go({ to: "/offers/$id", params: { id } })}
                />
              )}
            </Filtered>
          )
        }
      </Answer>
      {naming && may && (
        <Naming
          title="New offer"
          action="Create the draft"
          placeholder="Free delivery"
          create={make}
          close={() => ask(false)}
        />
      )}
    </>
  );
}
