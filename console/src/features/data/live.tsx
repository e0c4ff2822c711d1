import { Button, Select, TextInput } from "@mantine/core";
import { IconActivity, IconPlayerPause, IconPlayerPlay, IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type FocusEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type LiveItem, recentItems, useLeftOut, useLive, useLiveState } from "@/api/live";
import { problemOf } from "@/api/problem";
import { useSourceNames } from "@/api/sources";
import { PersonLink } from "@/features/profiles/person-link";
import { PageHead } from "@/shell/page-head";
import { Beside } from "@/ui/beside";
import { type Column, DataTable } from "@/ui/data-table";
import { count, plural } from "@/ui/format";
import { ofEvent, ofFact, saysCause } from "@/ui/happening";
import { Json } from "@/ui/json";
import { Mark } from "@/ui/mark";
import { Moment } from "@/ui/moment";
import { EmptyState, ErrorNote, Loading } from "@/ui/states";
import { Status } from "@/ui/status";
import { type Arrived, EMPTY, type Filter, goneOn, matching, taken } from "./live-model";
import css from "./parts/parts.module.css";

const EVERYTHING: Filter = { what: "all", words: "" };

/** What happens, as it happens: pausable, narrowed by words, each in full beside the list. */
export function LivePage() {
  const [listing, setListing] = useState(EMPTY);
  const [paused, setPaused] = useState(false);
  const [fault, setFault] = useState("");
  const [turn, setTurn] = useState(0);
  const [filter, setFilter] = useState(EVERYTHING);
  const [current, setCurrent] = useState<Arrived | null>(null);
  const { shown, came, leftOut } = listing;
  const numbers = useRef(0);
  const held = useRef(paused);
  held.current = paused;
  const take = useCallback((items: LiveItem[]) => {
    const fresh = items.map((item) => ({ key: ++numbers.current, item }));
    setListing((before) => taken(before, fresh, held.current));
  }, []);

  const state = useLiveState();
  const following = state === "following";
  // Asked once the stream stands, so that nothing falls between the two.
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn asks once more.
  useEffect(() => {
    if (!following) return;
    recentItems(200).then(
      (items) => {
        setFault("");
        take(items);
      },
      (error) => setFault(problemOf(error).words),
    );
  }, [following, take, turn]);
  useLive(take);
  useLeftOut((count) => setListing((before) => ({ ...before, leftOut: before.leftOut + count })));
  function go() {
    setListing(goneOn);
    setPaused(false);
  }
  /** A row that is walked to by keys would be carried away by what arrives. */
  function stay(event: FocusEvent) {
    const row = event.target.closest("[data-index]");
    if (row === event.target && row.matches(":focus-visible")) setPaused(true);
  }

  const rows = matching(shown ?? [], filter);
  const sourceName = useSourceNames();
  const columns = useMemo(() => columnsOf(sourceName), [sourceName]);
  return (
    <>
      <PageHead title="Live events" status={<Stream paused={paused} />}>
        <Button
          variant="default"
          leftSection={paused ? <IconPlayerPlay size={14} /> : <IconPlayerPause size={14} />}
          onClick={() => (paused ? go() : setPaused(true))}
        >
          {paused ? (came ? `Go on (${count(came)} new)` : "Go on") : "Pause"}
        </Button>
      </PageHead>
      <div className={css.tools}>
        <TextInput
          aria-label="Only with these words"
          placeholder="Event, source, person, value…"
          leftSection={<IconSearch size={14} />}
          w={280}
          value={filter.words}
          onChange={(event) => setFilter({ ...filter, words: event.currentTarget.value })}
        />
        <Select
          aria-label="What to show"
          w={180}
          value={filter.what}
          onChange={(what) => setFilter({ ...filter, what: what as Filter["what"] })}
          data={[
            { value: "all", label: "Events and segments" },
            { value: "event", label: "Events" },
            { value: "change", label: "Segment changes" },
          ]}
        />
        <span className="quiet" role="status">
          {leftOut > 0 &&
            `${plural(leftOut, "item")} came too fast to be listed, or while this was paused. Nothing is lost: each stands with its person.`}
        </span>
      </div>
      {shown === null ? (
        fault ? (
          <ErrorNote
            words={fault}
            action={
              <Button variant="default" size="compact-sm" onClick={() => setTurn(turn + 1)}>
                Try again
              </Button>
            }
          />
        ) : state === "reconnecting" ? (
          <ErrorNote words="Clew gives no answer. Events show here as soon as there is one." />
        ) : (
          <Loading />
        )
      ) : rows.length === 0 ? (
        <EmptyState
          icon={IconActivity}
          title={shown.length ? "Nothing of that kind so far" : "Nothing has happened yet"}
          words={
            shown.length
              ? "What arrives and fits shows here at once."
              : "Events show here the moment they are accepted, and segments that people enter or leave."
          }
          action={
            shown.length ? (
              <Button variant="default" onClick={() => setFilter(EVERYTHING)}>
                Show everything
              </Button>
            ) : (
              <Button component={Link} to="/data/sources">
                Set up a source
              </Button>
            )
          }
        />
      ) : (
        <Beside
          detail={
            current
              ? {
                  title: titleOf(current.item),
                  body: <Details item={current.item} />,
                  onClose: () => setCurrent(null),
                }
              : undefined
          }
        >
          {/* biome-ignore lint/a11y/noStaticElementInteractions: it hears where the focus is, and nobody acts on it. */}
          <div className={css.followed} onFocus={stay}>
            <DataTable
              label="Live events"
              columns={columns}
              rows={rows}
              rowKey={(row) => String(row.key)}
              onOpen={setCurrent}
              opening
              current={current ? String(current.key) : undefined}
            />
          </div>
        </Beside>
      )}
    </>
  );
}

const happeningOf = (item: LiveItem) =>
  item.item === "event"
    ? ofEvent(item)
    : ofFact({ kind: `segment_${item.change}`, subject: item.segment, name: item.name });

const titleOf = (item: LiveItem) => happeningOf(item).title;

/** A row asks for nothing of its own, so what sources are called is handed to all of them. */
const columnsOf = (sourceName: (id: string) => string): Column<Arrived>[] => [
  {
    id: "what",
    label: "What",
    width: "minmax(0, 260px)",
    cell: ({ item }) => (
      <span className={css.happened}>
        <Mark sort={happeningOf(item).sort} />
        <span className="clip">{happeningOf(item).title}</span>
      </span>
    ),
  },
  {
    id: "who",
    label: "Person",
    width: "150px",
    wide: "below",
    late: true,
    cell: ({ item }) => <PersonLink id={item.profile} />,
  },
  {
    id: "gist",
    label: "Details",
    wide: "below",
    cell: ({ item }) => <span className="quiet">{happeningOf(item).gist}</span>,
  },
  {
    id: "source",
    label: "Source",
    width: "180px",
    wide: true,
    cell: ({ item }) => (
      <span className="quiet">{item.item === "event" ? sourceName(item.source) : saysCause(item.cause)}</span>
    ),
  },
  {
    id: "at",
    label: "When",
    width: "92px",
    align: "right",
    cell: ({ item }) => <Moment at={item.at} exact />,
  },
];

function Stream({ paused }: { paused: boolean }) {
  const state = useLiveState();
  if (paused) return <Status tone="warn">Paused</Status>;
  if (state === "following") return <Status tone="good">Following</Status>;
  return <Status tone="accent">{state === "reconnecting" ? "Reconnecting" : "Connecting"}</Status>;
}

function Details({ item }: { item: LiveItem }) {
  const { item: _, ...said } = item;
  return (
    <>
      <div className={css.row}>
        <Button component={Link} variant="default" size="compact-sm" to={`/profiles/${item.profile}`}>
          Open the person
        </Button>
        {item.item === "change" && (
          <Button component={Link} variant="default" size="compact-sm" to={`/segments/${item.segment}`}>
            Open the segment
          </Button>
        )}
      </div>
      <Json value={said} />
    </>
  );
}
