import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { type RefObject, useEffect, useRef, useState } from "react";
import type { Node } from "../cxl";

/** What is dragged: an item that is there already, or a word to be added. */
interface Carried {
  id?: string;
  make: () => Node;
}

/** Where it would be put: into which group, before which place. */
export interface Place {
  into: string;
  at?: number;
}

const OURS = "segment-builder";

export const carried = (id: string): Carried => ({ id, make: () => ({ op: "none" }) });

/** Let an element be dragged by its handle. */
export function useDragged(
  box: RefObject<HTMLElement | null> | null,
  handle: RefObject<HTMLElement | null>,
  what: Carried,
): void {
  const newest = useRef(what);
  newest.current = what;
  useEffect(() => {
    const element = box?.current;
    if (!element) return;
    return draggable({
      element,
      dragHandle: handle.current ?? undefined,
      getInitialData: () => ({ [OURS]: newest.current }),
    });
  }, [box, handle]);
}

/** Let an element be dropped upon; whether something is over it, and over no nearer target. */
export function useDropped(
  box: RefObject<HTMLElement | null>,
  place: Place,
  ordered = false,
): "" | "in" | "before" | "after" {
  const [over, setOver] = useState<"" | "in" | "before" | "after">("");
  const newest = useRef(place);
  newest.current = place;
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const half = (clientY: number) => {
      const { top, height } = element.getBoundingClientRect();
      return ordered ? (clientY < top + height / 2 ? "before" : "after") : "in";
    };
    return combine(
      dropTargetForElements({
        element,
        canDrop: ({ source }) => OURS in source.data,
        getData: ({ input }) => ({ [OURS]: newest.current, side: half(input.clientY) }),
        onDrag: ({ location, self }) => {
          const nearest = location.current.dropTargets[0]?.element === element;
          setOver(nearest ? (self.data.side as "in") : "");
        },
        onDragLeave: () => setOver(""),
        onDrop: () => setOver(""),
      }),
    );
  }, [box, ordered]);
  return over;
}

/** Hear of drops: the nearest target counts. */
export function useMonitor(onDrop: (drop: { what: Carried } & Place) => void): void {
  const newest = useRef(onDrop);
  newest.current = onDrop;
  useEffect(
    () =>
      monitorForElements({
        canMonitor: ({ source }) => OURS in source.data,
        onDrop: ({ source, location }) => {
          const target = location.current.dropTargets[0]?.data;
          if (!target) return;
          const { into, at } = target[OURS] as Place;
          newest.current({
            what: source.data[OURS] as Carried,
            into,
            ...(at === undefined ? {} : { at: target.side === "after" ? at + 1 : at }),
          });
        },
      }),
    [],
  );
}
