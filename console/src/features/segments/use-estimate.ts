import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { client, type View } from "@/api/client";
import { queries } from "@/api/queries";
import type { Node } from "./cxl";

export type Checked = View<"CheckedView">;
export type Estimate = View<"PreviewView">;

/** An expression, as rows hold it or as it was typed. */
export type Written = { tree: Node } | { expression: string };

/** What is to be said of an expression at once, whatever was last heard of it. */
export async function checkNow(
  asked: Written,
  own?: string,
  kind: "segment" | "trait" = "segment",
  signal?: AbortSignal,
): Promise<Checked> {
  const body = { ...asked, kind, ...(own ? { id: own } : {}) };
  const { data } = await client.POST("/api/v1/expressions/check", { body, signal });
  return data as Checked;
}

/** What is to be said of a condition, or of the value of a trait, a moment after it was changed. */
export function useChecked(
  asked: Written | null,
  own: string | undefined,
  kind: "segment" | "trait" = "segment",
) {
  // As text, for what is asked is made anew by each drawing: as an object it would be late for ever, and draw for ever.
  const [written] = useDebouncedValue(asked && JSON.stringify(asked), 120);
  const late = useMemo(() => (written ? (JSON.parse(written) as typeof asked) : null), [written]);
  return useQuery({
    queryKey: ["checked", late, own, kind],
    enabled: late !== null,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
    queryFn: async ({ signal }): Promise<Checked> => {
      const checked = await checkNow(late ?? { expression: "" }, own, kind, signal);
      // Text and the tree that it came to are the same question; but only the tree is told where it is wrong.
      if (checked.tree && checked.problems.length === 0 && late && !("tree" in late))
        queries.setQueryData(["checked", { tree: checked.tree }, own, kind], checked);
      return checked;
    },
  });
}

/** A field of the question whose name would make it a promise, if it were written as one. */
const AS_KNOWN_THEN = "then";

/** Who would be in it: asked a moment after the last change; what is asked no more is stopped on the server too. */
export function useEstimate(expression: string | null, purpose: string | undefined) {
  return usePreview(purpose === undefined ? null : expression, { purpose, days: 0, sample: 6 }, 300, 15_000);
}

/** How large it would have been at the end of each day: asked apart, for it takes longer. */
export function useGrowth(expression: string | null, days: number) {
  return usePreview(expression, { days, sample: 0 }, 700, 300_000);
}

/** How many are in it, and nothing else. */
export function useSize(expression: string | null) {
  return usePreview(expression, { days: 0, sample: 0 }, 300, 15_000);
}

function usePreview(
  expression: string | null,
  asked: { purpose?: string; days: number; sample: number },
  pause: number,
  fresh: number,
) {
  const [late] = useDebouncedValue(expression, pause);
  return useQuery({
    queryKey: ["estimate", late, asked],
    enabled: Boolean(late),
    placeholderData: keepPreviousData,
    staleTime: fresh,
    gcTime: Math.max(60_000, fresh),
    queryFn: async ({ signal }): Promise<Estimate> => {
      const { data } = await client.POST("/api/v1/previews", {
        body: { expression: late ?? "", ...asked, seconds: 20, [AS_KNOWN_THEN]: false },
        signal,
      });
      return data as Estimate;
    },
  });
}
