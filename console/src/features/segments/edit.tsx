import { useParams, useSearch } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, useState } from "react";
import { api, type View } from "@/api/client";
import { useOpened } from "@/api/drafts";
import { saysFault } from "@/api/problem";
import { Gone, isGone } from "@/shell/failures";
import { Choice } from "@/ui/choice";
import { showFirst, toMend } from "@/ui/publish";
import { Answer, ErrorNote, Loading } from "@/ui/states";
import { tellFault } from "@/ui/tell";
import { Workbench } from "@/ui/workbench";
import type { Node } from "./cxl";
import type { Palette } from "./drafts";
import { type Group, groupOf, inserted, row, rowAt, treeOf } from "./model";
import { Audience } from "./parts/audience";
import { Builder } from "./parts/builder";
import { type Begun, Head, type Which } from "./parts/head";
import { PaletteView } from "./parts/palette";
import { usePurpose } from "./parts/reached";
import css from "./segments.module.css";
import { checkNow, useChecked, useEstimate, useGrowth, type Written } from "./use-estimate";

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
        screen={{
          now: { tree: built.tree, typed },
          take: (kept) => {
            change(groupOf(kept.tree));
            setTyped(kept.typed);
          },
        }}
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
            <Choice
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
  const estimate = useEstimate(valid ? text : null, purpose?.id);
  const growth = useGrowth(valid ? text : null, 14);
  return <Audience {...rest} text={text} growth={growth} estimate={estimate} purpose={purpose?.name ?? ""} />;
}

const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
