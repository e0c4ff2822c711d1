import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconArrowBackUp, IconArrowForwardUp } from "@tabler/icons-react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type ReactNode, useCallback, useEffect, useMemo, useReducer, useState } from "react";
import type { View } from "@/api/client";
import { useMay } from "@/api/session";
import { PageHead } from "@/shell/page-head";
import { MODIFIER } from "@/ui/keys";
import { showFirst } from "@/ui/publish";
import { useSpoken } from "@/ui/spoken";
import { DocumentStatus } from "@/ui/status";
import { Unsaved } from "@/ui/unsaved";
import { type Reveal, Workbench } from "@/ui/workbench";
import { useWriting } from "@/ui/writing";
import css from "../journey.module.css";
import { type Body, type Path, startOf } from "../model/document";
import { type Draft, documentOf, draftOf } from "../model/draft";
import {
  above,
  duplicate,
  insert,
  lead,
  move,
  remove,
  rename,
  type Spot,
  stepped,
  withNode,
} from "../model/edit";
import { advance, begin } from "../model/history";
import { type Kind, waysOf } from "../model/kinds";
import { Results } from "../player/results";
import { Scrubber } from "../player/scrubber";
import { Setup } from "../player/setup";
import { useSimulation } from "../player/use-simulation";
import { type Bench, BenchContext, useBench } from "./bench";
import { Canvas } from "./canvas";
import { Changes } from "./changes";
import { FaultList } from "./fault-list";
import { filmedThrough, filmedWays, stepFigures, takenWays, useFigures } from "./figures";
import { holdFocus } from "./focus";
import { Inspector } from "./inspector";
import { useNames, useSentences } from "./names";
import { Palette } from "./palette";
import { Reading } from "./reading";
import { Saving } from "./saving";
import { EntrySettings, RuleSettings } from "./settings";
import { Tally } from "./tally";
import { useCheck } from "./use-check";

type Journey = View<"JourneyView">;

const NOTHING: readonly never[] = [];
const LIVE = ["live", "paused", "building"];
/** The tabs that show the draft itself: going from one to the other loses nothing. */
const BENCHES: readonly (string | undefined)[] = [undefined, "simulate"];

interface EditorProps {
  journey: Journey;
  /** The version on the bench: the journey as it is live, or the draft beside it. */
  opened: Journey;
  /** Told of the version that was made of what is on the bench. */
  onSaved: (version: number | undefined) => void;
  tabs: ReactNode;
  simulate: boolean;
}

/** The builder: palette, canvas, and what is selected; with undo, checks as one goes, and figures where it is live. */
export function Editor({ journey, opened, onSaved, tabs, simulate }: EditorProps) {
  const saved = useMemo(() => draftOf(opened as never), [opened]);
  const [history, change] = useReducer(advance<Draft>, saved, begin);
  const [selected, setSelected] = useState<string | null>(null);
  /** What a narrow window shows next: what was just chosen, or what was just played. */
  const [reveal, setReveal] = useState<Reveal>({ pane: simulate ? "inspector" : "canvas" });
  const draft = history.now;
  const { body } = draft;
  const readOnly = !useMay("documents:write");
  const { show } = useSearch({ from: "/shell/journeys/$id" });
  const labels = opened.labels;
  const document = useMemo(() => documentOf(journey.id, labels, draft), [journey.id, labels, draft]);
  const { checked, fresh, unheard } = useCheck(document);
  const changed = useMemo(
    () => JSON.stringify(document) !== JSON.stringify(documentOf(journey.id, labels, saved)),
    [document, journey.id, labels, saved],
  );
  const writing = useWriting("journeys", journey, {
    version: opened.version,
    content: document,
    changed,
    between: (before, after) => <Changes id={journey.id} before={before} after={after} />,
  });
  const live = LIVE.includes(journey.state);
  /** Whether what is on the bench differs from what is live. */
  const ahead = changed || opened.version !== journey.version;
  const graph = useFigures(journey.id, live && !ahead);
  const play = useSimulation();
  const [frame, setFrame] = useState(0);
  // The film is of what was asked for; a journey that was edited since is shown without it.
  const [played, setPlayed] = useState<unknown>(null);
  const stale = play.simulation !== undefined && played !== document;
  const film = simulate && !stale ? play.film : undefined;
  useEffect(() => setReveal({ pane: simulate && !film ? "inspector" : "canvas" }), [simulate, film]);
  const lit = useMemo(
    () => (film?.frames[frame] ? new Map(Object.entries(film.frames[frame].nodes)) : null),
    [film, frame],
  );

  const through = useMemo(() => filmedThrough(film, frame), [film, frame]);

  const edit = useCallback(
    (to: Body, about = "") => change({ do: "edit", to: { ...draft, body: to }, about }),
    [draft],
  );
  const [spoken, say] = useSpoken();
  const select = useCallback((name: string | null) => {
    setSelected(name);
    if (name !== null) setReveal({ pane: "inspector" });
  }, []);
  const sentences = useSentences(checked?.graph);
  const go = useNavigate();
  /** All that is wrong stands where nothing is selected. */
  const showFaults = useCallback(() => {
    setSelected(null);
    setReveal({ pane: "inspector" });
    // Once they are drawn.
    setTimeout(() => showFirst("ul[aria-label^='What ']"));
    if (simulate) {
      void go({ to: "/journeys/$id", params: { id: journey.id }, search: show ? { show } : {} });
    }
  }, [go, simulate, journey.id, show]);
  const names = useNames(body.nodes, sentences, [body.entry, body.exit, body.goals]);
  const { stepOf } = names;
  const insertAt = useCallback(
    (spot: Spot, kind: Kind) => {
      const added = insert(body, spot, kind.field, kind.blank);
      edit(added.body);
      select(added.name);
      say(`${kind.label} is put in after ${spot.from === null ? "the entry" : stepOf(spot.from)}`);
      return added.name;
    },
    [body, edit, select, say, stepOf],
  );
  const bench: Bench = useMemo(
    () => ({
      ...names,
      body,
      selected,
      peopleOf: journey.state === "draft" ? undefined : journey.id,
      faults: readOnly ? NOTHING : (checked?.faults ?? NOTHING),
      doubts: readOnly ? NOTHING : (checked?.doubts ?? NOTHING),
      figures: stepFigures(simulate ? undefined : graph),
      counted: film !== undefined || (live && !ahead && !simulate),
      taken: film ? filmedWays(film, frame, body) : takenWays(simulate ? undefined : graph, body),
      lit,
      through,
      readOnly: readOnly || simulate,
      select,
      point: setSelected,
      insertAt,
      moveTo: (name, spot) => edit(move(body, name, spot)),
      stepBy: (name, way) => {
        const moved = stepped(body, name, way);
        if (moved === body) return;
        edit(moved);
        const before = above(moved, name);
        say(`${stepOf(name)} stands after ${before ? stepOf(before) : "the entry"} now`);
        holdFocus(name);
      },
      leadTo: (spot, target) => edit(lead(body, spot, target)),
      removeStep: (name) => {
        edit(remove(body, name));
        setSelected(null);
        say(`${stepOf(name)} is taken out. Control Z brings it back`);
        holdFocus(above(body, name));
      },
      duplicateStep: (name) => {
        const copied = duplicate(body, name);
        if (!copied) return;
        edit(copied.body);
        select(copied.name);
      },
    }),
    [
      names,
      body,
      selected,
      journey,
      checked,
      graph,
      live,
      ahead,
      film,
      frame,
      lit,
      through,
      readOnly,
      simulate,
      select,
      insertAt,
      edit,
      say,
      stepOf,
    ],
  );

  function turn(way: "undo" | "redo") {
    const any = way === "undo" ? history.past : history.future;
    if (any.length === 0) return;
    change({ do: way });
    say(way === "undo" ? "The last change is taken back" : "The change is made again");
  }

  useHotkeys([
    ["mod+Z", () => turn("undo")],
    ["mod+shift+Z", () => turn("redo")],
    ["Escape", () => setSelected(null)],
  ]);

  return (
    <BenchContext value={bench}>
      <Unsaved
        when={changed}
        keeps={(next) =>
          next.pathname === `/journeys/${journey.id}` &&
          BENCHES.includes(next.search.tab as string | undefined) &&
          next.search.show === show
        }
      />
      <PageHead
        title={draft.name || journey.id}
        crumb={{ label: "Journeys", to: "/journeys" }}
        status={<DocumentStatus state={journey.state} />}
      >
        {!readOnly && (
          <>
            <span className={css.history}>
              <Tooltip label={`Undo (${MODIFIER}Z)`}>
                <ActionIcon
                  aria-label="Undo"
                  disabled={history.past.length === 0}
                  onClick={() => turn("undo")}
                >
                  <IconArrowBackUp size={17} stroke={1.7} />
                </ActionIcon>
              </Tooltip>
              <Tooltip label={`Redo (${MODIFIER === "⌘" ? "⇧⌘" : "Ctrl Shift "}Z)`}>
                <ActionIcon
                  aria-label="Redo"
                  disabled={history.future.length === 0}
                  onClick={() => turn("redo")}
                >
                  <IconArrowForwardUp size={17} stroke={1.7} />
                </ActionIcon>
              </Tooltip>
            </span>
            <Saving
              journey={journey}
              write={async (status) => {
                const made = await writing.save({ ...document, status });
                if (made) onSaved(made.version);
                return made;
              }}
              changed={changed}
              ahead={ahead}
              faults={checked?.faults.length ?? 0}
              doubts={checked?.doubts ?? []}
              fresh={fresh}
              showFaults={showFaults}
            />
          </>
        )}
      </PageHead>
      {spoken}
      {tabs}
      {writing.shown}
      <Tally
        journey={journey}
        // What is to be mended is for whoever may mend it.
        faults={readOnly ? undefined : checked?.faults.length}
        doubts={readOnly ? 0 : (checked?.doubts.length ?? 0)}
        unheard={unheard}
        writes={!readOnly}
        showFaults={showFaults}
      />
      <Workbench
        reveal={reveal}
        names={["Steps", "Canvas", simulate ? "Simulation" : "Details"]}
        palette={
          readOnly || simulate ? undefined : (
            <Palette add={(kind) => insertAt(spotAfter(body, selected), kind)} />
          )
        }
        inspector={
          simulate ? (
            <>
              <Setup
                journeyId={journey.id}
                document={document}
                comparable={ahead && live}
                simulation={play.simulation}
                running={play.running}
                wrong={play.wrong}
                stale={stale}
                faults={bench.faults.length}
                begin={(question) => {
                  setFrame(0);
                  setPlayed(document);
                  void play.begin(question);
                }}
                stop={play.stop}
              />
              {play.simulation && !stale && <Results simulation={play.simulation} />}
            </>
          ) : readOnly ? (
            <Reading draft={draft} />
          ) : (
            <Details
              draft={draft}
              edit={edit}
              setName={(name) => change({ do: "edit", to: { ...draft, name }, about: "name" })}
              setSelected={setSelected}
            />
          )
        }
      >
        <Canvas />
        {film && <Scrubber film={film} frame={Math.min(frame, film.frames.length - 1)} onChange={setFrame} />}
      </Workbench>
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
  const { selected, faults, doubts } = bench;
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
      <FaultList link faults={faults} doubts={doubts} />
      <TextInput
        label="Name"
        value={draft.name}
        mb={20}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <RuleSettings onChange={rules} />
    </>
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
