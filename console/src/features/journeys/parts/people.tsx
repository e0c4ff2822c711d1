import { Select } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, client, type View } from "@/api/client";
import { PersonLink } from "@/features/profiles/person-link";
import { type Column, DataTable } from "@/ui/data-table";
import { Moment } from "@/ui/moment";
import { Answer, EmptyState } from "@/ui/states";
import css from "./people.module.css";

type Inside = View<"InsideView">;

const COLUMNS: Column<Inside>[] = [
  { id: "profile", label: "Person", cell: (one) => <PersonLink id={one.profile} /> },
  { id: "node", label: "Step", cell: (one) => (one.status === "held_out" ? "held out" : one.node) },
  { id: "held", label: "Waits because of", wide: true, cell: (one) => one.held || "–" },
  { id: "version", label: "Version", width: "76px", align: "right", wide: true, cell: (one) => one.version },
  { id: "since", label: "There since", width: "140px", cell: (one) => <Moment at={one.since} /> },
];

/** Who is in the journey now, at all its steps or at one. */
export default function People({ id }: { id: string }) {
  const [node, setNode] = useState("");
  const graph = api.useQuery("get", "/api/v1/journeys/{document_id}/graph", {
    params: { path: { document_id: id } },
  });
  const people = useInfiniteQuery({
    queryKey: ["journey-people", id, node],
    queryFn: async ({ pageParam, signal }): Promise<View<"InsidePage">> => {
      const query = { node, cursor: pageParam, limit: 100 };
      const { data } = await client.GET("/api/v1/journeys/{document_id}/people", {
        params: { path: { document_id: id }, query },
        signal,
      });
      return data as View<"InsidePage">;
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  return (
    <>
      <div className={css.bar}>
        <Select
          aria-label="At which step"
          w={240}
          searchable
          value={node}
          onChange={(found) => setNode(found ?? "")}
          data={[
            { value: "", label: "At any step" },
            ...(graph.data?.nodes ?? []).map((one) => ({
              value: one.name,
              label: `${one.name} (${one.waiting})`,
            })),
          ]}
        />
      </div>
      <Answer of={people}>
        {(pages) => {
          const rows = pages.pages.flatMap((page) => page.items);
          return rows.length === 0 ? (
            <EmptyState
              icon={IconUsers}
              title={node ? "Nobody is at this step" : "Nobody is under way"}
              words="People stand here while the journey waits for something: a time, an event, an answer."
            />
          ) : (
            <DataTable
              label="People in the journey"
              columns={COLUMNS}
              rows={rows}
              rowKey={(one) => one.participant}
              onEnd={() => people.hasNextPage && !people.isFetching && void people.fetchNextPage()}
            />
          );
        }}
      </Answer>
    </>
  );
}
