import { useEffect, useState } from "react";
import type { View } from "@/api/client";

type File = View<"ImportView">;

const PAUSE = 1_000;

/** How an import stands, told by the server as it goes on; `ask` has it asked once it ended, or nobody tells any more. */
export function useFollowed<Known extends File | undefined>(
  file: Known,
  away: boolean,
  ask: () => unknown,
): Known {
  const [now, setNow] = useState(file);
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a stream that ended is followed by another, in the next turn.
  useEffect(() => {
    setNow(() => file);
    if (file?.state !== "running" || away) return;
    const source = new EventSource(`/api/v1/imports/${file.id}/progress`);
    source.addEventListener("progress", (event) => {
      const told = JSON.parse(event.data) as Known & File;
      setNow(() => told);
      if (told.state !== "running") {
        source.close();
        ask();
      }
    });
    let next: ReturnType<typeof setTimeout> | undefined;
    // A stream ends after some minutes, or with the server: how it stands then is asked, until somebody answers.
    source.onerror = () => {
      source.close();
      next = setTimeout(() => {
        ask();
        setTurn((before) => before + 1);
      }, PAUSE);
    };
    return () => {
      source.close();
      clearTimeout(next);
    };
  }, [file, away, ask, turn]);
  return now;
}
