import { Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch, IconUsers } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { api, client, type View } from "@/api/client";
import { usePages } from "@/api/pages";
import { PersonById } from "@/features/profiles/person-link";
import { type Column, DataTable } from "@/ui/data-table";
import { Export } from "@/ui/export";
import { count, plural } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Answer, EmptyState } from "@/ui/states";
import { draftOf } from "../model/draft";
import { useNames, useSentences } from "./names";
import css from "./people.module.css";

type Inside = View<"InsideView">;

type StepOf = (id: string) => string;

const PAGE = 100;
const MOST = 100;

const HELD: Column<Inside> = {
  id: "held",
  label: "Held back by",
  wide: true,
  cell: (one) => one.held || "–",
};

/** What holds people back has a column where anybody is held. */
const columnsOf = (stepOf: StepOf, held: boolean): Column<Inside>[] => [
  { id: "profile", label: "Person", cell: (one) => <PersonById id={one.profile} /> },
  {
    id: "node",
    label: "Step",
    cell: (one) => (one.status === "held_out" ? "Held out" : <Step id={one.node} stepOf={stepOf} />),
  },
  ...(held ? [HELD] : []),
  { id: "version", label: "Version", width: "76px", align: "right", wide: true, cell: (one) => one.version },
  {
    id: "since",
    label: "There since",
    width: "110px",
    align: "right",
    cell: (one) => <Moment at={one.since} />,
  },
];

interface Props {
  journey: View<"JourneyView">;
  /** The one step that is asked for, which stands in the address; empty for all. */
  step: string;
}

/** Who is in the journey now, at all its steps or at one. */
export default function People({ journey, step: node }: Props) {
  const { id } = journey;
  const [text, setText] = useState("");
  const [sought] = useDebouncedValue(text.trim(), 180);
  const navigate = useNavigate();
  const found = useFound(id, node, sought);
  const graph = api.useQuery("get", "/api/v1/journeys/{document_id}/graph", {
    params: { path: { document_id: id } },
  });
  const { body } = useMemo(() => draftOf(journey as never), [journey]);
  const { stepOf } = useNames(body.nodes, useSentences(graph.data));
  const people = usePages(["journey-people", id, node], (cursor, signal) =>
    client.GET("/api/v1/journeys/{document_id}/people", {
      params: { path: { document_id: id }, query: { node, cursor, limit: PAGE } },
      signal,
    }),
  );
  const waiting = (graph.data?.nodes ?? [])
    .filter((one) => !node || one.name === node)
    .reduce((sum, one) => sum + one.waiting, 0);
  const shown = sought ? found : people;
  const held = shown.data?.some((one) => one.held) ?? false;
  const columns = useMemo(() => columnsOf(stepOf, held), [stepOf, held]);
  return (
    <>
      <div className={css.bar}>
        <Select
          aria-label="At which step"
          w={240}
          searchable
          value={node}
          onChange={(found) =>
            void navigate({
              to: "/journeys/$id",
              params: { id },
              search: { tab: "people", step: found || undefined },
              replace: true,
            })
          }
          data={[
            { value: "", label: "Any step" },
            ...(graph.data?.nodes ?? []).map((one) => ({
              value: one.name,
              label: `${stepOf(one.name)} (${count(one.waiting)})`,
            })),
          ]}
        />
        <TextInput
          className={css.find}
          aria-label="Find people in it"
          placeholder="Email, customer number, name…"
          leftSection={<IconSearch size={14} stroke={1.8} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          spellCheck={false}
          maxLength={200}
        />
        <span className={`${css.many} quiet figure`} role="status">
          {sought
            ? found.data && `${count(found.data.length)}${found.data.length < MOST ? "" : " or more"} found`
            : graph.data && plural(waiting, "person", "people")}
        </span>
        <Export
          path={`/api/v1/journeys/${id}/people/export${node ? `?node=${encodeURIComponent(node)}` : ""}`}
        />
      </div>
      <Answer of={shown}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState
              icon={IconUsers}
              title={
                sought
                  ? "Nobody in it is known by this"
                  : node
                    ? "Nobody is at this step"
                    : "Nobody is under way"
              }
              words={
                sought
                  ? "Names are found whole or by their beginning, facts by any part."
                  : "People show here while the journey waits for something: a time, an event, an answer."
              }
            />
          ) : (
            <DataTable
              label="People in the journey"
              columns={columns}
              rows={rows}
              rowKey={(one) => one.participant}
              onOpen={({ profile }) => void navigate({ to: "/profiles/$id", params: { id: profile } })}
              onEnd={sought ? undefined : people.more}
            />
          )
        }
      </Answer>
    </>
  );
}

/** Who of them is known by any name or fact. */
function useFound(journey: string, node: string, text: string) {
  return useQuery({
    queryKey: ["journey-people", journey, node, "found", text],
    enabled: text !== "",
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<Inside[]> => {
      const { data } = await client.POST("/api/v1/journeys/{document_id}/people/search", {
        params: { path: { document_id: journey } },
        body: { text, node, limit: MOST },
        signal,
      });
      return [...(data?.items ?? [])];
    },
  });
}

/** A step by what it does; its id where somebody looks for it. */
function Step({ id, stepOf }: { id: string; stepOf: StepOf }) {
  return (
    <span className="clip" title={id}>
      {stepOf(id)}
    </span>
  );
}
