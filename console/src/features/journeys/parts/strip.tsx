import { type Node, Panel, useReactFlow, useStore, useViewport } from "@xyflow/react";
import { type KeyboardEvent, memo, type PointerEvent, useMemo, useRef } from "react";
import css from "./canvas.module.css";

const LEAST = 2;

interface Drawn {
  nodes: readonly Node[];
  colour: (node: Node) => string;
}

interface Props extends Drawn {
  /** Whether there is little room beside the steps. */
  narrow: boolean;
  /** Told before another part is shown. */
  moves: () => void;
}

/** Where everything is, from corner to corner. */
export function boundsOf(nodes: readonly Node[]) {
  const left = Math.min(...nodes.map(({ position }) => position.x));
  const top = Math.min(...nodes.map(({ position }) => position.y));
  const right = Math.max(...nodes.map(({ position, width = 0 }) => position.x + width));
  const bottom = Math.max(...nodes.map(({ position, height = 0 }) => position.y + height));
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

/**
 * The map of a journey that is far higher than wide: as high as there is room, and as wide as can be seen.
 *
 * It is dragged, clicked, and moved by keys as a slider is.
 */
export function Strip({ nodes, colour, narrow, moves }: Props) {
  const flow = useReactFlow();
  const { x, y, zoom } = useViewport();
  const wide = useStore((store) => store.width);
  const high = useStore((store) => store.height);
  const bounds = useMemo(() => boundsOf(nodes), [nodes]);
  const [width, share] = narrow ? [26, 0.4] : [64, 0.55];
  const height = Math.max(120, Math.round(high * share));
  const [across, down] = [width / bounds.width, height / bounds.height];
  const held = useRef(false);
  const seen = high / zoom;
  const at = (-y / zoom - bounds.top) / Math.max(1, bounds.height - seen);
  const percent = Math.round(Math.min(1, Math.max(0, at)) * 100);

  /** Shows the part of the journey whose middle is so far down, beside what is in view. */
  const show = (middle: number) => {
    moves();
    void flow.setViewport({
      x,
      y: high / 2 - Math.min(bounds.top + bounds.height, Math.max(bounds.top, middle)) * zoom,
      zoom,
    });
  };
  const follow = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    show(bounds.top + (event.clientY - box.top) / down);
  };
  const keys = (event: KeyboardEvent) => {
    const middle = (high / 2 - y) / zoom;
    const to: Readonly<Record<string, number>> = {
      ArrowDown: middle + seen / 4,
      ArrowRight: middle + seen / 4,
      ArrowUp: middle - seen / 4,
      ArrowLeft: middle - seen / 4,
      PageDown: middle + seen * 0.9,
      PageUp: middle - seen * 0.9,
      Home: bounds.top,
      End: bounds.top + bounds.height,
    };
    const found = to[event.key];
    if (found === undefined) return;
    event.preventDefault();
    show(found);
  };
  return (
    <Panel position="bottom-right" className={css.strip}>
      <div
        role="slider"
        tabIndex={0}
        aria-label="Map of the journey"
        aria-orientation="vertical"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        aria-valuetext={`${percent}% of the way down`}
        onKeyDown={keys}
        onPointerDown={(event) => {
          held.current = true;
          event.currentTarget.setPointerCapture(event.pointerId);
          follow(event);
        }}
        onPointerMove={(event) => held.current && follow(event)}
        onPointerUp={() => {
          held.current = false;
        }}
      >
        <svg width={width} height={height} aria-hidden>
          <Steps
            nodes={nodes}
            colour={colour}
            left={bounds.left}
            top={bounds.top}
            across={across}
            down={down}
          />
          <rect
            className={css.window}
            x={Math.max(0.5, (-x / zoom - bounds.left) * across)}
            y={Math.max(0.5, (-y / zoom - bounds.top) * down)}
            width={Math.min(width - 1, (wide / zoom) * across)}
            height={Math.max(6, seen * down)}
            rx={2}
          />
        </svg>
      </div>
    </Panel>
  );
}

interface StepsProps extends Drawn {
  left: number;
  top: number;
  across: number;
  down: number;
}

/** All steps; not drawn anew while the canvas is moved. */
const Steps = memo(function Steps({ nodes, colour, left, top, across, down }: StepsProps) {
  return nodes.map((node) => (
    <rect
      key={node.id}
      x={(node.position.x - left) * across}
      y={(node.position.y - top) * down}
      width={Math.max(LEAST, (node.width ?? 0) * across)}
      height={Math.max(LEAST / 2, (node.height ?? 0) * down)}
      style={{ fill: colour(node) }}
    />
  ));
});
