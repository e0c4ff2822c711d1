/** The key that commands begin with, as keyboards of this machine call it: `⌘` or `Ctrl `. */
export const MODIFIER = /Mac|iPhone|iPad/.test(navigator.userAgent) ? "⌘" : "Ctrl ";

/** Whether keys mean something of their own there: what is typed is undone where it is typed. */
export const isTypedIn = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("input, textarea, select, [contenteditable='true']") !== null;
