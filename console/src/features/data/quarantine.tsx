import { Button, Modal, Textarea } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { api, client, type View } from "@/api/client";
import { usePages } from "@/api/pages";
import { queries } from "@/api/queries";
import { useMay } from "@/api/session";
import { useSourceNames } from "@/api/sources";
import { PageHead } from "@/shell/page-head";
import { Beside } from "@/ui/beside";
import { type Column, DataTable } from "@/ui/data-table";
import form from "@/ui/form.module.css";
import { count, plural } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Answer, EmptyState, ErrorNote } from "@/ui/states";
import { tell, tellFault } from "@/ui/tell";
import { laidOut, type Pile, piles, reasonWords } from "./model";
import css from "./parts/parts.module.css";
import own from "./parts/quarantine.module.css";

type Reject = View<"RejectView">;

const columnsOf = (sourceName: (id: string) => string): Column<Reject>[] => [
  { id: "message", label: "What is wrong", cell: (reject) => reject.message },
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

const again = () =>
  Promise.all([
    queries.invalidateQueries({ queryKey: ["get", "/api/v1/quarantine/counts"] }),
    queries.invalidateQueries({ queryKey: ["rejects"] }),
  ]);

/** What could not become events: by reason, each in full, mended and tried again. */
export function QuarantinePage() {
  const search = useSearch({ from: "/shell/data/quarantine" });
  const counts = api.useQuery("get", "/api/v1/quarantine/counts");
  return (
    <>
      <PageHead title="Quarantine" />
      <Answer of={counts}>
        {({ items }) => {
          const found = piles(items);
          const current = found.find(
            (pile) => pile.source === search.source && pile.reason === search.reason,
          );
          return found.length ? (
            <div className={own.page}>
              <Reasons piles={found} current={current} />
              <Rejects key={`${current?.source} ${current?.reason}`} pile={current} />
            </div>
          ) : (
            <EmptyState
              icon={IconCircleCheck}
              title="Nothing is held"
              words="What arrives and can’t become an event waits here with its reason, until somebody mends it or sets it aside. Nothing is dropped."
            />
          );
        }}
      </Answer>
    </>
  );
}

function Reasons({ piles: found, current }: { piles: Pile[]; current?: Pile }) {
  const navigate = useNavigate();
  const sourceName = useSourceNames();
  const total = found.reduce((sum, pile) => sum + pile.count, 0);
  const go = (pile?: Pile) =>
    void navigate({
      to: "/data/quarantine",
      search: pile ? { source: pile.source, reason: pile.reason } : {},
    });
  return (
    <nav className={own.reasons} aria-label="Reasons">
      <button
        type="button"
        className={own.reason}
        aria-current={current ? undefined : "true"}
        onClick={() => go()}
      >
        <span>Everything</span>
        <span className={own.count}>{count(total)}</span>
      </button>
      {found.map((pile) => (
        <button
          key={`${pile.source} ${pile.reason}`}
          type="button"
          className={own.reason}
          aria-current={pile === current ? "true" : undefined}
          onClick={() => go(pile)}
        >
          <span>
            {reasonWords(pile.reason)}
            <small>{sourceName(pile.source)}</small>
          </span>
          <span className={own.count}>{count(pile.count)}</span>
        </button>
      ))}
    </nav>
  );
}

function Rejects({ pile }: { pile?: Pile }) {
  const may = useMay("quarantine:write");
  const [current, setCurrent] = useState<Reject | null>(null);
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const found = usePages(["rejects", pile?.source, pile?.reason], (cursor, signal) => {
    const query = { source: pile?.source, reason: pile?.reason, limit: 200, cursor };
    return client.GET("/api/v1/quarantine", { params: { query }, signal });
  });
  const rows = found.data ?? [];
  const sourceName = useSourceNames();
  const columns = useMemo(() => columnsOf(sourceName), [sourceName]);

  async function settle(what: "replay" | "discard") {
    setBusy(true);
    setAsking(false);
    try {
      const body = { ids: rows.map((row) => row.id).slice(0, 1_000) };
      if (what === "replay") {
        const { data } = await client.POST("/api/v1/quarantine/replay", { body });
        if (data) tell(`${plural(data.replayed, "event")} in the log now, ${count(data.held)} still held.`);
      } else {
        const { data } = await client.POST("/api/v1/quarantine/discard", { body });
        if (data) tell(`${count(data.discarded)} set aside; they stay readable with clew quarantine list.`);
      }
      setCurrent(null);
      await again();
    } catch (error) {
      tellFault(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className={own.list}>
      {may && (
        <div className={css.tools}>
          <span className="quiet">
            {found.hasMore ? `the first ${count(rows.length)}` : plural(rows.length, "item")}
          </span>
          <span className={css.grow} />
          <Button variant="default" disabled={busy || !rows.length} onClick={() => setAsking(true)}>
            Set aside
          </Button>
          <Button loading={busy} disabled={!rows.length} onClick={() => void settle("replay")}>
            Try all again
          </Button>
        </div>
      )}
      <Answer of={found}>
        {() => (
          <Beside
            detail={
              current
                ? {
                    title: reasonWords(current.reason),
                    body: (
                      <Detail key={current.id} reject={current} may={may} onDone={() => setCurrent(null)} />
                    ),
                    onClose: () => setCurrent(null),
                  }
                : undefined
            }
          >
            <DataTable
              label="Held"
              columns={columns}
              rows={rows}
              rowKey={(reject) => String(reject.id)}
              onOpen={setCurrent}
              current={current ? String(current.id) : undefined}
              onEnd={found.more}
            />
          </Beside>
        )}
      </Answer>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={`Set ${plural(rows.length, "item")} aside?`}
      >
        <div className={form.form}>
          <p>
            They are not counted or tried again any more. They stay readable, but can’t be taken back into
            quarantine.
          </p>
          <div className={form.foot}>
            <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
              Keep them
            </Button>
            <Button color="red" onClick={() => void settle("discard")}>
              Set aside
            </Button>
          </div>
        </div>
      </Modal>
    </div>
  );
}

function Detail({ reject, may, onDone }: { reject: Reject; may: boolean; onDone: () => void }) {
  const [content, setContent] = useState(() => laidOut(reject.content));
  const [fault, setFault] = useState("");
  const mend = api.useMutation("post", "/api/v1/quarantine/{reject_id}/mend");
  const changed = content !== laidOut(reject.content);

  async function submit() {
    setFault("");
    try {
      const done = await mend.mutateAsync({ params: { path: { reject_id: reject.id } }, body: { content } });
      if (!done.replayed) {
        setFault(done.pointer ? `${done.pointer}: ${done.message}` : done.message);
        return;
      }
      tell("Mended: the event is in the log.");
      onDone();
      await again();
    } catch (error) {
      tellFault(error);
    }
  }

  return (
    <>
      <div>
        <p>{reject.message}</p>
        <p className="quiet">
          {reject.pointer && <code>{reject.pointer}</code>}{" "}
          {reject.mapping && `by the mapping ${reject.mapping}`}
        </p>
      </div>
      <Textarea
        label="What was received"
        className={css.mono}
        autosize
        minRows={6}
        maxRows={28}
        readOnly={!may}
        spellCheck={false}
        value={content}
        onChange={(event) => setContent(event.currentTarget.value)}
      />
      {fault && <ErrorNote words={fault} />}
      {may && (
        <div className={css.row}>
          <Button
            variant={changed ? "filled" : "default"}
            loading={mend.isPending}
            onClick={() => void submit()}
          >
            {changed ? "Try with this" : "Try again"}
          </Button>
          {changed && (
            <Button variant="subtle" color="gray" onClick={() => setContent(laidOut(reject.content))}>
              As it came
            </Button>
          )}
        </div>
      )}
    </>
  );
}
