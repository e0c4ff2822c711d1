import { type ReactNode, Suspense, useEffect, useState } from "react";

interface Props {
  fallback: ReactNode;
  children: ReactNode;
}

/** What is drawn once the browser has nothing more urgent to do: drawn at once, it would keep the page from answering. */
export function Soon({ fallback, children }: Props) {
  const [now, setNow] = useState(false);
  useEffect(() => whenIdle(() => setNow(true)), []);
  return now ? <Suspense fallback={fallback}>{children}</Suspense> : fallback;
}

const LONGEST_MS = 500;

/** Asks for a moment of rest; Safari knows none. Gives what takes that back. */
function whenIdle(then: () => void): () => void {
  if (!("requestIdleCallback" in window)) {
    const timer = setTimeout(then, 1);
    return () => clearTimeout(timer);
  }
  const asked = requestIdleCallback(then, { timeout: LONGEST_MS });
  return () => cancelIdleCallback(asked);
}
