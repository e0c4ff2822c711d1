import { type ReactNode, Suspense, useEffect, useState } from "react";
import { whenIdle } from "@/api/when-idle";

interface Props {
  /** What stands there until then; nothing, where what comes is below all else. */
  fallback?: ReactNode;
  children: ReactNode;
}

/** What is drawn once the browser has nothing more urgent to do: drawn at once, it would keep the page from answering. */
export function Soon({ fallback = null, children }: Props) {
  return useRested() ? <Suspense fallback={fallback}>{children}</Suspense> : fallback;
}

/** Whether there has been a moment of rest since this was first drawn: what is long begins with what is seen of it. */
export function useRested(): boolean {
  const [rested, setRested] = useState(false);
  useEffect(() => whenIdle(() => setRested(true)), []);
  return rested;
}
