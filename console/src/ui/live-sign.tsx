import { useEffect, useState } from "react";
import { type LiveState, useLiveState, useWorkState } from "@/api/live";
import css from "./live-sign.module.css";
import { Status } from "./status";

/** How long a stream may take to begin before that is said. */
const FELT = 2_000;

/** How the stream of what happens stands; its place is kept until that is known. Nothing where none may be followed. */
export function LiveSign({ words = "Following", person }: { words?: string; person?: string }) {
  return <Sign state={useLiveState(person)} words={words} />;
}

/** The same of what moves at the server, which everybody may follow. */
export function WorkSign({ words = "Following" }: { words?: string }) {
  return <Sign state={useWorkState()} words={words} />;
}

function Sign({ state, words }: { state: LiveState | null; words: string }) {
  const [late, setLate] = useState(false);
  const following = state === "following";
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), FELT);
    return () => clearTimeout(timer);
  }, []);
  if (state === null) return null;
  const beginning = (state === "idle" || state === "connecting") && !late;
  return (
    <span className={css.sign} data-beginning={beginning}>
      <Status tone={following ? "good" : "warn"}>
        {following || beginning ? words : state === "reconnecting" ? "Reconnecting" : "Connecting"}
      </Status>
    </span>
  );
}
