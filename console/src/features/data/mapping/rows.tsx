import { Button, Modal, Textarea } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, client, type View } from "@/api/client";
import { useWork } from "@/api/live";
import { useMay } from "@/api/session";
import { useFocusBack } from "@/ui/focus-back";
import form from "@/ui/form.module.css";
import { plural } from "@/ui/format";
import { ErrorNote } from "@/ui/states";
import css from "./mapping.module.css";
import { type Json, MOST_ROWS, rowsOf } from "./model";
import type { Called } from "./source";

type Of = "waiting" | "pasted";

/** Rows to try a mapping on: those of the source that wait for one, or those that somebody pasted. */
export function useRows(source: Called) {
  const mayWait = useMay("quarantine:read");
  const mayTry = useMay("documents:write");
  const waiting = api.useQuery(
    "get",
    "/api/v1/sources/{document_id}/waiting-rows",
    { params: { path: { document_id: source.id } } },
    { enabled: mayWait },
  );
  useWork("quarantine", () => mayWait && waiting.refetch());
  const held = waiting.data?.items;
  const [rows, setRows] = useState<Json[]>([]);
  const [of, setOf] = useState<Of>("waiting");
  // What one works with stays as it is: more may wait by now.
  useEffect(() => {
    if (held?.length) setRows((known) => (known.length ? known : (held as Json[])));
  }, [held]);
  const look = useQuery({
    queryKey: ["look", source.name, rows],
    enabled: mayTry && rows.length > 0,
    queryFn: async (): Promise<View<"SampleView"> | null> => {
      const { data } = await client.POST("/api/v1/mappings/look", { body: { name: source.name, rows } });
      return data ?? null;
    },
  });
  return {
    rows,
    of,
    /** How many wait, whichever are used. */
    waiting: held?.length ?? 0,
    isPending: mayWait && waiting.isPending,
    look: look.data ?? undefined,
    error: look.error,
    use: (next: Json[], from: Of) => {
      setRows(next);
      setOf(from);
    },
    useWaiting: () => {
      setRows((held ?? []) as Json[]);
      setOf("waiting");
    },
  };
}

export type Rows = ReturnType<typeof useRows>;

/** Which rows the mapping is tried on, and how to try others. */
export function RowsUsed({ rows }: { rows: Rows }) {
  const [pasting, setPasting] = useState(false);
  const most = rows.rows.length === MOST_ROWS;
  return (
    <div className={css.used}>
      <span className="quiet">
        {rows.rows.length === 0
          ? "Tried on nothing so far."
          : rows.of === "pasted"
            ? `Tried on ${plural(rows.rows.length, "row")} that you pasted.`
            : `Tried on ${most ? "the newest " : ""}${plural(rows.rows.length, "row")} that the source sent and that ${rows.rows.length === 1 ? "waits" : "wait"} in quarantine.`}
      </span>
      <Button variant="default" size="compact-sm" onClick={() => setPasting(true)}>
        Paste an example
      </Button>
      {rows.of === "pasted" && rows.waiting > 0 && (
        <Button variant="default" size="compact-sm" onClick={rows.useWaiting}>
          Take what waits
        </Button>
      )}
      {pasting && <Paste rows={rows} close={() => setPasting(false)} />}
    </div>
  );
}

/** A field for an example of what the source sends. */
export function Paste({ rows, close }: { rows: Rows; close: () => void }) {
  const [text, setText] = useState(rows.of === "pasted" ? JSON.stringify(rows.rows, null, 2) : "");
  const read = rowsOf(text);
  useFocusBack();
  return (
    <Modal opened onClose={close} title="An example of what it sends" size={560}>
      <form
        className={form.form}
        onSubmit={(event) => {
          event.preventDefault();
          rows.use(read.rows, "pasted");
          close();
        }}
      >
        <Textarea
          label="One object, an array of them, or one on each line"
          description="It is tried on, and kept nowhere."
          placeholder={
            '{"order": "1", "placed": "2026-03-01T10:00:00Z", "customer": {"email": "ada@example.com"}}'
          }
          autosize
          minRows={8}
          maxRows={20}
          spellCheck={false}
          data-autofocus
          styles={{ input: { fontFamily: "var(--mono)", fontSize: 12, lineHeight: 1.6 } }}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {text.trim() && read.fault && <ErrorNote words={read.fault} />}
        <div className={form.foot}>
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" disabled={!read.rows.length}>
            {read.rows.length ? `Use ${plural(read.rows.length, "row")}` : "Use it"}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
