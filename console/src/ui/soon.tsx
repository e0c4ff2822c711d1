import { type ReactNode, Suspense, useEffect, useState } from "react";
import { whenIdle } from "@/api/when-idle";

interface Props {
  /** What stands there until then; nothing, where what comes is below all else. */
  fallback?: ReactNode;
  /** After how many moments of rest: what matters less lets others come first. */
  turns?: number;
  children: ReactNode;
}

/** What is drawn once the browser has nothing more urgent to do: drawn at once, it would keep the page from answering. */
export function Soon({ fallback = null, turns, children }: Props) {
  return useRested(turns) ? <Suspense fallback={fallback}>{children}</Suspense> : fallback;
}

/** Whether there have been so many moments of rest since this was first drawn: what is long begins with what is seen of it. */
export function useRested(turns = 1): boolean {
  const [left, setLeft] = useState(turns);
  useEffect(() => (left > 0 ? whenIdle(() => setLeft(left - 1)) : undefined), [left]);
  return left === 0;
}
