import { useSyncExternalStore } from "react";

// Opened from anywhere; its dialogue is loaded beside the shell.
let opened = false;
const watchers = new Set<() => void>();

function set(next: boolean): void {
  opened = next;
  for (const watcher of watchers) watcher();
}

export const openJump = (): void => set(true);
export const closeJump = (): void => set(false);

export function useJumpOpened(): boolean {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => opened,
  );
}
