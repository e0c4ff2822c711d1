import { useCallback } from "react";

/** For a row of tabs: where not all have room, the one that is chosen is in view. */
export function useInView(chosen: string) {
  return useCallback(
    (row: HTMLElement | null) => {
      if (chosen)
        row
          ?.querySelector("[aria-current], [aria-selected=true]")
          ?.scrollIntoView({ inline: "center", block: "nearest" });
    },
    [chosen],
  );
}
