import { useEffect, useSyncExternalStore } from "react";

// What somebody is writing, and would lose with the page: it outlives the session.
let works = 0;
let signedOut = false;
const watchers = new Set<() => void>();

/** Says that there is something to lose, while there is. */
export function useAtHand(when: boolean): void {
  useEffect(() => {
    if (!when) return;
    works += 1;
    return () => {
      works -= 1;
    };
  }, [when]);
}

/** Whether somebody is writing: something is not saved yet, or a field that is typed into, or a dialogue's, says something. */
export function isAtHand(): boolean {
  const field = document.activeElement;
  // Who was told already has their hands elsewhere.
  if (signedOut || works > 0 || (field instanceof HTMLElement && field.isContentEditable)) return true;
  return [field, ...document.querySelectorAll("[role=dialog] :is(input, textarea)")].some(saysSomething);
}

const saysSomething = (field: Element | null): boolean =>
  (field instanceof HTMLTextAreaElement ||
    (field instanceof HTMLInputElement && !["radio", "checkbox", "hidden"].includes(field.type))) &&
  field.value !== "";

/** Tells the shell whether the session ended under somebody's hands; true until somebody is signed in again. */
export function tellSignedOut(ended: boolean): void {
  signedOut = ended;
  for (const watcher of watchers) watcher();
}

export function useSignedOut(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => signedOut,
  );
}
