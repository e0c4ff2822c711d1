import { useSyncExternalStore } from "react";
import { ago, moment } from "./format";

const PACE = 30_000;
const watchers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let turn = 0;

/** One clock for all moments on a screen: a long list has hundreds. */
function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  timer ??= setInterval(() => {
    turn += 1;
    for (const each of watchers) each();
  }, PACE);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** When, as people say it; to the second on hover. Keeps itself up to date. */
export function Moment({ at }: { at: string }) {
  useSyncExternalStore(watch, () => turn);
  return (
    <time dateTime={at} title={moment(at)} className="quiet figure" style={{ whiteSpace: "nowrap" }}>
      {ago(at)}
    </time>
  );
}
