import { Button, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconFileCode, IconPlus } from "@tabler/icons-react";
import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useState } from "react";
import { client, type View } from "@/api/client";
import { useWork } from "@/api/live";
import { useMay } from "@/api/session";
import { PageHead } from "@/shell/page-head";
import { type Column, DataTable } from "@/ui/data-table";
import { FilterBar } from "@/ui/filtered";
import { count, plural } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { textOf } from "@/ui/places";
import { Answer, EmptyState } from "@/ui/states";
import { DocumentStatus } from "@/ui/status";
import { Way } from "@/ui/way";
import { kindName, meaningOf } from "./model";

type Title = View<"TitleView">;

const route = getRouteApi("/shell/documents");
const PAGE = 100;

const COLUMNS: Column<Title>[] = [
  {
    id: "name",
    label: "Name",
    cell: ({ kind, id, name }) => (
      <Way href={textOf(kind, id)} tabIndex={-1}>
        {name}
      </Way>
    ),
  },
  { id: "kind", label: "Kind", width: "120px", wide: "below", cell: ({ kind }) => kindName(kind) },
  {
    id: "id",
    label: "Id",
    wide: "below",
    cell: ({ id }) => <span className="quiet">{id}</span>,
  },
  { id: "state", label: "Status", width: "110px", cell: ({ state }) => <DocumentStatus state={state} /> },
  {
    id: "at",
    label: "Changed",
    width: "120px",
    align: "right",
    wide: true,
    cell: ({ at }) => <Moment at={at} />,
  },
];

/** Everything that was authored, of whatever kind: found by name, read as text, looked back at. */
export function DocumentsPage() {
  const { kind, find = "" } = route.useSearch();
  const go = useNavigate();
  const may = useMay("documents:write");
  const [sought, setSought] = useState(find);
  useEffect(() => setSought(find), [find]);
  const [text] = useDebouncedValue(sought.trim(), 120);
  const found = useInfiniteQuery({
    queryKey: ["documents", text, kind],
    queryFn: async ({ pageParam, signal }) => {
      const body = { text, kinds: kind ? [kind] : null, limit: PAGE, skip: pageParam };
      return (await client.POST("/api/v1/documents/search", { body, signal })).data as View<"TitlesView">;
    },
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const told = pages.reduce((sum, page) => sum + page.items.length, 0);
      return told < last.found ? told : undefined;
    },
    placeholderData: keepPreviousData,
  });
  useWork("documents", found.refetch);
  const { hasNextPage, isFetching, fetchNextPage } = found;
  const more = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.items) ?? [], [found.data]);
  const last = found.data?.pages.at(-1);
  const kinds = last?.kinds ?? {};
  const all = Object.values(kinds).reduce((sum, many) => sum + many, 0);
  const chosen = kind && !(kind in kinds) ? { ...kinds, [kind]: 0 } : kinds;
  const create = may && (
    <Button component={Link} to="/documents/new" leftSection={<IconPlus size={14} />}>
      New document
    </Button>
  );
  return (
    <>
      <PageHead title="Documents">{create}</PageHead>
      <FilterBar
        label="Filter documents"
        placeholder="Filter by name, id or label"
        value={sought}
        onChange={setSought}
        many={
          last &&
          (kind || text ? `${count(last.found)} of ${plural(all, "document")}` : plural(all, "document"))
        }
      >
        <Select
          aria-label="Of which kind"
          w={210}
          ml="auto"
          value={kind ?? ""}
          onChange={(next) =>
            void go({ to: "/documents", search: next ? { kind: next } : {}, replace: true })
          }
          data={[
            { value: "", label: "All kinds" },
            ...Object.entries(chosen).map(([each, many]) => ({
              value: each,
              label: `${kindName(each)} (${count(many)})`,
            })),
          ]}
          allowDeselect={false}
        />
      </FilterBar>
      <Answer
        of={{ data: last, error: found.error, isPending: found.isPending, refetch: found.refetch }}
        lines={10}
      >
        {() =>
          rows.length > 0 ? (
            <DataTable
              label="Documents"
              columns={COLUMNS}
              rows={rows}
              rowKey={(each) => `${each.kind} ${each.id}`}
              onOpen={(each) => void go({ to: textOf(each.kind, each.id) as "/" })}
              onEnd={more}
            />
          ) : text || all > 0 ? (
            <EmptyState
              title={kind ? `No ${kind} fits` : "No document fits"}
              words={kind ? meaningOf(kind) : "Any part of a name, an id, a label or a description finds it."}
            />
          ) : (
            <EmptyState
              icon={IconFileCode}
              title="Everything that is authored, as text"
              words="Segments, journeys, templates, brands, metrics and all the rest are YAML with versions: read them, edit them, copy them as commands for Git."
              action={create}
            />
          )
        }
      </Answer>
    </>
  );
}
