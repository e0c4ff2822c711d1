import { Button } from "@mantine/core";
import { type Dispatch, type ReactNode, type SetStateAction, useMemo, useState } from "react";
import type { View } from "@/api/client";
import type { Documents } from "@/api/document";
import { refreshed } from "@/api/drafts";
import { useMay } from "@/api/session";
import { PageHead } from "@/shell/page-head";
import { AsText } from "./document-text";
import { Ending } from "./ending";
import { Keeping } from "./keeping";
import { Publish, UNCHANGED } from "./publish";
import { DocumentStatus } from "./status";
import { tell, tellFault } from "./tell";
import { Unsaved } from "./unsaved";
import { useWriting } from "./writing";

type Document = View<"DocumentView">;

/** A document that is written on one screen, as a form or as text. */
export interface Sitting {
  /** As it is today. */
  head: Document;
  /** The version that is written on: that of today, or the draft beside it. */
  opened: Document;
  /** Told of the version that was made of what is on the screen. */
  onSaved: (version: number | undefined) => void;
}

interface OnScreen<Body> {
  body: Body;
  setBody: Dispatch<SetStateAction<Body>>;
  name: string;
  setName: (name: string) => void;
  /** Whether anything differs from what is saved. */
  changed: boolean;
  /** What is on the screen, as its author would send it. */
  document: Readonly<Record<string, unknown>> & { id: string; name: string };
}

/** What is written on the screen, begun from what is saved; `bodyOf` reads the fields of its kind. */
export function useWritten<Body extends object>(
  opened: Document,
  bodyOf: (document: Record<string, unknown>) => Body,
): OnScreen<Body> {
  const saved = useMemo(() => bodyOf(opened as unknown as Record<string, unknown>), [opened, bodyOf]);
  const [body, setBody] = useState(saved);
  const [name, setName] = useState(opened.name);
  const changed = useMemo(
    () => name !== opened.name || (body !== saved && JSON.stringify(body) !== JSON.stringify(saved)),
    [body, saved, name, opened.name],
  );
  const document = useMemo(
    () => ({ ...body, id: opened.id, name, labels: opened.labels, description: opened.description }),
    [body, name, opened],
  );
  return { body, setBody, name, setName, changed, document };
}

interface Props<Body> extends Sitting {
  documents: Documents;
  /** As it stands in documents: `template`. */
  kind: string;
  /** The list that it stands in. */
  list: { label: string; to: string };
  written: OnScreen<Body>;
  bodyOf: (document: Record<string, unknown>) => Body;
  /** Whether something keeps it from being published. */
  wrong?: boolean;
  /** Whether something on the screen is no part of it yet, so that saving would lose it. */
  unfinished?: boolean;
  /** Told once it is published: from when on it holds. */
  published: string;
  /** Ways to the other parts of the document. */
  tabs?: ReactNode;
}

/** The head of what is written on one screen: saved, published, archived; it asks before anything is lost. */
export function WrittenHead<Body>({
  documents,
  kind,
  list,
  head,
  opened,
  onSaved,
  written,
  bodyOf,
  wrong = false,
  unfinished = false,
  published,
  tabs,
}: Props<Body>) {
  const { changed, document, name } = written;
  const may = useMay("documents:write");
  const [busy, setBusy] = useState<"draft" | "published">();
  const writing = useWriting(documents, head, { version: opened.version, content: document, changed });

  async function save(status: "draft" | "published") {
    setBusy(status);
    try {
      const made = await writing.save({ ...document, status });
      if (!made) return;
      onSaved(made.version);
      await refreshed(documents);
      tell(status === "draft" ? "Draft saved." : published);
    } catch (error) {
      tellFault(error);
    } finally {
      setBusy(undefined);
    }
  }

  return (
    <>
      <Unsaved when={changed || unfinished} />
      <PageHead title={name || opened.id} crumb={list} status={<DocumentStatus state={head.state} />}>
        <AsText kind={kind} id={opened.id} />
        {may && (
          <>
            <Ending
              documents={documents}
              head={head}
              content={{
                ...bodyOf(head as unknown as Record<string, unknown>),
                name: head.name,
                labels: head.labels,
                description: head.description,
              }}
              to={list.to}
              changed={changed}
            />
            {(changed || unfinished) && (
              <Button
                variant="default"
                loading={busy === "draft"}
                disabled={unfinished || busy === "published"}
                onClick={() => void save("draft")}
              >
                Save draft
              </Button>
            )}
            <Publish
              busy={busy === "published"}
              why={
                wrong || unfinished
                  ? "What is marked is to be mended first."
                  : busy === "draft"
                    ? "The draft is being saved."
                    : !changed && opened.state === "live"
                      ? UNCHANGED
                      : undefined
              }
              act={() => void save("published")}
            />
          </>
        )}
      </PageHead>
      {tabs}
      {writing.shown}
      {may && (
        <Keeping
          place={`${documents}/${opened.id}`}
          version={opened.version}
          now={{ name, body: written.body }}
          changed={changed}
          take={(kept) => {
            written.setName(kept.name);
            written.setBody(kept.body);
          }}
        />
      )}
    </>
  );
}
