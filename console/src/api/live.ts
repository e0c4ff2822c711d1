import { useEffect, useRef, useSyncExternalStore } from "react";
import { client, type View } from "./client";

export type LiveEvent = View<"LiveEvent">;
export type LiveChange = View<"LiveChange">;
export type LiveItem = LiveEvent | LiveChange;
/** What goes on at the server besides events. */
export type Work = "documents" | "imports" | "models" | "simulations";
export type LiveState = "idle" | "connecting" | "following" | "reconnecting";

const WORK: readonly Work[] = ["documents", "imports", "models", "simulations"];
const SLOWEST_RETRY = 15_000;

/**
 * The one stream of a tab: opened when the first screen listens, closed when the last one stops. Browsers allow few
 * connections to one host, so screens share it.
 */
class LiveFeed {
  #source: EventSource | null = null;
  #listeners = new Set<(items: LiveItem[]) => void>();
  #workers = new Set<(moved: readonly Work[]) => void>();
  #watchers = new Set<() => void>();
  #retry = 1_000;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #waiting: LiveItem[] = [];
  state: LiveState = "idle";

  listen = (listener: (items: LiveItem[]) => void): (() => void) => this.#add(this.#listeners, listener);

  hear = (worker: (moved: readonly Work[]) => void): (() => void) => this.#add(this.#workers, worker);

  #add<T>(all: Set<T>, one: T): () => void {
    all.add(one);
    if (!this.#source && !this.#timer) this.#open();
    return () => {
      all.delete(one);
      // A change of screen stops listening just before it listens again.
      setTimeout(() => this.#listeners.size + this.#workers.size === 0 && this.#close(), 500);
    };
  }

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  #open(): void {
    this.#timer = undefined;
    this.#enter(this.state === "idle" ? "connecting" : "reconnecting");
    const source = new EventSource("/api/v1/live");
    this.#source = source;
    source.onopen = () => {
      this.#retry = 1_000;
      // What went on before it listened is told of nobody.
      this.#tell(WORK);
      this.#enter("following");
    };
    const take = (message: MessageEvent<string>) => this.#take(JSON.parse(message.data) as LiveItem);
    source.addEventListener("event", take);
    source.addEventListener("change", take);
    source.addEventListener("work", (message: MessageEvent<string>) =>
      this.#tell((JSON.parse(message.data) as { moved: Work[] }).moved),
    );
    source.onerror = () => {
      this.#enter("reconnecting");
      if (source.readyState === EventSource.CLOSED) this.#again();
    };
  }

  /** A browser reconnects by itself unless it was refused; then we begin anew, more and more slowly. */
  #again(): void {
    this.#source?.close();
    this.#source = null;
    this.#timer = setTimeout(() => this.#open(), this.#retry);
    this.#retry = Math.min(this.#retry * 2, SLOWEST_RETRY);
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#source?.close();
    this.#source = null;
    this.#enter("idle");
  }

  /** What arrives within a frame is told at once, so that a burst draws a screen once. */
  #take(item: LiveItem): void {
    this.#waiting.push(item);
    if (this.#waiting.length > 1) return;
    setTimeout(() => {
      const items = this.#waiting;
      this.#waiting = [];
      for (const listener of this.#listeners) listener(items);
    }, 16);
  }

  #tell(moved: readonly Work[]): void {
    for (const worker of this.#workers) worker(moved);
  }

  #enter(state: LiveState): void {
    if (state === this.state) return;
    this.state = state;
    for (const watcher of this.#watchers) watcher();
  }
}

const feed = new LiveFeed();

/** Hear what happens, as long as the component is shown. */
export function useLive(listener: (items: LiveItem[]) => void): void {
  const newest = useRef(listener);
  newest.current = listener;
  useEffect(() => feed.listen((items) => newest.current(items)), []);
}

/** Ask anew when something happened: many events come in a second, so it is asked at most so often. */
export function useSoon(ask: () => void, pause = 2_000): void {
  const newest = useRef(ask);
  newest.current = ask;
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  useLive(() => {
    waiting.current ??= setTimeout(() => {
      waiting.current = undefined;
      newest.current();
    }, pause);
  });
  useEffect(() => () => clearTimeout(waiting.current), []);
}

/** Ask anew when work of this sort has moved at the server. */
export function useWork(sort: Work, ask: () => unknown): void {
  const newest = useRef(ask);
  newest.current = ask;
  useEffect(() => feed.hear((moved) => moved.includes(sort) && void newest.current()), [sort]);
}

/** How the stream stands. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(feed.watch, () => feed.state);
}

/** The newest items there are, oldest first. */
export async function recentItems(limit: number): Promise<LiveItem[]> {
  const { data } = await client.GET("/api/v1/live/recent", { params: { query: { limit } } });
  return data?.items ?? [];
}
