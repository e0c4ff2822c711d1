import { useSyncExternalStore } from "react";
import { ago, moment, second } from "./format";

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

interface Props {
  at: string;
  /** Today's to the second: where much happens within a minute, and "just now" would be all there is to read. */
  exact?: boolean;
}

/** When, as people say it; to the second on hover. Keeps itself up to date. */
export function Moment({ at, exact = false }: Props) {
  useSyncExternalStore(watch, () => turn);
  return (
    <time dateTime={at} title={moment(at)} className="quiet figure" style={{ whiteSpace: "nowrap" }}>
      {exact && isToday(at) ? second(at) : ago(at)}
    </time>
  );
}

const isToday = (iso: string): boolean => new Date(iso).toDateString() === new Date().toDateString();
