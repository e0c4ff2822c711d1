const LONGEST_MS = 2_000;

/** Do it in a moment of rest, soon at the latest; Safari knows none. Gives what takes that back. */
export function whenIdle(then: () => void): () => void {
  if (!("requestIdleCallback" in window)) {
    const timer = setTimeout(then, 1);
    return () => clearTimeout(timer);
  }
  const asked = requestIdleCallback(then, { timeout: LONGEST_MS });
  return () => cancelIdleCallback(asked);
}
