import { Button, Popover, SegmentedControl, Textarea, TextInput } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useMemo, useState } from "react";
import { api, client, type View } from "@/api/client";
import { refreshed, useOpened } from "@/api/drafts";
import { problemOf, saysFault } from "@/api/problem";
import { arrived } from "@/api/taken";
import { Gone, isGone } from "@/shell/failures";
import { PageHead } from "@/shell/page-head";
import { idOf } from "@/ui/ids";
import { Publish, showFirst, toMend, UNCHANGED } from "@/ui/publish";
import { Answer, ErrorNote, Loading } from "@/ui/states";
import { DocumentStatus, Status } from "@/ui/status";
import { tell, tellFault } from "@/ui/tell";
import { Unsaved } from "@/ui/unsaved";
import { Workbench } from "@/ui/workbench";
import { useWriting } from "@/ui/writing";
import type { Node } from "./cxl";
import type { Palette } from "./drafts";
import { type Group, groupOf, inserted, row, rowAt, treeOf } from "./model";
import { Audience } from "./parts/audience";
import { Builder } from "./parts/builder";
import { PaletteView } from "./parts/palette";
import { usePurpose } from "./parts/reached";
import css from "./segments.module.css";
import { type Checked, checkNow, useChecked, useEstimate, useGrowth, type Written } from "./use-estimate";

const CxlEditor = lazy(() => import("@/ui/cxl-editor"));

type Segment = View<"SegmentView">;
type Unanswered = Parameters<typeof Audience>[0]["unchecked"];

/** A new segment, perhaps begun from an example. */
export function NewSegmentPage() {
  const { expression } = useSearch({ from: "/shell/segments/new" });
  return <Loaded expression={expression ?? ""} />;
}

/** The next version of a segment. */
export function EditSegmentPage() {
  const { id } = useParams({ from: "/shell/segments/$id/edit" });
  const { show } = useSearch({ from: "/shell/segments/$id/edit" });
  const segment = useOpened<Segment>("segments", id, show);
  if (isGone(segment)) return <Gone what="segment" list={{ label: "Segments", to: "/segments" }} />;
  return (
    <Answer of={segment} lines={10}>
      {({ head, opened }) => (
        <Loaded key={opened.version} expression={opened.expression} segment={opened} head={head} />
      )}
    </Answer>
  );
}

/** What is edited; nothing, for a new one. */
interface Which {
  /** The version that is worked on: what is live, or the draft beside it. */
  segment?: Segment;
  /** As it is today. */
  head?: Segment;
}

/** What is needed before anything can be built: the words, and the tree of what is there. */
function Loaded({ expression, ...which }: { expression: string } & Which) {
  const palette = api.useQuery("get", "/api/v1/expressions/palette", {}, { staleTime: 60_000 });
  const first = useChecked(expression ? { expression } : null, which.segment?.id);
  const ready =
    palette.data && (!expression || first.data)
      ? { palette: palette.data, tree: first.data?.tree ?? null }
      : undefined;
  return (
    <Answer of={{ data: ready, error: palette.error ?? first.error, isPending: !ready }} lines={10}>
      {(found) => (
        <Editor
          palette={found.palette}
          tree={found.tree as Node | null}
          begun={first.data?.text ?? expression}
          {...which}
        />
      )}
    </Answer>
  );
}

interface Begun {
  /** The condition as it was when it was opened, as it is written canonically. */
  begun: string;
}

function Editor({
  palette,
  tree,
  begun,
  segment,
  head,
}: { palette: Palette; tree: Node | null } & Begun & Which) {
  const [past, setPast] = useState<Group[]>([]);
  const [root, setRoot] = useState(() => groupOf(tree));
  const [target, setTarget] = useState(root.id);
  // What can't be read is begun with as text: as rows it would be everybody.
  const [typed, setTyped] = useState<string | null>(tree === null && begun ? begun : null);

  const built = useMemo(() => treeOf(root), [root]);
  const question = typed !== null ? { expression: typed } : built.tree && { tree: built.tree };
  const checked = useChecked(question, segment?.id);
  const asked = typed !== null ? typed.trim() !== "" : built.tree !== null;
  const valid = asked && checked.data?.valid === true;
  const text = asked ? (checked.data?.text ?? "") : "";

  const faults = new Map<string, string>();
  for (const problem of checked.data?.problems ?? []) {
    const id = problem.pointer ? rowAt(built.places, problem.pointer) : undefined;
    if (id && problem.severity === "error") faults.set(id, saysFault(problem));
  }

  function change(next: Group) {
    setPast([...past.slice(-99), root]);
    setRoot(next);
  }

  /** What is on the screen now, whatever was last heard of it; nothing where nothing is asked. */
  const read = async () => (asked && question ? checkNow(question as Written, segment?.id) : undefined);

  /** From text to rows: what can be read is taken over, what can't stays text. */
  async function show(next: string) {
    const found = await read();
    if (next === "text") setTyped(found?.text ?? "");
    else {
      if (asked && !found?.tree) return;
      change(groupOf((found?.tree as Node | undefined) ?? null));
      setTyped(null);
    }
  }

  const restored = () => {
    const before = past.at(-1);
    if (!before) return;
    setPast(past.slice(0, -1));
    setRoot(before);
  };
  const wrong = asked
    ? (checked.data?.problems ?? []).filter(({ severity }) => severity === "error").length
    : 0;
  const why = !asked
    ? "A condition is missing: who is meant?"
    : valid
      ? undefined
      : wrong > 0
        ? toMend(wrong)
        : checked.isError
          ? "Nobody answered whether it can be published."
          : "It is still being checked.";
  const unreadable =
    typed !== null && typed.trim() !== "" && checked.data !== undefined && !checked.data.tree;
  return (
    <>
      <Head
        segment={segment}
        head={head}
        begun={begun}
        expression={text}
        valid={valid}
        why={why}
        show={wrong > 0 ? () => showFirst(typed === null ? "[data-fault='true']" : ".cm-editor") : undefined}
        read={read}
      />
      <Workbench
        names={["Palette", "Conditions", "Audience"]}
        palette={
          <PaletteView
            palette={palette}
            own={segment?.id}
            onAdd={(word) => {
              if (typed === null) change(inserted(root, target, row(word.make())));
            }}
          />
        }
        inspector={
          <Meant
            valid={valid}
            asked={asked}
            text={text}
            own={segment?.id}
            wrong={asked && checked.data !== undefined && !valid}
            unchecked={asked && checked.isError ? { ...checked, data: undefined } : undefined}
          />
        }
      >
        <div className={css.canvas}>
          <div className={css.bar}>
            <p className={css.says} aria-live="polite">
              {!asked
                ? "Everybody"
                : checked.data?.says
                  ? capital(checked.data.says)
                  : checked.isError
                    ? "What this says is not known."
                    : checked.isPending
                      ? "…"
                      : "This can’t be read yet."}
            </p>
            <SegmentedControl
              size="sm"
              aria-label="Show as"
              value={typed === null ? "visual" : "text"}
              onChange={(value) => void show(value).catch(tellFault)}
              data={[
                { value: "visual", label: "Visual", disabled: unreadable },
                { value: "text", label: "CXL" },
              ]}
            />
          </div>
          {typed === null ? (
            <Builder
              root={root}
              onChange={change}
              palette={palette}
              faults={faults}
              target={target}
              onTarget={setTarget}
              onUndo={past.length > 0 ? restored : undefined}
            />
          ) : (
            <Suspense fallback={<Loading />}>
              <CxlEditor
                label="Condition in CXL"
                value={typed}
                onChange={setTyped}
                kind="segment"
                own={segment?.id}
              />
              {(checked.data?.problems ?? []).map((problem) => (
                <ErrorNote key={`${problem.code} ${problem.start}`} words={saysFault(problem)} />
              ))}
            </Suspense>
          )}
        </div>
      </Workbench>
    </>
  );
}

/** Who is meant by what is built; a count that comes in leaves the rest of the screen as it is. */
function Meant({
  valid,
  text,
  ...rest
}: {
  valid: boolean;
  asked: boolean;
  text: string;
  own: string | undefined;
  wrong: boolean;
  unchecked: Unanswered | undefined;
}) {
  const purpose = usePurpose();
  const estimate = useEstimate(valid ? text : null, purpose.id);
  const growth = useGrowth(valid ? text : null, 14);
  return <Audience {...rest} text={text} growth={growth} estimate={estimate} purpose={purpose.name} />;
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);

/** Name and what is done with it. */
function Head({
  segment,
  head,
  begun,
  expression,
  valid,
  why,
  show,
  read,
}: {
  expression: string;
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

  // Left only once it is known that nothing can be lost any more.
  useEffect(() => {
    if (saved) void navigate({ to: "/segments/$id", params: { id } });
  }, [saved, navigate, id]);

  const ready = valid && id !== "" && changed;
  return (
    <>
      <PageHead
        title={name || "New segment"}
        crumb={{ label: "Segments", to: "/segments" }}
        status={segment ? <DocumentStatus {...(head ?? segment)} draft={null} /> : <Status>New</Status>}
      >
        <Unsaved when={!saved && (segment ? changed : expression !== "" || name !== "")} />
        <Popover opened={opened} onChange={setOpened} width={320} position="bottom-end" trapFocus returnFocus>
          <Popover.Target>
            <Button
              variant="default"
              rightSection={<IconChevronDown size={13} />}
              onClick={() => setOpened((before) => !before)}
            >
              {name ? "Details" : "Name it"}
            </Button>
          </Popover.Target>
          <Popover.Dropdown className={css.details}>
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
            <Button
              variant="default"
              fullWidth
              className={css.narrowDraft}
              disabled={!ready || saving}
              onClick={() => void save("draft")}
            >
              Save draft
            </Button>
          </Popover.Dropdown>
        </Popover>
        <Button
          variant="default"
          className={css.draft}
          disabled={!ready || saving}
          onClick={() => void save("draft")}
        >
          Save draft
        </Button>
        <Publish
          busy={saving}
          why={why ?? (changed || segment?.state === "draft" ? undefined : UNCHANGED)}
          act={() => (id ? void save("published") : setOpened(true))}
          show={show}
        />
      </PageHead>
      {writing.shown}
    </>
  );
}
