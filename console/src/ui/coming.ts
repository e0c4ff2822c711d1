import { type RefObject, useLayoutEffect } from "react";

/**
 * While this is on its way, what stands below it in something `in-order` is not shown: it would be pushed along.
 *
 * Marked on elements, for style sheets can't be left to it: with `:has()` Chromium at times did not notice that
 * something had come, and what waited for it was never shown.
 */
export function useComing(box: RefObject<HTMLElement | null>, coming: boolean): void {
  useLayoutEffect(() => {
    if (!coming) return;
    const held: HTMLElement[] = [];
    for (let at = box.current; at?.parentElement; at = at.parentElement) {
      if (at.parentElement.classList.contains("in-order")) held.push(at);
    }
    for (const one of held) count(one, 1);
    return () => {
      for (const one of held) count(one, -1);
    };
  }, [box, coming]);
}

/** How much is on its way within an element. */
function count(one: HTMLElement, more: 1 | -1): void {
  const now = Number(one.dataset.coming ?? 0) + more;
  if (now > 0) one.dataset.coming = String(now);
  else delete one.dataset.coming;
}
