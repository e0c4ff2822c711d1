import { Button, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { api, client, type View } from "@/api/client";
import { problemOf } from "@/api/problem";
import { PageHead } from "@/shell/page-head";
import { idOf } from "@/ui/ids";
import { Answer, ErrorNote } from "@/ui/states";
import { tellFault } from "@/ui/tell";
import { Workbench } from "@/ui/workbench";
import { Columns } from "./columns";
import { DryRun } from "./dry-run";
import { type Draft, documentOf, draftOf, faultOf } from "./mapping";
import css from "./wizard.module.css";

type Look = View<"LookView">;

/** What the columns of a file mean, with what becomes of its first rows beside. */
export function MapFile({ id, onStarted }: { id: string; onStarted: () => void }) {
  const look = api.useQuery("get", "/api/v1/imports/{import_id}/look", {
    params: { path: { import_id: id } },
  });
  return <Answer of={look}>{(found) => <Mapping look={found} onStarted={onStarted} />}</Answer>;
}

function Mapping({ look, onStarted }: { look: Look; onStarted: () => void }) {
  const columns = useMemo(() => look.columns.map((column) => column.name), [look.columns]);
  const [draft, setDraft] = useState<Draft | undefined>(() => draftOf(look.suggestion, columns));
  const [text, setText] = useState(() => JSON.stringify(look.suggestion, null, 2));
  const [view, setView] = useState<"columns" | "text">(draft ? "columns" : "text");
  const [name, setName] = useState(() => idOf(look.file.name.replace(/\..*$/, "")) || "file");
  const [starting, setStarting] = useState(false);

  const written = useMemo(
    () => parsed(view === "columns" && draft ? JSON.stringify(documentOf(draft)) : text),
    [view, draft, text],
  );
  const fault = view === "columns" && draft ? faultOf(draft) : written.fault;
  const [settled] = useDebouncedValue(fault ? "" : JSON.stringify(written.document), 300);
  const tried = useQuery({
    queryKey: ["dry-run", look.file.id, settled],
    enabled: settled !== "" && settled !== undefined,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }): Promise<View<"DryRunView"> | null> => {
      const { data } = await client.POST("/api/v1/imports/{import_id}/dry-run", {
        params: { path: { import_id: look.file.id } },
        body: { mapping: JSON.parse(settled), rows: 50 },
        signal,
      });
      return data ?? null;
    },
  });

  function show(next: "columns" | "text") {
    if (next === "text" && draft) setText(JSON.stringify(documentOf(draft), null, 2));
    if (next === "columns") {
      const found = written.document && draftOf(written.document, columns);
      if (!found) return;
      setDraft(found);
    }
    setView(next);
  }
  const asColumns = view === "columns" || Boolean(written.document && draftOf(written.document, columns));

  async function start() {
    if (!written.document) return;
    setStarting(true);
    try {
      await client.POST("/api/v1/imports/{import_id}/start", {
        params: { path: { import_id: look.file.id } },
        body: { id: name, mapping: written.document },
      });
      onStarted();
    } catch (error) {
      tellFault(error);
      setStarting(false);
    }
  }

  return (
    <>
      <PageHead title={look.file.name} crumb={{ label: "Imports", to: "/data/imports" }}>
        <Button
          loading={starting}
          disabled={Boolean(fault) || !tried.data?.events || !name}
          onClick={() => void start()}
        >
          Import
        </Button>
      </PageHead>
      <Workbench
        names={["", "Columns", "First rows"]}
        inspector={
          <>
            {fault && <ErrorNote words={fault} />}
            {!fault && tried.error && <ErrorNote words={problemOf(tried.error).words} />}
            {!fault && tried.data && <DryRun result={tried.data} />}
          </>
        }
      >
        <div className={css.map}>
          <div className={css.event}>
            <TextInput
              label="Name of the mapping and its source"
              value={name}
              w={220}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            {view === "columns" && draft && draft.kind === "track" && (
              <TextInput
                label="Each row says that this happened"
                value={draft.type}
                w={220}
                onChange={(event) => setDraft({ ...draft, type: event.currentTarget.value })}
              />
            )}
            <SegmentedControl
              aria-label="How the mapping is shown"
              value={view}
              onChange={(next) => show(next as "columns" | "text")}
              data={[
                { value: "columns", label: "Columns", disabled: !asColumns },
                { value: "text", label: "Text" },
              ]}
            />
          </div>
          {view === "columns" && draft ? (
            <Columns look={look} draft={draft} onChange={setDraft} />
          ) : (
            <div style={{ padding: 20 }}>
              <Textarea
                label="The mapping document"
                description="Whatever mappings can do: functions, groups of rows, several events. What only text can say is not shown as columns."
                autosize
                minRows={16}
                spellCheck={false}
                styles={{ input: { fontFamily: "var(--mono)", fontSize: 12, lineHeight: 1.6 } }}
                value={text}
                onChange={(event) => setText(event.currentTarget.value)}
              />
            </div>
          )}
        </div>
      </Workbench>
    </>
  );
}

function parsed(text: string): { document?: Record<string, unknown>; fault: string } {
  try {
    const found: unknown = JSON.parse(text);
    if (typeof found === "object" && found !== null && !Array.isArray(found)) {
      return { document: found as Record<string, unknown>, fault: "" };
    }
    return { fault: "A mapping is an object." };
  } catch (error) {
    return { fault: `This is not JSON: ${error instanceof Error ? error.message : "it can’t be read"}.` };
  }
}
