import { draggable, dropTargetForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { type RefObject, useEffect, useState } from "react";
import type { Spot } from "../model/edit";

/** What is dragged: a new step, a step that stands somewhere, or the end of a way. */
type Dragged = { what: "kind"; field: string } | { what: "step"; name: string } | { what: "way"; spot: Spot };

const KEY = "clew-journey";

/** Makes an element something that can be dragged; tells whether it is. */
export function useDrag(element: RefObject<HTMLElement | null>, dragged: Dragged | null): boolean {
  const [moving, setMoving] = useState(false);
  const said = dragged && JSON.stringify(dragged);
  useEffect(() => {
    if (!element.current || !said) return;
    return draggable({
      element: element.current,
      getInitialData: () => ({ [KEY]: JSON.parse(said) as Dragged }),
      onDragStart: () => setMoving(true),
      onDrop: () => setMoving(false),
    });
  }, [element, said]);
  return moving;
}

/** Makes an element a place where something may be dropped; tells whether that hovers above it. */
export function useDrop(
  element: RefObject<HTMLElement | null>,
  takes: (dragged: Dragged) => boolean,
  drop: (dragged: Dragged) => void,
): boolean {
  const [above, setAbove] = useState(false);
  useEffect(() => {
    if (!element.current) return;
    const read = (data: Record<string, unknown>) => data[KEY] as Dragged | undefined;
    return dropTargetForElements({
      element: element.current,
      canDrop: ({ source }) => {
        const dragged = read(source.data);
        return dragged !== undefined && takes(dragged);
      },
      onDragEnter: () => setAbove(true),
      onDragLeave: () => setAbove(false),
      onDrop: ({ source }) => {
        setAbove(false);
        const dragged = read(source.data);
        if (dragged) drop(dragged);
      },
    });
  });
  return above;
}
