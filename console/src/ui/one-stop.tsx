import { type HTMLAttributes, type KeyboardEvent, type ReactNode, useRef } from "react";

const HELD =
  "a[href], button:not(:disabled, [tabindex='-1']), input:not(:disabled), select, textarea, [tabindex='0']";
/** What arrow keys mean something else to. */
const TYPED_IN = "input, select, textarea, [role='combobox'], [contenteditable]";

interface Props extends HTMLAttributes<HTMLDivElement> {
  /** What is walked, such as rows: each can have the focus itself. */
  items: string;
  /** Goes so many items on, where not all of them are drawn; `Infinity` to the last. */
  walk?: (from: HTMLElement, step: number) => void;
  children: ReactNode;
}

const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowRight: 1,
  ArrowUp: -1,
  ArrowLeft: -1,
  PageDown: 12,
  PageUp: -12,
  Home: Number.NEGATIVE_INFINITY,
  End: Number.POSITIVE_INFINITY,
};

/**
 * A list that is one stop of the Tab key, however long it is.
 *
 * Tab comes back to the item where one was last, arrow keys walk, Tab goes through what stands within the item and then
 * on behind the list.
 */
export function OneStop({ items, walk, children, ...rest }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const before = useRef<HTMLSpanElement>(null);
  const behind = useRef<HTMLSpanElement>(null);
  const last = useRef<HTMLElement>(null);

  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const target = event.target as HTMLElement;
    const item = target.closest<HTMLElement>(items);
    if (!item) return;
    if (event.key === "Tab") {
      const within = [...item.querySelectorAll<HTMLElement>(HELD)].filter((one) => one.checkVisibility());
      const place = within.indexOf(target);
      // From there the browser goes on as it always does.
      if (event.shiftKey ? target === item : place === within.length - 1) {
        (event.shiftKey ? before : behind).current?.focus({ preventScroll: true });
      }
      return;
    }
    const step = STEPS[event.key];
    if (step === undefined || event.defaultPrevented || target.matches(TYPED_IN)) return;
    if (target !== item && target.ariaHasPopup) return;
    event.preventDefault();
    if (walk) walk(item, step);
    else {
      const all = [...(box.current?.querySelectorAll<HTMLElement>(items) ?? [])];
      all[Math.max(0, Math.min(all.length - 1, all.indexOf(item) + step))]?.focus();
    }
  }

  return (
    <>
      <span ref={before} tabIndex={-1} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: what stands within it is used, it only hears the keys. */}
      <div
        {...rest}
        ref={box}
        onKeyDown={onKeyDown}
        onFocus={(event) => {
          const item = event.target.closest<HTMLElement>(items);
          const entered = !box.current?.contains(event.relatedTarget);
          if (entered && event.target.matches(":focus-visible")) {
            const place = last.current?.isConnected
              ? last.current
              : box.current?.querySelector<HTMLElement>(items);
            // What stands within it keeps the focus that a dialogue gives back.
            if (place && !place.contains(event.target)) return place.focus();
          }
          last.current = item;
        }}
      >
        {children}
      </div>
      <span ref={behind} tabIndex={-1} />
    </>
  );
}
