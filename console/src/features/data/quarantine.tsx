import { Button } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import { useAll } from "@/api/all";
import { api, client, type View } from "@/api/client";
import { useWork } from "@/api/live";
import { usePages } from "@/api/pages";
import { useMay } from "@/api/session";
import { useSourceNames } from "@/api/sources";
import { PageHead } from "@/shell/page-head";
import { Beside } from "@/ui/beside";
import { type Column, DataTable } from "@/ui/data-table";
import { count, plural } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Answer, EmptyState } from "@/ui/states";
import { tellFault } from "@/ui/tell";
import { type Pile, piles, reasonWords, wrongWords } from "./model";
import css from "./parts/parts.module.css";
import own from "./parts/quarantine.module.css";
import { mendOf, RejectDetail } from "./parts/reject-detail";
import { Ask, Progressing, settle } from "./parts/settle";

type Reject = View<"RejectView">;

const columnsOf = (sourceName: (id: string) => string): Column<Reject>[] => [
  { id: "message", label: "What is wrong", cell: wrongWords },
  {
    id: "where",
    label: "Where",
    width: "minmax(0, 0.4fr)",
    wide: true,
    cell: (reject) => <code className="quiet">{reject.pointer}</code>,
  },
  {
    id: "source",
    label: "Source",
    width: "200px",
    wide: true,
    cell: (reject) => <span className="quiet">{sourceName(reject.source)}</span>,
  },
  {
    id: "at",
    label: "Received",
    width: "104px",
    align: "right",
    cell: (reject) => <Moment at={reject.at} />,
  },
];

type Where = "held" | "discarded";

/** What could not become events: by reason, each in full, mended and tried again. */
export function QuarantinePage() {
  const search = useSearch({ from: "/shell/data/quarantine" });
  const aside = search.aside === true;
  const held = api.useQuery("get", "/api/v1/quarantine/counts");
  const set = api.useQuery("get", "/api/v1/quarantine/counts", { params: { query: { state: "discarded" } } });
  useWork("quarantine", () => Promise.all([held.refetch(), set.refetch()]));
  const counts = aside ? set : held;
  // Drawn once all of it is known: what came later would push the reasons along.
  const named = useAll("sources");
  const known = held.data && set.data && !named.isPending ? counts.data : undefined;
  return (
    <>
      <PageHead title="Quarantine" />
      <Progressing />
      <Answer of={{ ...counts, data: known, error: counts.error ?? (aside ? held : set).error }}>
        {({ items }) => {
          const others = (aside ? held : set).data?.items ?? [];
          const found = chosen(piles(items), search);
          return items.length ? (
            <div className={own.page}>
              <Reasons piles={piles(items)} search={search} others={sum(others)} />
              {found.length ? (
                <Rejects
                  key={`${aside} ${search.source} ${search.reason}`}
                  where={aside ? "discarded" : "held"}
                  pile={{ source: search.source, reason: search.reason }}
                  total={sum(found)}
                  piles={items}
                />
              ) : (
                <EmptyState
                  icon={IconCircleCheck}
                  title="Nothing of this is left"
                  words="It was mended or set aside meanwhile."
                />
              )}
            </div>
          ) : (
            <EmptyState
              icon={IconCircleCheck}
              title={aside ? "Nothing is set aside" : "Nothing is held"}
              words={
                aside
                  ? "What somebody sets aside stays readable here, and can be taken back."
                  : "What arrives and can’t become an event waits here with its reason, until somebody mends it or sets it aside. Nothing is dropped."
              }
              action={
                sum(others) > 0 || aside ? (
                  <Button
                    component={Link}
                    variant="default"
                    to="/data/quarantine"
                    search={(aside ? {} : { aside: true }) as never}
                  >
                    {aside ? "What is held" : `See the ${count(sum(others))} set aside`}
                  </Button>
                ) : undefined
              }
            />
          );
        }}
      </Answer>
    </>
  );
}

interface Search {
  source?: string;
  reason?: string;
  aside?: true;
}

const sum = (of: readonly { count: number }[]) => of.reduce((total, each) => total + each.count, 0);
const chosen = (all: readonly Pile[], { source, reason }: Search) =>
  all.filter((pile) => (!source || pile.source === source) && (!reason || pile.reason === reason));

interface ReasonsProps {
  piles: Pile[];
  search: Search;
  /** How many there are on the other side: set aside, or held. */
  others: number;
}

function Reasons({ piles: found, search, others }: ReasonsProps) {
  const navigate = useNavigate();
  const sourceName = useSourceNames();
  const go = (next: Search) => void navigate({ to: "/data/quarantine", search: next });
  const aside = search.aside || undefined;
  const sources = [...new Set(found.map((pile) => pile.source))];
  // What grows meanwhile keeps its place, and what is new comes last: nothing moves under a pointer.
  const places = useRef(new Map<string, number>());
  for (const pile of found) {
    const name = `${pile.source} ${pile.reason}`;
    if (!places.current.has(name)) places.current.set(name, places.current.size);
  }
  const placed = (pile: Pile) => places.current.get(`${pile.source} ${pile.reason}`) ?? 0;
  const inPlace = [...found].sort((a, b) => placed(a) - placed(b));
  return (
    <nav className={own.reasons} aria-label="Reasons">
      <button
        type="button"
        className={own.reason}
        aria-current={search.source || search.reason ? undefined : "true"}
        onClick={() => go({ aside })}
      >
        <span>{aside ? "Everything set aside" : "Everything"}</span>
        <span className={own.count}>{count(sum(found))}</span>
      </button>
      {search.source && !search.reason && sources.length > 1 && (
        <button type="button" className={own.reason} aria-current="true">
          <span>
            All of it<small>{sourceName(search.source)}</small>
          </span>
          <span className={own.count}>{count(sum(chosen(found, search)))}</span>
        </button>
      )}
      {inPlace.map((pile) => (
        <button
          key={`${pile.source} ${pile.reason}`}
          type="button"
          className={own.reason}
          aria-current={pile.source === search.source && pile.reason === search.reason ? "true" : undefined}
          onClick={() => go({ aside, source: pile.source, reason: pile.reason })}
        >
          <span>
            {reasonWords(pile.reason)}
            <small>{sourceName(pile.source)}</small>
          </span>
          <span className={own.count}>{count(pile.count)}</span>
        </button>
      ))}
      {(aside || others > 0) && (
        <button
          type="button"
          className={`${own.reason} ${own.other}`}
          onClick={() => go(aside ? {} : { aside: true })}
        >
          <span>{aside ? "Back to what is held" : "Set aside"}</span>
          <span className={own.count}>{count(others)}</span>
        </button>
      )}
    </nav>
  );
}

interface RejectsProps {
  where: Where;
  pile: Pick<Search, "source" | "reason">;
  /** How many there are, on the screen or not. */
  total: number;
  /** How many there are of each source and reason. */
  piles: readonly Pile[];
}

function Rejects({ where, pile, total, piles: counted }: RejectsProps) {
  const may = useMay("quarantine:write");
  const [current, setCurrent] = useState<Reject | null>(null);
  const [asking, setAsking] = useState<"replay" | "discard" | null>(null);
  const found = usePages(["rejects", where, pile.source, pile.reason], (cursor, signal) => {
    const query = { source: pile.source, reason: pile.reason, state: where, limit: 200, cursor };
    return client.GET("/api/v1/quarantine", { params: { query }, signal });
  });
  const rows = found.data ?? [];
  const sourceName = useSourceNames();
  const columns = useMemo(() => columnsOf(sourceName), [sourceName]);
  const mapped = rows.find((row) => row.mapping !== "")?.mapping;
  const words = [
    plural(total, "item"),
    pile.reason && reasonWords(pile.reason),
    pile.source && sourceName(pile.source),
  ];

  return (
    <div className={own.list}>
      <div className={css.tools}>
        <span className={`${own.said} quiet`}>{words.filter(Boolean).join(" · ")}</span>
        <span className={css.grow} />
        {/* Together, once it is known what can be done: one after the other they would push each other along. */}
        {found.data && (
          <>
            {pile.source && mapped && (
              <Button component={Link} variant="default" {...(mendOf(pile.source, mapped) as object)}>
                {may ? "Mend the mapping" : "Look at the mapping"}
              </Button>
            )}
            {may && where === "discarded" && (
              <Button variant="default" onClick={() => void settle("take_back", pile).catch(tellFault)}>
                Take all back
              </Button>
            )}
            {may && where === "held" && (
              <>
                <Button variant="default" onClick={() => setAsking("discard")}>
                  Set all aside
                </Button>
                <Button onClick={() => setAsking("replay")}>Try all again</Button>
              </>
            )}
          </>
        )}
      </div>
      <Answer of={found}>
        {() => (
          <Beside
            detail={
              current
                ? {
                    title: reasonWords(current.reason),
                    body: (
                      <RejectDetail
                        key={current.id}
                        reject={current}
                        may={may}
                        alike={sum(chosen(counted, { source: current.source, reason: current.reason }))}
                        onDone={() => setCurrent(null)}
                      />
                    ),
                    onClose: () => setCurrent(null),
                  }
                : undefined
            }
          >
            <DataTable
              label={where === "held" ? "Held" : "Set aside"}
              columns={columns}
              rows={rows}
              rowKey={(reject) => String(reject.id)}
              onOpen={setCurrent}
              opening
              current={current ? String(current.id) : undefined}
              onEnd={found.more}
            />
          </Beside>
        )}
      </Answer>
      {asking && (
        <Ask
          action={asking}
          pile={pile}
          total={total}
          mend={
            pile.source &&
            mapped && (
              <Link {...mendOf(pile.source, mapped)} className="link">
                Mend the mapping first
              </Link>
            )
          }
          close={() => setAsking(null)}
        />
      )}
    </div>
  );
}
