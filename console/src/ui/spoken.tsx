import { type ReactNode, useCallback, useState } from "react";

/** Tells what was done to those who don't see it: where the words stand, and what says them. The same words are heard each time. */
export function useSpoken(): [ReactNode, (words: string) => void] {
  const [{ words, turn }, setSaid] = useState({ words: "", turn: 0 });
  const say = useCallback((next: string) => setSaid((now) => ({ words: next, turn: now.turn + 1 })), []);
  const place = (
    <p className="unseen" role="status">
      <span key={turn}>{words}</span>
    </p>
  );
  return [place, say];
}
