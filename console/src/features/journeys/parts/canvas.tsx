import "@xyflow/react/dist/style.css";
import { useDebouncedValue, useMediaQuery } from "@mantine/hooks";
import { IconMaximize } from "@tabler/icons-react";
import {
  Background,
  BackgroundVariant,
  ControlButton,
  Controls,
  type Edge,
  getViewportForBounds,
  MiniMap,
  type Node,
  type NodeHandle,
  Panel,
  Position,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStore,
  type Viewport,
} from "@xyflow/react";
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef } from "react";
import { useRested } from "@/ui/soon";
import { END } from "../model/document";
import { waysOf } from "../model/kinds";
import { pictureOf, SIZE, shapeOf, stepId } from "../model/layout";
import { useBench } from "./bench";
import css from "./canvas.module.css";
import { FindStep } from "./find-step";
import { LineEdge } from "./line";
import { EndCard, EntryCard, StepCard } from "./step-card";
import { boundsOf, Strip } from "./strip";

const NODES = { entry: EntryCard, step: StepCard, end: EndCard };
const EDGES = { way: LineEdge };
const LONG = 40;
const LEAST = 0.15;
const FIT = { padding: 0.12, maxZoom: 1, minZoom: 0.5 } as const;
const NARROW = "(max-width: 860px)";
const READABLE = 0.8;
const MARGIN = 24;
/** From how many on one looks for a step. */
const MANY = 12;
/** What the field takes that looks for one. */
const FINDER = 40;
const BELOW = { top: "60px", x: 0.12, bottom: 0.12 } as const;
const TALL = 4;
const LABELS = {
  "controls.zoomIn.ariaLabel": "Zoom in",
  "controls.zoomOut.ariaLabel": "Zoom out",
  "controls.fitView.ariaLabel": "Show all of it",
} as const;
const PLAIN = "color-mix(in srgb, var(--quiet) 50%, transparent)";
const SMALL_MAP = { width: 120, height: 90 } as const;

/** The journey from top to bottom: pan, zoom, select; steps go on ways, by mouse or by keyboard. */
export function Canvas() {
  return (
    <ReactFlowProvider>
      <Drawing />
    </ReactFlowProvider>
  );
}

function Drawing() {
  const bench = useBench();
  const { body, selected, select, removeStep, duplicateStep, stepBy, readOnly } = bench;
  const flow = useReactFlow();
  const shape = useMemo(() => shapeOf(body), [body]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: who types into a field moves nothing.
  const { nodes, edges: ways } = useMemo(() => drawn(body), [shape]);
  // What steps are called changes with each key; who hears it hears it a moment later.
  const calling = useMemo(() => ({ stepOf: bench.stepOf }), [bench.stepOf]);
  const [{ stepOf }] = useDebouncedValue(calling, 300);
  const edges = useMemo(
    () =>
      ways.map((way) => ({
        ...way,
        ariaLabel: `From ${heard(way.source, stepOf)} to ${heard(way.target, stepOf)}`,
      })),
    [ways, stepOf],
  );
  const many = nodes.length;
  const narrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false });
  // What can't be read if it is seen whole is shown from its beginning.
  const first = (some: number) => nodes.slice(0, some).map(({ id }) => ({ id }));
  const room = many > MANY ? { ...FIT, padding: BELOW } : FIT;
  const fit = narrow
    ? { ...room, minZoom: READABLE, nodes: first(4) }
    : many > LONG
      ? { ...room, nodes: first(12) }
      : room;
  // A narrow canvas is as wide as the window, and is read from its top.
  const top = useMemo(() => fromTop(nodes.slice(0, 6), many > MANY ? FINDER : 0), [nodes, many]);

  // Of a journey that is far higher than wide, a map to scale is a line.
  const tall = useMemo(() => {
    const { width, height } = boundsOf(nodes);
    return height > TALL * width;
  }, [nodes]);
  // The map comes after the steps: of a large journey it is as much work as they are.
  const rested = useRested();
  const mapped = rested && many > 9;

  const canvas = useRef<HTMLDivElement>(null);
  // As an application it would be no text to those who have it read aloud; its steps are buttons in their order.
  useEffect(() => canvas.current?.querySelector("[role=application]")?.setAttribute("role", "group"), []);
  /** Shows it as it is first seen, or all of it, however small; the library's own way waits for good once a step was added, as it keeps no steps of its own. */
  function fitNow(duration = 0, all = false) {
    const { left: x, top: y, ...size } = boundsOf(many > LONG && !all ? nodes.slice(0, 12) : nodes);
    const { clientWidth = 0, clientHeight = 0 } = canvas.current ?? {};
    const { minZoom, maxZoom, padding } = all ? { ...room, minZoom: LEAST } : room;
    const bounds = { x, y, ...size };
    return flow.setViewport(
      getViewportForBounds(bounds, clientWidth, clientHeight, minZoom, maxZoom, padding),
      { duration },
    );
  }
  /** Brings a step into the middle. */
  async function centre(name: string, zoom: number) {
    const found = nodes.find(({ id }) => id === stepId(name));
    if (!found) return;
    const { position, width = 0, height = 0 } = found;
    await flow.setCenter(position.x + width / 2, position.y + height / 2, { zoom, duration: 160 });
  }
  const shown = `${many} ${narrow}`;
  const fitted = useRef(shown);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the picture is fitted anew when steps come or go.
  useEffect(() => {
    // At first the canvas does it by itself.
    if (fitted.current === shown) return;
    fitted.current = shown;
    // Where the canvas is not shown there is nothing to fit it to.
    if (!canvas.current?.clientWidth) return;
    const frame = requestAnimationFrame(
      () => void (narrow ? flow.setViewport(top, { duration: 160 }) : fitNow(160)),
    );
    return () => cancelAnimationFrame(frame);
  }, [flow, narrow, many > 14 ? 0 : many]);

  // The canvas is wider once what stands beside it goes. Who has not looked elsewhere sees all of it, else the middle stays.
  const width = useStore((store) => store.width);
  const height = useStore((store) => store.height);
  const moved = useRef(false);
  const before = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only for another size.
  useEffect(() => {
    const was = before.current;
    before.current = width;
    if (narrow || !was || !width || !height) return;
    const view = flow.getViewport();
    if (moved.current) void flow.setViewport({ ...view, x: view.x + (width - was) / 2 });
    else void fitNow();
  }, [width, height]);
  const moves = useCallback(() => {
    moved.current = true;
  }, []);

  /** Brings a step into the middle, as large as it can be read. */
  function show(name: string) {
    moves();
    bench.point(name);
    void centre(name, Math.max(READABLE, Math.min(1, flow.getZoom()))).then(() =>
      canvas.current?.querySelector<HTMLElement>(`[data-step="${CSS.escape(name)}"]`)?.focus(),
    );
  }

  // On the map, what is chosen, what is wrong and where people wait stands out, as it does on the canvas.
  const wrong = useMemo(() => new Set(bench.faults.map((fault) => fault.node)), [bench.faults]);
  const colour = useCallback(
    ({ type, data }: Node) => {
      const name = type === "step" ? String(data.name) : "";
      if (type === "entry") return selected === "" ? "var(--accent)" : "var(--pink)";
      if (name && selected === name) return "var(--accent)";
      if (name && wrong.has(name)) return "var(--bad)";
      const people = bench.lit ? bench.lit.get(name) : bench.figures.get(name)?.waiting;
      return people ? "var(--amber)" : PLAIN;
    },
    [selected, wrong, bench.lit, bench.figures],
  );

  function keys(event: KeyboardEvent) {
    const target = event.target as HTMLElement;
    const name = target.dataset.step;
    if (name === undefined) return;
    const beside = event.altKey ? undefined : neighbour(bench.body, name, event.key);
    if (beside) {
      moves();
      event.preventDefault();
      select(beside);
      const card = event.currentTarget.querySelector<HTMLElement>(`[data-step="${CSS.escape(beside)}"]`);
      card?.focus({ preventScroll: true });
      centre(beside, flow.getZoom());
    } else if (!readOnly && (event.key === "Delete" || event.key === "Backspace")) {
      event.preventDefault();
      removeStep(name);
    } else if (!readOnly && event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      stepBy(name, event.key === "ArrowUp" ? -1 : 1);
    } else if (!readOnly && event.key === "d" && (event.metaKey || event.ctrlKey)) {
      event.preventDefault();
      duplicateStep(name);
    }
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys are those of the steps inside.
    <div className={css.canvas} ref={canvas} onKeyDown={keys} data-selected={selected ?? undefined}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODES}
        edgeTypes={EDGES}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        deleteKeyCode={null}
        minZoom={LEAST}
        maxZoom={1.5}
        fitView={!narrow}
        defaultViewport={narrow ? top : undefined}
        fitViewOptions={fit}
        onMoveStart={(event) => {
          if (event) moves();
        }}
        onPaneClick={() => select(null)}
        onlyRenderVisibleElements={many > 80}
        aria-label="Steps of the journey"
        ariaLabelConfig={LABELS}
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.2} color="var(--line-strong)" />
        <Controls showInteractive={false} showZoom={!narrow} showFitView={false} position="bottom-left">
          <ControlButton
            title="See all of it"
            aria-label="See all of it"
            onClick={() => void fitNow(160, true)}
          >
            <IconMaximize size={16} stroke={1.8} style={{ fill: "none" }} aria-hidden />
          </ControlButton>
        </Controls>
        {many > MANY && (
          <Panel position="top-left">
            <FindStep show={show} />
          </Panel>
        )}
        {mapped &&
          (tall ? (
            <Strip nodes={nodes} colour={colour} narrow={narrow} moves={moves} />
          ) : (
            <MiniMap
              pannable
              zoomable
              position="bottom-right"
              ariaLabel="Map of the journey"
              nodeColor={colour}
              nodeBorderRadius={12}
              style={narrow ? SMALL_MAP : undefined}
            />
          ))}
      </ReactFlow>
    </div>
  );
}

/** Where lines begin and end, told beforehand: else the canvas would draw every card once, only to look. */
function endsOf([width, height]: readonly [number, number]): NodeHandle[] {
  const end = { x: width / 2, width: 1, height: 1 };
  return [
    { ...end, type: "target", position: Position.Top, y: 0 },
    { ...end, type: "source", position: Position.Bottom, y: height },
  ];
}

/** The view that shows the first steps side by side, if they can be read so, below the upper edge. */
function fromTop(nodes: readonly Node[], above: number): Viewport {
  const left = Math.min(...nodes.map(({ position }) => position.x));
  const right = Math.max(...nodes.map(({ position, width = 0 }) => position.x + width));
  const [entry] = nodes;
  const zoom = Math.max(READABLE, Math.min(1, (window.innerWidth - MARGIN) / (right - left)));
  const middle = entry ? entry.position.x + (entry.width ?? 0) / 2 : 0;
  return {
    x: window.innerWidth / 2 - middle * zoom,
    y: above + MARGIN - (entry?.position.y ?? 0) * zoom,
    zoom,
  };
}

function drawn(body: Parameters<typeof pictureOf>[0]): { nodes: Node[]; edges: Edge[] } {
  const { placed, lines } = pictureOf(body);
  const spots = new Map(lines.map((line) => [line.target, line.spot]));
  return {
    nodes: placed.map((one) => ({
      id: one.id,
      type: one.role,
      position: { x: one.x, y: one.y },
      width: SIZE[one.role][0],
      height: SIZE[one.role][1],
      data: { name: one.name, spot: spots.get(one.id) },
      handles: endsOf(SIZE[one.role]),
    })),
    edges: lines.map((line) => ({
      id: line.id,
      source: line.source,
      target: line.target,
      type: "way",
      focusable: false,
      data: { label: line.label, spot: line.spot, back: line.back, at: line.at, path: line.path },
    })),
  };
}

/** What a way joins, for those who hear it: steps by what they do. */
const heard = (id: string, stepOf: (name: string) => string): string =>
  id.startsWith("step:") ? stepOf(id.slice("step:".length)) : id.startsWith("end:") ? "the end" : `the ${id}`;

/** The step that an arrow key leads to: down along the first way, up to what leads here, sideways among siblings. */
function neighbour(body: Parameters<typeof pictureOf>[0], name: string, key: string): string | undefined {
  const down = (from: string) =>
    waysOf(body.nodes[from] ?? {})
      .map((way) => way.target)
      .filter((target) => target !== END && target in body.nodes);
  const above = Object.keys(body.nodes).find((other) => other !== name && down(other).includes(name));
  if (key === "ArrowDown") return down(name)[0];
  if (key === "ArrowUp") return above;
  if (key !== "ArrowLeft" && key !== "ArrowRight") return undefined;
  const row = above ? down(above) : [];
  return row[row.indexOf(name) + (key === "ArrowRight" ? 1 : -1)];
}
