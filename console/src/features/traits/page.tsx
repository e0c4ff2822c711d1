import { Button } from "@mantine/core";
import { IconCalculator, IconPlus } from "@tabler/icons-react";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useAll } from "@/api/all";
import { client, type View } from "@/api/client";
import { refreshed } from "@/api/drafts";
import { useWork } from "@/api/live";
import { useMay } from "@/api/session";
import { arrived } from "@/api/taken";
import { checkNow } from "@/features/segments/use-estimate";
import { PageHead } from "@/shell/page-head";
import { type Column, DataTable } from "@/ui/data-table";
import { Filtered } from "@/ui/filtered";
import { count } from "@/ui/format";
import { Naming } from "@/ui/naming";
import { Answer, EmptyState } from "@/ui/states";
import { DocumentStatus } from "@/ui/status";
import { howOften, typeWords, wordsOf } from "./model";

type Trait = View<"TraitView">;

const route = getRouteApi("/shell/traits");

const COLUMNS: Column<Trait>[] = [
  {
    id: "name",
    label: "Name",
    cell: ({ id, name }) => (
      <Link to="/traits/$id" params={{ id }} tabIndex={-1}>
        {name}
      </Link>
    ),
  },
  {
    id: "says",
    label: "What it is",
    width: "minmax(0, 2fr)",
    wide: "below",
    cell: (trait) => <span className="quiet">{wordsOf(trait)}</span>,
  },
  {
    id: "type",
    label: "Type",
    width: "150px",
    wide: true,
    cell: ({ type, unit }) => typeWords(type, unit),
  },
  {
    id: "used",
    label: "Used by",
    width: "84px",
    align: "right",
    wide: true,
    cell: ({ used_by }) => <span className="figure">{used_by ? count(used_by) : "–"}</span>,
  },
  { id: "state", label: "Status", width: "110px", cell: (trait) => <DocumentStatus {...trait} /> },
];

/** All traits: what each says of a person, of what type, and how many documents rest on it. */
export function TraitsPage() {
  const traits = useAll("traits");
  useWork("documents", traits.refetch);
  const go = useNavigate();
  const { create: naming } = route.useSearch();
  const may = useMay("documents:write");
  const ask = (create: boolean) =>
    void go({ to: "/traits", search: create ? { create } : {}, replace: true });

  async function make(id: string, name: string) {
    // It begins as how often people do what they do most, which is right as it stands.
    const { data: palette } = await client.GET("/api/v1/expressions/palette");
    const begun = await checkNow({ tree: howOften(palette?.events[0]?.type ?? "page") }, id, "trait");
    const { data } = await client.POST("/api/v1/traits", {
      body: { id, name, expression: begun.text ?? "", status: "draft", labels: [], description: "" },
    });
    await arrived("traits", data);
    await refreshed("traits");
    await go({ to: "/traits/$id", params: { id } });
  }

  const create = may && (
    <Button leftSection={<IconPlus size={14} />} onClick={() => ask(true)}>
      New trait
    </Button>
  );
  return (
    <>
      <PageHead title="Traits">{traits.data?.length !== 0 && create}</PageHead>
      <Answer of={traits} lines={10}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              icon={IconCalculator}
              title="What do you want to know of everybody?"
              words="A trait is a value that is worked out for each person and kept up to date: what they spent in all, how often they came in 90 days, what they bought last. Segments, messages and models go by it."
              action={create}
            />
          ) : (
            <Filtered
              items={items}
              noun="trait"
              placeholder="Filter by name or rule"
              says={({ says, expression, unit }) => `${says ?? ""} ${expression} ${unit ?? ""}`}
            >
              {(rows) => (
                <DataTable
                  label="Traits"
                  columns={COLUMNS}
                  rows={rows}
                  rowKey={({ id }) => id}
                  onOpen={({ id }) => void go({ to: "/traits/$id", params: { id } })}
                />
              )}
            </Filtered>
          )
        }
      </Answer>
      {naming && may && (
        <Naming
          title="New trait"
          action="Create the draft"
          placeholder="Lifetime spend"
          create={make}
          close={() => ask(false)}
        />
      )}
    </>
  );
}
