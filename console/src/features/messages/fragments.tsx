import { Button } from "@mantine/core";
import { IconPlus, IconPuzzle } from "@tabler/icons-react";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useAll } from "@/api/all";
import { client, type View } from "@/api/client";
import { refreshed } from "@/api/drafts";
import { useWork } from "@/api/live";
import { useMay } from "@/api/session";
import { arrived } from "@/api/taken";
import { type Column, DataTable } from "@/ui/data-table";
import { Filtered } from "@/ui/filtered";
import { Moment } from "@/ui/moment";
import { Naming } from "@/ui/naming";
import { Answer, EmptyState } from "@/ui/states";
import { DocumentStatus } from "@/ui/status";
import { blankFragment, FORMS, formsOf, fragmentOf } from "./model/fragment";
import { WritingHead } from "./parts/messages-head";

type Fragment = View<"DocumentView">;

const route = getRouteApi("/shell/fragments");

/** `MJML, text · also in de`. */
function written(fragment: Fragment): string {
  const body = fragmentOf(fragment as never);
  const forms = formsOf(body).map((form) => FORMS.find(({ value }) => value === form)?.label ?? form);
  const others = Object.keys(body.locales ?? {});
  return forms.join(", ") + (others.length ? ` · also in ${others.join(", ")}` : "");
}

const COLUMNS: Column<Fragment>[] = [
  {
    id: "name",
    label: "Name",
    cell: (fragment) => (
      <Link to="/fragments/$id" params={{ id: fragment.id }} tabIndex={-1}>
        {fragment.name}
      </Link>
    ),
  },
  {
    id: "forms",
    label: "Written in",
    width: "minmax(0, 0.6fr)",
    wide: "below",
    cell: (fragment) => <span className="quiet">{written(fragment)}</span>,
  },
  { id: "state", label: "Status", width: "110px", cell: (fragment) => <DocumentStatus {...fragment} /> },
  {
    id: "at",
    label: "Changed",
    width: "130px",
    align: "right",
    wide: true,
    cell: (fragment) => <Moment at={fragment.at} />,
  },
];

/** All fragments: what many templates say. */
export function FragmentsPage() {
  const fragments = useAll("fragments");
  useWork("documents", fragments.refetch);
  const go = useNavigate();
  const { create: naming } = route.useSearch();
  const may = useMay("documents:write");
  const ask = (create: boolean) =>
    void go({ to: "/fragments", search: create ? { create } : {}, replace: true });

  async function make(id: string, name: string) {
    const { data } = await client.POST("/api/v1/fragments", {
      body: { ...blankFragment(), id, name, status: "draft", labels: [], description: "" } as never,
    });
    await arrived("fragments", data);
    await refreshed("fragments");
    await go({ to: "/fragments/$id", params: { id } });
  }

  const create = may && (
    <Button leftSection={<IconPlus size={14} />} onClick={() => ask(true)}>
      New fragment
    </Button>
  );
  return (
    <>
      <WritingHead title="Fragments">{fragments.data?.length !== 0 && create}</WritingHead>
      <Answer of={fragments}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              icon={IconPuzzle}
              title="What many of your messages say"
              words="A footer, an imprint, a greeting: written once, in every language you need, and the same in all templates that take it in."
              action={create}
            />
          ) : (
            <Filtered items={items} noun="fragment">
              {(rows) => (
                <DataTable
                  label="Fragments"
                  columns={COLUMNS}
                  rows={rows}
                  rowKey={(fragment) => fragment.id}
                  onOpen={(fragment) => void go({ to: "/fragments/$id", params: { id: fragment.id } })}
                />
              )}
            </Filtered>
          )
        }
      </Answer>
      {naming && may && (
        <Naming
          title="New fragment"
          action="Create the draft"
          placeholder="Footer"
          create={make}
          close={() => ask(false)}
        />
      )}
    </>
  );
}
