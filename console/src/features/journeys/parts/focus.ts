/** How long a step may take until it is drawn, and a menu until it gives the focus back. */
const DRAWN = 60;

/** Leaves the focus at a step, or at the entry: what had it may be gone, or drawn elsewhere. */
export function holdFocus(name: string | undefined): void {
  setTimeout(() => {
    if (document.activeElement !== document.body) return;
    const step = name && document.querySelector<HTMLElement>(`[data-step="${CSS.escape(name)}"]`);
    (step || document.querySelector<HTMLElement>("[data-entry]"))?.focus({ preventScroll: true });
  }, DRAWN);
}
