import { useEffect, useState } from "react";

/** Gives the focus back to where it was before this came: a dialogue that comes opened does not do so by itself. */
export function useFocusBack(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // What took the focus meanwhile, such as another screen, keeps it.
      setTimeout(() => {
        if (document.activeElement !== document.body) return;
        if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
      });
    },
    [before],
  );
}
