import { Button, Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { lazy, Suspense, useMemo, useState } from "react";
import { api } from "@/api/client";
import { saysFault } from "@/api/problem";
import { Choice } from "@/ui/choice";
import { useFocusBack } from "@/ui/focus-back";
import { plural } from "@/ui/format";
import { Answer, ErrorNote, Loading } from "@/ui/states";
import { tellFault } from "@/ui/tell";
import { around, behind, whereOf } from "../condition";
import type { Events, Node } from "../cxl";
import type { Palette } from "../drafts";
import { type Group, groupOf, inserted, row, rowAt, treeOf } from "../model";
import { type Checked, checkNow, useChecked, useSize, type Written } from "../use-estimate";
import { Builder } from "./builder";
import css from "./condition.module.css";
import { PaletteView } from "./palette";
import { Where } from "./where";

const CxlEditor = lazy(() => import("@/ui/cxl-editor"));

interface Props {
  title: string;
  /** In CXL; empty for none. */
  value: string;
  /** The event whose conditions they are; people's if left out. */
  event?: string;
  onDone: (value: string) => void;
  onClose: () => void;
}

/** Builds a condition, with the same as text on its other side; both ways without loss. */
export default function ConditionDialog({ title, value, event, onDone, onClose }: Props) {
  useFocusBack();
  const narrow = useMediaQuery("(max-width: 860px)", undefined, { getInitialValueInEffect: false });
  const palette = api.useQuery("get", "/api/v1/expressions/palette", {}, { staleTime: 60_000 });
  const [begin, end] = event === undefined ? ["", ""] : around(event);
  const first = useChecked(value.trim() ? { expression: begin + value + end } : null, undefined);
  const ready = palette.data && (!value.trim() || first.data) ? { palette: palette.data } : undefined;
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={event === undefined ? 940 : 640}
      fullScreen={narrow}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Answer of={{ data: ready, error: palette.error ?? first.error, isPending: !ready }} lines={8}>
        {(found) => (
          <Condition
            palette={found.palette}
            tree={(value.trim() ? (first.data?.tree as Node | null) : null) ?? null}
            value={value}
            event={event}
            onDone={(text) => {
              onDone(text);
              onClose();
            }}
            onClose={onClose}
          />
        )}
      </Answer>
    </Modal>
  );
}

interface Inner extends Omit<Props, "title"> {
  palette: Palette;
  tree: Node | null;
}

/** What is held while it is worked on: rows, or, once typed, text. */
function Condition({ palette, tree, value, event, onDone, onClose }: Inner) {
  const ofEvent = event !== undefined;
  const [past, setPast] = useState<Group[]>([]);
  const [root, setRoot] = useState(() => groupOf(ofEvent ? null : tree));
  const [target, setTarget] = useState(root.id);
  const [where, setWhere] = useState(() => whereOf(tree));
  // What rows can't show, as it can't be read or says more than a condition, is begun with as text.
  const [typed, setTyped] = useState<string | null>(() =>
    value.trim() && !(ofEvent ? whereOf(tree) : tree) ? value : null,
  );

  const built = useMemo(() => {
    if (!ofEvent) return treeOf(root);
    return { tree: where ? { op: "did", events: { type: event || "x", where } } : null, places: [] };
  }, [ofEvent, root, where, event]);
  const [begin, end] = ofEvent ? around(event) : ["", ""];
  const question =
    typed === null
      ? built.tree && { tree: built.tree as Node }
      : typed.trim()
        ? { expression: begin + typed + end }
        : null;
  const checked = useChecked(question, undefined);
  const valid = !question || checked.data?.valid === true;
  const problems = question ? (checked.data?.problems ?? []) : [];
  const text = textIn(checked.data, event);
  const parsed = (checked.data?.tree as Node | null) ?? null;
  const readable = typed === null || !question || (ofEvent ? whereOf(parsed) !== undefined : parsed !== null);

  /** What is on the screen now, whatever was last heard of it. */
  const read = async () => (question ? checkNow(question as Written) : undefined);

  /** From text to rows: what can be read is taken over, what can’t stays text. */
  async function show(next: string) {
    const found = await read();
    if (next === "text") {
      setTyped(textIn(found, event));
      return;
    }
    const tree = (found?.tree as Node | null) ?? null;
    if (question && (ofEvent ? !whereOf(tree) : !tree)) return;
    if (ofEvent) setWhere(whereOf(tree));
    else change(groupOf(tree));
    setTyped(null);
  }
  async function done() {
    const found = await read();
    if (question && !found?.valid) return;
    onDone(typed === null || ofEvent ? textIn(found, event) : typed.trim());
  }
  function change(next: Group) {
    setPast([...past.slice(-99), root]);
    setRoot(next);
  }
  function undo() {
    setRoot(past.at(-1) ?? root);
    setPast(past.slice(0, -1));
  }

  const faults = new Map<string, string>();
  for (const problem of typed === null ? problems : []) {
    const id = problem.pointer ? rowAt(built.places, problem.pointer) : undefined;
    if (id && problem.severity === "error") faults.set(id, saysFault(problem));
  }
  return (
    <div className={css.dialog}>
      <div className={css.head}>
        <p className={css.says} aria-live="polite">
          {saysOf(question !== null, checked.data, event)}
          {!ofEvent && question && valid && <Size text={text} />}
        </p>
        <Choice
          size="sm"
          aria-label="Show as"
          value={typed === null ? "visual" : "text"}
          onChange={(next) => void show(next).catch(tellFault)}
          data={[
            { value: "visual", label: "Visual", disabled: !readable },
            { value: "text", label: "CXL" },
          ]}
        />
      </div>
      {typed !== null ? (
        <Suspense fallback={<Loading />}>
          <CxlEditor
            label="Condition in CXL"
            value={typed}
            onChange={setTyped}
            kind="segment"
            before={begin}
            after={end}
          />
          {problems.map((problem) => (
            <ErrorNote key={`${problem.code} ${problem.start}`} words={saysFault(problem)} />
          ))}
        </Suspense>
      ) : ofEvent ? (
        <div className={css.rows}>
          <Where
            events={{ type: event, where } as Events}
            set={(events) => setWhere(events.where)}
            palette={palette}
          />
          {problems.map((problem) => (
            <ErrorNote key={problem.code} words={saysFault(problem)} />
          ))}
        </div>
      ) : (
        <div className={css.panes}>
          <section aria-label="Palette">
            <PaletteView
              palette={palette}
              onAdd={(word) => change(inserted(root, target, row(word.make())))}
            />
          </section>
          <section aria-label="Conditions">
            <Builder
              root={root}
              onChange={change}
              palette={palette}
              faults={faults}
              target={target}
              onTarget={setTarget}
              onUndo={past.length > 0 ? undo : undefined}
            />
          </section>
        </div>
      )}
      <div className={css.foot}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={!valid} onClick={() => void done().catch(tellFault)}>
          Done
        </Button>
      </div>
    </div>
  );
}

/** How many people it is, now. */
function Size({ text }: { text: string }) {
  const size = useSize(text);
  const about = size.data && size.data.sampled < 1 ? "about " : "";
  return (
    <small className="figure">
      {size.data ? `${about}${plural(size.data.members, "person", "people")}` : "…"}
    </small>
  );
}

/** The canonical text of what was built; of a condition on events, what stands behind the event. */
function textIn(checked: Checked | undefined, event: string | undefined): string {
  const text = checked?.text ?? "";
  return event === undefined ? text : behind(JSON.stringify(event), text);
}

function saysOf(asked: boolean, checked: Checked | undefined, event: string | undefined): string {
  if (!asked) return event === undefined ? "Everybody" : `Every ${event}`;
  if (!checked?.says) return "This can’t be read yet.";
  const says = event === undefined ? checked.says : `${event} where ${behind(event, checked.says)}`;
  return says.charAt(0).toUpperCase() + says.slice(1);
}
