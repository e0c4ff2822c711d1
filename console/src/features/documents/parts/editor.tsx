import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconDots, IconTrash } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { View } from "@/api/client";
import { queries } from "@/api/queries";
import { useMay } from "@/api/session";
import { beginText, type End, writeText } from "@/api/texts";
import { PageHead } from "@/shell/page-head";
import { Copied } from "@/ui/copied";
import { Keeping } from "@/ui/keeping";
import { TextChanges } from "@/ui/lines";
import { MoreMenu } from "@/ui/more-menu";
import { Publish, UNCHANGED } from "@/ui/publish";
import { Sheet } from "@/ui/sheet";
import { DocumentStatus } from "@/ui/status";
import { tell, tellFault } from "@/ui/tell";
import { Unsaved } from "@/ui/unsaved";
import { useAsking } from "@/ui/writing";
import { stands } from "../model";
import { Aside } from "./aside";
import { Bench } from "./bench";
import { useCheck } from "./use-check";
import { Which } from "./which";

type Document = View<"DocumentView">;
const LIST = { label: "Documents", to: "/documents" };

interface Props {
  kind: string;
  /** As it is today. */
  head: Document;
  /** The version that is written on: that of today, or the draft beside it. */
  opened: Document;
  /** What that version says. */
  saved: string;
  /** What the editor begins with, where that is another version. */
  from?: { version: number; text: string };
  onSaved: (version: number | undefined) => void;
  /** Whether what is on the screen stays as it is, whatever becomes of the document. */
  held: { current: boolean };
  tabs: ReactNode;
}

/** A document as text: written, checked line by line, saved and published; who may not change it reads it. */
export function TextEditor(props: Props) {
  return useMay("documents:write") ? <Writer {...props} /> : <Reader {...props} />;
}

function Head({ head, children }: { head: Document; children?: ReactNode }) {
  return (
    <PageHead title={head.name || head.id} crumb={LIST} status={<DocumentStatus state={head.state} />}>
      {children}
    </PageHead>
  );
}

function Reader({ kind, head, opened, saved, tabs }: Props) {
  return (
    <>
      <Head head={head} />
      {tabs}
      <Sheet wide>
        <Copied label="the document as YAML" text={saved} wrap />
        <Aside kind={kind} opened={opened} text={saved} />
      </Sheet>
    </>
  );
}

function Writer({ kind, head, opened, saved, from, onSaved, held, tabs }: Props) {
  const { id, name } = head;
  const navigate = useNavigate();
  const [text, setText] = useState(from?.text ?? saved);
  const [busy, setBusy] = useState<End>();
  const checked = useCheck(text, kind, id);
  const changed = text !== saved;
  useEffect(() => {
    held.current = changed;
  }, [held, changed]);
  // Saved, it is written as all are: without comments, say.
  const before = useRef(saved);
  useEffect(() => {
    if (before.current !== saved) setText(saved);
    before.current = saved;
  }, [saved]);
  const writing = useAsking<{ text: string; status: End }>(
    head,
    (body, seen) => writeText(kind, id, body.text, body.status, seen),
    {
      between: (before, after) => <TextChanges kind={kind} id={id} before={before} after={after} />,
      take: () => {
        held.current = false;
        return queries.invalidateQueries();
      },
    },
  );

  async function save(status: "draft" | "published") {
    setBusy(status);
    try {
      const made = await writing.save({ text, status });
      if (!made) return;
      onSaved(made.version);
      await queries.invalidateQueries();
      tell(status === "draft" ? "Draft saved." : "Published.");
      if (from) await navigate({ to: "/documents/$kind/$id", params: { kind, id }, replace: true });
    } catch (error) {
      tellFault(error);
    } finally {
      setBusy(undefined);
    }
  }

  async function archive() {
    held.current = true;
    const done = await writing.save({ text: saved, status: "archived" }).catch((error: unknown) => {
      held.current = false;
      throw error;
    });
    held.current = done !== undefined;
    if (!done) return;
    tell(`${name} is archived.`, async () => {
      await beginText(kind, id, saved, head.status === "draft" ? "draft" : "published");
      await queries.invalidateQueries();
    });
    await navigate({ to: "/documents" });
    await queries.invalidateQueries();
  }

  const wrong = !checked.whole || !stands(checked.data);
  return (
    <>
      <Unsaved when={changed} keeps={() => busy !== undefined} />
      <Head head={head}>
        <MoreMenu
          width={190}
          button={
            <ActionIcon variant="default" aria-label="More">
              <IconDots size={16} />
            </ActionIcon>
          }
        >
          <Menu.Item disabled={!changed} onClick={() => setText(saved)}>
            Back to what is saved
          </Menu.Item>
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={14} />}
            disabled={changed}
            onClick={() => void archive().catch(tellFault)}
          >
            Archive
          </Menu.Item>
        </MoreMenu>
        {changed && (
          <Button
            variant="default"
            loading={busy === "draft"}
            disabled={wrong || busy === "published"}
            onClick={() => void save("draft")}
          >
            Save draft
          </Button>
        )}
        <Publish
          busy={busy === "published"}
          why={
            wrong
              ? "What is wrong with it is to be mended first."
              : busy === "draft"
                ? "The draft is being saved."
                : !changed && opened.state !== "draft"
                  ? UNCHANGED
                  : undefined
          }
          act={() => void save("published")}
        />
      </Head>
      {tabs}
      <Which kind={kind} head={head} version={opened.version} from={from?.version} changed={changed} />
      {writing.asking}
      <Keeping
        place={`documents/${kind}/${id}`}
        version={opened.version}
        now={text}
        changed={changed && busy === undefined}
        take={setText}
      />
      <Bench
        label={`${name || id} as YAML`}
        text={text}
        onChange={setText}
        checked={checked.data}
        changed={changed}
      >
        <Aside kind={kind} opened={opened} text={text} />
      </Bench>
    </>
  );
}
