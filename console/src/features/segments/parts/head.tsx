import { Button, Popover, Textarea, TextInput } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { client, type View } from "@/api/client";
import { refreshed } from "@/api/drafts";
import { problemOf } from "@/api/problem";
import { arrived } from "@/api/taken";
import { PageHead } from "@/shell/page-head";
import { idOf } from "@/ui/ids";
import { Keeping } from "@/ui/keeping";
import { Publish, UNCHANGED } from "@/ui/publish";
import { ErrorNote } from "@/ui/states";
import { DocumentStatus, Status } from "@/ui/status";
import { tell } from "@/ui/tell";
import { Unsaved } from "@/ui/unsaved";
import { useWriting } from "@/ui/writing";
import type { Node } from "../cxl";
import css from "../segments.module.css";
import type { Checked } from "../use-estimate";

type Segment = View<"SegmentView">;

/** What is edited; nothing, for a new one. */
export interface Which {
  /** The version that is worked on: what is live, or the draft beside it. */
  segment?: Segment;
  /** As it is today. */
  head?: Segment;
}

export interface Begun {
  /** The condition as it was when it was opened, as it is written canonically. */
  begun: string;
}

/** The condition as it is on the screen: as rows or, once typed, as text. */
export interface Shown {
  tree: Node | null;
  typed: string | null;
}

interface OnScreen {
  now: Shown;
  take: (shown: Shown) => void;
}

/** Name and what is done with it. */
export function Head({
  segment,
  head,
  begun,
  expression,
  valid,
  why,
  show,
  read,
  screen,
}: {
  expression: string;
  screen: OnScreen;
  valid: boolean;
  /** What keeps it from being published, and the way to it. */
  why: string | undefined;
  show: (() => void) | undefined;
  read: () => Promise<Checked | undefined>;
} & Begun &
  Which) {
  const navigate = useNavigate();
  const [name, setName] = useState(segment?.name ?? "");
  const [description, setDescription] = useState(segment?.description ?? "");
  const [opened, setOpened] = useState(false);
  /** What waits for a name. */
  const [wanted, setWanted] = useState<"draft" | "published" | null>(null);
  const [fault, setFault] = useState("");
  const [saving, setSaving] = useState(false);
  const [saved, setSaved] = useState(false);
  const id = segment?.id ?? idOf(name);
  const changed =
    !segment ||
    // Nothing is known of it for a moment, which is no change; that it can't be read is one.
    begun !== expression ||
    segment.name !== name ||
    segment.description !== description;

  const content = { name: name.trim() || undefined, description, expression, labels: segment?.labels ?? [] };
  const writing = useWriting("segments", head ?? { id, name, version: 0 }, {
    version: segment?.version ?? 0,
    content,
    changed,
  });

  async function save(status: "draft" | "published") {
    setSaving(true);
    setFault("");
    try {
      // What was changed within the last moment is saved too, or nothing is.
      const now = await read();
      if (!now?.valid || !now.text) {
        setFault("It can’t be saved as it stands: what is marked is to be mended first.");
        setOpened(true);
        return;
      }
      const body = { ...content, expression: now.text, id, status };
      if (segment) {
        if (!(await writing.save(body))) return;
      } else await arrived("segments", (await client.POST("/api/v1/segments", { body })).data);
      tell(
        status === "published" ? `${name || id} is being published.` : `${name || id} is kept as a draft.`,
      );
      // The next version, once it is read, is another editor, which knows nothing of this: it is left before.
      if (segment) setSaved(true);
      await refreshed("segments");
      setSaved(true);
    } catch (error) {
      setFault(problemOf(error).words);
      setOpened(true);
    } finally {
      setSaving(false);
    }
  }

  /** Does it, or asks for a name first. */
  function want(status: "draft" | "published") {
    if (id) return void save(status);
    setWanted(status);
    setOpened(true);
  }

  function named(event: FormEvent) {
    event.preventDefault();
    if (!id) return;
    setOpened(false);
    setWanted(null);
    if (wanted) void save(wanted);
  }

  // Left only once it is known that nothing can be lost any more.
  useEffect(() => {
    if (saved) void navigate({ to: "/segments/$id", params: { id } });
  }, [saved, navigate, id]);

  const onScreen = { ...screen.now, name, description };
  const [first] = useState(() => JSON.stringify(onScreen));
  const ready = valid && id !== "" && changed;
  const unsaved =
    !saved && (segment ? changed : screen.now.tree !== null || !!screen.now.typed || name !== "");
  return (
    <>
      <PageHead
        title={name || "New segment"}
        crumb={{ label: "Segments", to: "/segments" }}
        status={segment ? <DocumentStatus {...(head ?? segment)} draft={null} /> : <Status>New</Status>}
      >
        <Unsaved when={unsaved} />
        <Popover
          opened={opened}
          onChange={(next) => {
            setOpened(next);
            if (!next) setWanted(null);
          }}
          width={320}
          position="bottom-end"
          trapFocus
          returnFocus
        >
          <Popover.Target>
            <Button
              variant="default"
              rightSection={<IconChevronDown size={13} />}
              onClick={() => setOpened((before) => !before)}
            >
              {name ? "Details" : "Name it"}
            </Button>
          </Popover.Target>
          <Popover.Dropdown p={0}>
            <form className={css.details} onSubmit={named}>
              <TextInput
                label="Name"
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
                data-autofocus
                maxLength={200}
              />
              <Textarea
                label="What it is for"
                autosize
                minRows={2}
                value={description}
                onChange={(event) => setDescription(event.currentTarget.value)}
              />
              {id && (
                <p className="quiet">
                  Its id {segment ? "is" : "will be"} {id}.
                </p>
              )}
              {fault && <ErrorNote words={fault} />}
              {wanted && (
                <Button type="submit" fullWidth disabled={!id}>
                  {wanted === "published" ? "Publish" : "Save draft"}
                </Button>
              )}
              <Button
                variant="default"
                fullWidth
                className={css.narrowDraft}
                disabled={!ready || saving}
                onClick={() => void save("draft")}
              >
                Save draft
              </Button>
            </form>
          </Popover.Dropdown>
        </Popover>
        <Button
          variant="default"
          className={css.draft}
          disabled={!valid || !changed || saving}
          onClick={() => want("draft")}
        >
          Save draft
        </Button>
        <Publish
          busy={saving}
          why={why ?? (changed || segment?.state === "draft" ? undefined : UNCHANGED)}
          act={() => want("published")}
          show={show}
        />
      </PageHead>
      {writing.shown}
      <Keeping
        place={segment ? `segments/${id}` : "segments"}
        version={segment?.version ?? 0}
        now={onScreen}
        changed={!saved && JSON.stringify(onScreen) !== first}
        take={({ name, description, ...kept }) => {
          setName(name);
          setDescription(description);
          screen.take(kept);
        }}
      />
    </>
  );
}
