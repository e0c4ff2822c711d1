import { Select } from "@mantine/core";
import { IconInbox } from "@tabler/icons-react";
import { keepPreviousData } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useAll } from "@/api/all";
import { api, client, type View } from "@/api/client";
import { useSoon } from "@/api/live";
import { usePages } from "@/api/pages";
import { PersonField } from "@/features/profiles/person-field";
import { PersonName } from "@/features/profiles/person-link";
import { PageHead } from "@/shell/page-head";
import { Beside } from "@/ui/beside";
import { Choice } from "@/ui/choice";
import { type Column, DataTable } from "@/ui/data-table";
import { channelName, count, humane } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Answer, EmptyState } from "@/ui/states";
import { Status } from "@/ui/status";
import css from "./messages.module.css";
import { GROUPS, groupOf, numberIn, saysStatus, toneOf } from "./model/statuses";
import { MessageLife } from "./parts/life";

type Row = View<"MessageRowView">;

const route = getRouteApi("/shell/outbox");

type Names = ReadonlyMap<string, string>;

const columnsOf = (journeys: Names, templates: Names): Column<Row>[] => [
  {
    id: "subject",
    label: "Message",
    cell: (row) =>
      row.subject || (
        <span className="quiet">{templates.get(row.template) ?? (row.template || humane(row.kind))}</span>
      ),
  },
  {
    id: "status",
    label: "Status",
    width: "104px",
    cell: (row) => <Status tone={toneOf(row)}>{saysStatus(row)}</Status>,
  },
  {
    id: "to",
    label: "To",
    width: "minmax(0, 0.4fr)",
    wide: "below",
    late: true,
    cell: (row) => <PersonName id={row.profile} />,
  },
  {
    id: "from",
    label: "Journey",
    width: "minmax(0, 0.4fr)",
    wide: true,
    cell: (row) => (row.journey ? (journeys.get(row.journey) ?? row.journey) : "a program"),
  },
  { id: "channel", label: "Channel", width: "104px", wide: true, cell: (row) => channelName(row.channel) },
  {
    id: "at",
    label: "Decided",
    width: "120px",
    align: "right",
    wide: "below",
    alone: true,
    cell: (row) => <Moment at={row.at} />,
  },
];

const namesIn = (documents: readonly { id: string; name: string }[] = []): Names =>
  new Map(documents.map((one) => [one.id, one.name]));

/** Every message with its life: where it is, why it was or wasn't sent. */
export function OutboxPage() {
  const search = route.useSearch();
  const go = useNavigate();
  const at = (next: Partial<typeof search>) => void go({ to: "/outbox", search: { ...search, ...next } });
  const { journey, channel, profile } = search;
  const group = groupOf(search.status);
  // Of every channel, so that each can be offered.
  const counts = api.useQuery(
    "get",
    "/api/v1/messages/counts",
    { params: { query: { journey, profile } } },
    { placeholderData: keepPreviousData },
  );
  const messages = usePages(["messages", group.value, journey, channel, profile], (cursor, signal) => {
    const query = { status: group.statuses, kept: group.kept, journey, channel, profile, cursor, limit: 100 };
    return client.GET("/api/v1/messages", { params: { query: query as never }, signal });
  });
  const journeys = useAll("journeys");
  const templates = useAll("templates");
  const columns = useMemo(
    () => columnsOf(namesIn(journeys.data), namesIn(templates.data)),
    [journeys.data, templates.data],
  );
  // A message moves on without anything happening to its person: it waits for the morning, it is on its way.
  useSoon(
    () => {
      void messages.refetch();
      void counts.refetch();
    },
    1_000,
    ["messages"],
  );
  const narrowed = Boolean(journey || channel || profile);
  const counted = counts.data?.items ?? [];
  const channels = [...new Set(counted.map((one) => one.channel))].sort();
  const fitting = channel ? counted.filter((one) => one.channel === channel) : counted;
  const number = (group: (typeof GROUPS)[number]) => numberIn(group, fitting);
  return (
    <>
      <PageHead title="Outbox" />
      <div className={css.bar}>
        <Select
          aria-label="Of which journey"
          w={200}
          searchable
          value={search.journey ?? ""}
          onChange={(journey) => at({ journey: journey || undefined, key: undefined })}
          data={[
            { value: "", label: "Any journey" },
            ...(journeys.data ?? []).map((one) => ({ value: one.id, label: one.name })),
          ]}
        />
        {(channels.length > 1 || channel) && (
          <Select
            aria-label="By which channel"
            w={140}
            value={channel ?? ""}
            onChange={(next) => at({ channel: next || undefined, key: undefined })}
            data={[
              { value: "", label: "Any channel" },
              ...channels.map((value) => ({ value, label: channelName(value) })),
            ]}
          />
        )}
        <PersonField
          bare
          className={css.whom}
          label="To whom"
          placeholder="To anybody"
          value={profile ?? ""}
          onChange={(next) => at({ profile: next || undefined, key: undefined })}
        />
        <div className={css.groups}>
          {!counts.isPending && (
            <Choice
              aria-label="Which messages"
              size="xs"
              value={group.value}
              onChange={(value) => at({ status: value === "all" ? undefined : value, key: undefined })}
              // A group that holds nothing is offered only while one looks at it.
              data={GROUPS.filter(
                (one) => one.value === "all" || one === group || !counts.data || number(one) > 0,
              ).map((one) => ({
                value: one.value,
                label: counts.data ? `${one.label} ${count(number(one))}` : one.label,
              }))}
            />
          )}
        </div>
      </div>
      <Answer of={messages}>
        {(rows) => {
          if (rows.length === 0) {
            return (
              <EmptyState
                icon={IconInbox}
                title={
                  narrowed
                    ? "No message fits"
                    : group.value === "all"
                      ? "No messages yet"
                      : "No message is in this group"
                }
                words="Every message that a journey or a program decides on is listed here first, with what became of it and why."
                action={
                  narrowed ? (
                    <Link to="/outbox" search={{ status: search.status }} className="link">
                      Show them without filters
                    </Link>
                  ) : (
                    group.value === "all" && (
                      <Link to="/journeys" className="link">
                        Go to journeys
                      </Link>
                    )
                  )
                }
              />
            );
          }
          return (
            <Beside
              detail={
                search.key
                  ? {
                      title: "Message",
                      body: <MessageLife key={search.key} id={search.key} />,
                      onClose: () => at({ key: undefined }),
                    }
                  : undefined
              }
            >
              <DataTable
                label="Messages"
                columns={columns}
                rows={rows}
                rowKey={(row) => row.key}
                current={search.key}
                onOpen={(row) => at({ key: row.key })}
                opening
                onEnd={messages.more}
              />
            </Beside>
          );
        }}
      </Answer>
    </>
  );
}
