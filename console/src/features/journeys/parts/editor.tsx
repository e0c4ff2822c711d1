import { ActionIcon, Button, Menu, TextInput, Tooltip } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconChevronDown,
  IconPlayerPause,
  IconPlayerPlay,
} from "@tabler/icons-react";
import { useBlocker } from "@tanstack/react-router";
import { type ReactNode, useCallback, useMemo, useReducer, useRef, useState } from "react";
import { client, type View } from "@/api/client";
import { problemOf } from "@/api/problem";
import { queries } from "@/api/queries";
import { useMay } from "@/api/session";
import { PageHead } from "@/shell/page-head";
import { count, plural } from "@/ui/format";
import { DocumentStatus } from "@/ui/status";
import { Workbench } from "@/ui/workbench";
import css from "../journey.module.css";
import { type Body, type Path, startOf } from "../model/document";
import { type Draft, documentOf, draftOf } from "../model/draft";
import { duplicate, insert, lead, move, remove, rename, type Spot, withNode } from "../model/edit";
import { advance, begin } from "../model/history";
import { type Kind, waysOf } from "../model/kinds";
import { type Bench, BenchContext, useBench } from "./bench";
import { Canvas } from "./canvas";
import { FaultList } from "./fault-list";
import { stepFigures, takenWays, useFigures } from "./figures";
import { Inspector } from "./inspector";
import { Palette } from "./palette";
import { EntrySettings, RuleSettings } from "./settings";
import { useCheck } from "./use-check";

type Journey = View<"JourneyView">;

const LIVE = ["live", "paused", "building"];

/** The builder: palette, canvas, and what is selected; with undo, checks as one goes, and figures where it is live. */
export function Editor({ journey, tabs }: { journey: Journey; tabs: ReactNode }) {
  const saved = useMemo(() => draftOf(journey as never), [journey]);
  const [history, change] = useReducer(advance<Draft>, saved, begin);
  const [selected, setSelected] = useState<string | null>(null);
  const draft = history.now;
  const { body } = draft;
  const readOnly = !useMay("documents:write");
  const labels = journey.labels;
  const document = useMemo(() => documentOf(journey.id, labels, draft), [journey.id, labels, draft]);
  const { checked, fresh } = useCheck(document);
  const changed = useMemo(
    () => JSON.stringify(document) !== JSON.stringify(documentOf(journey.id, labels, saved)),
    [document, journey.id, labels, saved],
  );
  const live = LIVE.includes(journey.state);
  const graph = useFigures(journey.id, live && !changed);
  const canvas = useRef<HTMLDivElement>(null);

  const edit = useCallback(
    (to: Body, about = "") => change({ do: "edit", to: { ...draft, body: to }, about }),
    [draft],
  );
  const select = useCallback((name: string | null) => setSelected(name), []);
  const insertAt = useCallback(
    (spot: Spot, kind: Kind) => {
      const added = insert(body, spot, kind.field, kind.blank);
      edit(added.body);
      setSelected(added.name);
    },
    [body, edit],
  );
  const bench: Bench = useMemo(
    () => ({
      body,
      selected,
      faults: checked?.faults ?? [],
      figures: stepFigures(graph),
      taken: takenWays(graph, body),
      lit: null,
      readOnly,
      select,
      insertAt,
      moveTo: (name, spot) => edit(move(body, name, spot)),
      leadTo: (spot, target) => edit(lead(body, spot, target)),
      removeStep: (name) => {
        edit(remove(body, name));
        setSelected(null);
      },
      duplicateStep: (name) => {
        const copied = duplicate(body, name);
        if (!copied) return;
        edit(copied.body);
        setSelected(copied.name);
      },
    }),
    [body, selected, checked, graph, readOnly, select, insertAt, edit],
  );

  useHotkeys([
    ["mod+Z", () => change({ do: "undo" })],
    ["mod+shift+Z", () => change({ do: "redo" })],
    ["Escape", () => setSelected(null)],
  ]);
  useBlocker({
    shouldBlockFn: () => changed && !window.confirm("Leave without saving what you changed?"),
    enableBeforeUnload: () => changed,
  });

  return (
    <BenchContext value={bench}>
      <PageHead
        title={draft.name || journey.id}
        crumb={{ label: "Journeys", to: "/journeys" }}
        status={<DocumentStatus state={journey.state} />}
      >
        {!readOnly && (
          <>
            <span className={css.history}>
              <Tooltip label="Undo (⌘Z)">
                <ActionIcon
                  aria-label="Undo"
                  disabled={history.past.length === 0}
                  onClick={() => change({ do: "undo" })}
                >
                  <IconArrowBackUp size={17} stroke={1.7} />
                </ActionIcon>
              </Tooltip>
              <Tooltip label="Redo (⇧⌘Z)">
                <ActionIcon
                  aria-label="Redo"
                  disabled={history.future.length === 0}
                  onClick={() => change({ do: "redo" })}
                >
                  <IconArrowForwardUp size={17} stroke={1.7} />
                </ActionIcon>
              </Tooltip>
            </span>
            <Saving
              journey={journey}
              document={document}
              changed={changed}
              faults={checked?.faults.length ?? 0}
              fresh={fresh}
            />
          </>
        )}
      </PageHead>
      {tabs}
      <Tally journey={journey} faults={checked?.faults.length} />
      <div ref={canvas} style={{ display: "contents" }}>
        <Workbench
          names={["Steps", "Canvas", "Details"]}
          palette={
            readOnly ? undefined : <Palette add={(kind) => insertAt(spotAfter(body, selected), kind)} />
          }
          inspector={
            <Details
              draft={draft}
              edit={edit}
              setName={(name) => change({ do: "edit", to: { ...draft, name }, about: "name" })}
              setSelected={setSelected}
            />
          }
        >
          <Canvas />
        </Workbench>
      </div>
    </BenchContext>
  );
}

interface DetailsProps {
  draft: Draft;
  edit: (to: Body, about?: string) => void;
  setName: (name: string) => void;
  setSelected: (name: string | null) => void;
}

/** What is selected, or the rules around the whole. */
function Details({ draft, edit, setName, setSelected }: DetailsProps) {
  const { body } = draft;
  const bench = useBench();
  const { selected, faults } = bench;
  const rules = (found: Partial<Body>, about: string) => edit({ ...body, ...found }, about);
  if (selected === "") return <EntrySettings onChange={rules} />;
  if (selected !== null && selected in body.nodes) {
    return (
      <Inspector
        key={selected}
        name={selected}
        onChange={(node, about) => edit(withNode(body, selected, node), about)}
        onLead={(path: Path, target) => edit(lead(body, { from: selected, path }, target))}
        onRename={(to) => {
          const renamed = rename(body, selected, to);
          if (renamed === body) return;
          edit(renamed);
          setSelected(to);
        }}
      />
    );
  }
  return (
    <>
      <FaultList link faults={faults} />
      <TextInput
        label="Name"
        value={draft.name}
        readOnly={bench.readOnly}
        mb={20}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <RuleSettings onChange={rules} />
    </>
  );
}

interface SavingProps {
  journey: Journey;
  document: Record<string, unknown>;
  changed: boolean;
  faults: number;
  fresh: boolean;
}

/** Saving a draft, publishing, pausing. */
function Saving({ journey, document, changed, faults, fresh }: SavingProps) {
  const [busy, setBusy] = useState(false);
  const refresh = () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ["get", "/api/v1/journeys"] }),
      queries.invalidateQueries({ queryKey: ["get", "/api/v1/journeys/{document_id}"] }),
      queries.invalidateQueries({ queryKey: ["get", "/api/v1/journeys/{document_id}/graph"] }),
    ]);
  async function run(done: string, call: () => Promise<unknown>) {
    setBusy(true);
    try {
      await call();
      await refresh();
      notifications.show({ message: done });
    } catch (error) {
      notifications.show({ color: "red", title: "Not done", message: problemOf(error).words });
    } finally {
      setBusy(false);
    }
  }
  const path = { document_id: journey.id };
  const save = (status: "draft" | "published", done: string) =>
    run(done, () =>
      client.PUT("/api/v1/journeys/{document_id}", {
        params: { path, header: { "if-match": "*" } },
        body: { ...document, status } as never,
      }),
    );
  const live = journey.state === "live";
  const paused = journey.state === "paused";
  const publishable = fresh && faults === 0 && (changed || (!live && !paused));
  return (
    <>
      {(live || paused) && !changed && (
        <Button
          variant="default"
          loading={busy}
          leftSection={
            live ? <IconPlayerPause size={15} stroke={1.7} /> : <IconPlayerPlay size={15} stroke={1.7} />
          }
          onClick={() =>
            run(live ? "Paused: nobody comes in or goes on." : "It goes on.", () =>
              client.POST(`/api/v1/journeys/{document_id}/${live ? "pause" : "resume"}`, {
                params: { path },
              }),
            )
          }
        >
          {live ? "Pause" : "Resume"}
        </Button>
      )}
      {changed && (
        <Button variant="default" loading={busy} onClick={() => save("draft", "Draft saved.")}>
          Save draft
        </Button>
      )}
      <Tooltip
        disabled={faults === 0}
        label={`${plural(faults, "thing")} to mend first: click beside the canvas to see them`}
      >
        <Button
          loading={busy}
          data-disabled={!publishable || undefined}
          aria-disabled={!publishable || undefined}
          onClick={() => publishable && save("published", "Published: it takes entries from now on.")}
        >
          Publish
        </Button>
      </Tooltip>
      {!changed && journey.state !== "archived" && (
        <Menu>
          <Menu.Target>
            <ActionIcon aria-label="More for this journey">
              <IconChevronDown size={16} stroke={1.7} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              color="red"
              onClick={() =>
                window.confirm("Archive this journey? Whoever is under way ends at once.") &&
                run("Archived.", () => client.DELETE("/api/v1/journeys/{document_id}", { params: { path } }))
              }
            >
              Archive
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  );
}

/** How it stands, in one line. */
function Tally({ journey, faults }: { journey: Journey; faults: number | undefined }) {
  return (
    <div className={css.tally} aria-live="polite">
      <span>
        <b className="figure">{count(journey.under_way)}</b> under way
      </span>
      <span>
        <b className="figure">{count(journey.entered)}</b> came in
      </span>
      <span>
        <b className="figure">{count(journey.ended)}</b> ended
      </span>
      {faults !== undefined && (
        <span className={faults ? css.wrong : css.right}>
          {faults ? `${plural(faults, "thing")} to mend` : "Nothing to mend"}
        </span>
      )}
    </div>
  );
}

/** Where the palette adds: behind the selected step, else at the end of the first way through. */
function spotAfter(body: Body, selected: string | null): Spot {
  const after = (name: string): Spot => {
    const [way] = waysOf(body.nodes[name] ?? {});
    return way ? { from: name, path: way.path } : { from: null };
  };
  if (selected) return after(selected);
  if (selected === "") return { from: null };
  const seen = new Set<string>();
  let name = startOf(body);
  let spot: Spot = { from: null };
  while (name in body.nodes && !seen.has(name)) {
    seen.add(name);
    const next = after(name);
    if (next.from === null) break;
    spot = next;
    name = waysOf(body.nodes[name] ?? {})[0]?.target ?? "";
  }
  return spot;
}
