import { Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { View } from "@/api/client";
import { problemOf } from "@/api/problem";
import { Choice } from "@/ui/choice";
import { ErrorNote } from "@/ui/states";
import { Columns } from "./columns";
import { DryRun } from "./dry-run";
import css from "./mapping.module.css";
import { type Column, type Draft, documentOf, draftOf, faultOf, type Json, parsed } from "./model";

type Shown = "columns" | "text";

export interface Mapping {
  shown: Shown;
  show: (next: Shown) => void;
  /** Set where columns can show all of it. */
  draft: Draft | undefined;
  setDraft: (draft: Draft) => void;
  text: string;
  setText: (text: string) => void;
  /** What is on the screen; undefined where the text can’t be read. */
  document: Json | undefined;
  /** What stands in the way of trying it out; empty if nothing does. */
  fault: string;
}

const laid = (document: Json) => JSON.stringify(document, null, 2);

/** A mapping on the screen, as columns or as text; `onChange` is told of each document that somebody writes. */
export function useMapping(initial: Json, onChange?: (document: Json) => void): Mapping {
  const [draft, setDraft] = useState(() => draftOf(initial));
  const [text, setText] = useState(() => laid(initial));
  const [shown, setShown] = useState<Shown>(draft ? "columns" : "text");
  const written = parsed(text);
  const readable = shown === "columns" ? draft : written.document && draftOf(written.document);

  return {
    shown,
    show: (next) => {
      if (next === "text" && draft) setText(laid(documentOf(draft)));
      if (next === "columns") {
        if (!readable) return;
        setDraft(readable);
      }
      setShown(next);
    },
    draft: readable,
    setDraft: (next) => {
      setDraft(next);
      onChange?.(documentOf(next));
    },
    text,
    setText: (next) => {
      setText(next);
      const found = parsed(next).document;
      if (found) onChange?.(found);
    },
    document: shown === "columns" ? draft && documentOf(draft) : written.document,
    fault: shown === "columns" ? (draft ? faultOf(draft) : "") : written.fault,
  };
}

interface FieldsProps {
  mapping: Mapping;
  columns: readonly Column[];
  /** Whether it may only be looked at. */
  fixed?: boolean;
  /** Before what each row says, and below it. */
  lead?: ReactNode;
  below?: ReactNode;
}

/** What each row becomes, value by value or as text. */
export function MappingFields({ mapping, columns, fixed = false, lead, below }: FieldsProps) {
  const { shown, draft, setDraft } = mapping;
  return (
    <div className={css.map}>
      <div className={css.event}>
        {lead}
        {shown === "columns" && draft?.kind === "track" && (
          <TextInput
            label="Each row says that this happened"
            value={draft.type}
            w={220}
            readOnly={fixed}
            onChange={(event) => setDraft({ ...draft, type: event.currentTarget.value })}
          />
        )}
        <Choice
          aria-label="How the mapping is shown"
          value={shown}
          onChange={(next) => mapping.show(next)}
          data={[
            { value: "columns", label: "Columns", disabled: !draft },
            { value: "text", label: "Text" },
          ]}
        />
      </div>
      {below}
      {shown === "columns" && draft ? (
        <Columns columns={columns} draft={draft} onChange={setDraft} fixed={fixed} />
      ) : (
        <div style={{ padding: 20 }}>
          <Textarea
            label="The mapping document"
            description="Whatever mappings can do: functions, groups of rows, several events. What only text can say is not shown as columns."
            autosize
            minRows={16}
            spellCheck={false}
            readOnly={fixed}
            styles={{ input: { fontFamily: "var(--mono)", fontSize: 12, lineHeight: 1.6 } }}
            value={mapping.text}
            onChange={(event) => mapping.setText(event.currentTarget.value)}
          />
        </div>
      )}
    </div>
  );
}

/** What rows come to by the mapping on the screen, asked a moment after it was changed. */
export function useTried(
  mapping: Mapping,
  rows: readonly unknown[],
  tryOut: (document: Json, signal: AbortSignal) => Promise<View<"DryRunView"> | undefined>,
) {
  const [settled] = useDebouncedValue(mapping.fault ? "" : JSON.stringify(mapping.document ?? ""), 300);
  return useQuery({
    queryKey: ["dry-run", settled, ...rows],
    enabled: settled.startsWith("{"),
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => (await tryOut(JSON.parse(settled), signal)) ?? null,
  });
}

interface TriedProps {
  mapping: Mapping;
  tried: ReturnType<typeof useTried>;
  /** Whether they are the first of more. */
  first?: boolean;
}

/** What rows come to, or what keeps the mapping from being tried. */
export function Tried({ mapping, tried, first }: TriedProps) {
  if (mapping.fault) return <ErrorNote words={mapping.fault} />;
  if (tried.error) return <ErrorNote words={problemOf(tried.error).words} />;
  return tried.data ? <DryRun result={tried.data} first={first} /> : null;
}
