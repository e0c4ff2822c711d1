import { useEffect, useRef, useSyncExternalStore } from "react";
import { client, type View } from "./client";
import { useMay } from "./session";
import { whenIdle } from "./when-idle";

type LiveEvent = View<"LiveEvent">;
type LiveChange = View<"LiveChange">;
export type LiveItem = LiveEvent | LiveChange;
/** What goes on at the server besides events; `people` where it is told that something happened, and not what. */
export type Work =
  | "documents"
  | "health"
  | "imports"
  | "message"
  | "messages"
  | "models"
  | "quarantine"
  | "simulations"
  | "tests"
  | "people";
export type LiveState = "idle" | "connecting" | "following" | "reconnecting";

const WORK: readonly Work[] = [
  "documents",
  "health",
  "imports",
  "message",
  "messages",
  "models",
  "quarantine",
  "simulations",
  "tests",
  "people",
];
const SLOWEST_RETRY = 15_000;
/** How long nobody looks at a tab before its stream is closed. */
const UNSEEN = 20_000;

/**
 * A stream: opened when the first part of a screen listens, closed when the last one stops. Browsers allow few
 * connections to one host, so a tab has one, of everybody or, for those who may not see all, of one person.
 */
class LiveFeed {
  readonly #address: string;
  #source: EventSource | null = null;
  #listeners = new Set<(items: LiveItem[]) => void>();
  #workers = new Set<(moved: readonly Work[]) => void>();
  #overhearing = new Set<() => void>();
  #counting = new Set<(leftOut: number) => void>();
  #watchers = new Set<() => void>();
  #hidden: ReturnType<typeof setTimeout> | undefined;
  /** The last item that was told: where it goes on when it is opened anew. */
  #last = "";
  #retry = 1_000;
  /** Takes back that it is to be opened later. */
  #later: (() => void) | undefined;
  #waiting: LiveItem[] = [];
  state: LiveState = "idle";

  constructor(address: string) {
    this.#address = address;
    // Browsers allow few connections to one host, those of all tabs together: who does not look has none.
    document.addEventListener("visibilitychange", () => {
      clearTimeout(this.#hidden);
      if (document.hidden) this.#hidden = setTimeout(() => this.#close(), UNSEEN);
      else if (this.#wanted && !this.#source && !this.#later) this.#open();
    });
  }

  listen = (listener: (items: LiveItem[]) => void): (() => void) => this.#add(this.#listeners, listener);

  hear = (worker: (moved: readonly Work[]) => void): (() => void) => this.#add(this.#workers, worker);

  /** Hear that something happened, as long as somebody else listens. */
  overhear = (hearer: () => void): (() => void) => {
    this.#overhearing.add(hearer);
    return () => this.#overhearing.delete(hearer);
  };

  /** Hear how many items were left out, as more came than are told, as long as somebody else listens. */
  count = (counter: (leftOut: number) => void): (() => void) => {
    this.#counting.add(counter);
    return () => this.#counting.delete(counter);
  };

  #add<T>(all: Set<T>, one: T): () => void {
    all.add(one);
    // A page is drawn first: what has happened meanwhile is asked for once the stream is there.
    if (!this.#source && !this.#later) this.#later = whenIdle(() => this.#open());
    return () => {
      all.delete(one);
      // A change of screen stops listening just before it listens again.
      setTimeout(() => this.#wanted || this.#end(), 500);
    };
  }

  get #wanted(): boolean {
    return this.#listeners.size + this.#workers.size > 0;
  }

  /** Nobody listens any more: who comes later begins with what is new. */
  #end(): void {
    this.#close();
    this.#last = "";
  }

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  #open(): void {
    this.#later = undefined;
    this.#enter(this.state === "idle" ? "connecting" : "reconnecting");
    const after = this.#last && `?after=${encodeURIComponent(this.#last)}`;
    const source = new EventSource(this.#address + after);
    this.#source = source;
    source.onopen = () => {
      this.#retry = 1_000;
      // What went on before it listened is told of nobody.
      this.#tell(WORK);
      this.#enter("following");
    };
    const take = (message: MessageEvent<string>) => {
      this.#last = message.lastEventId;
      this.#take(JSON.parse(message.data) as LiveItem);
    };
    source.addEventListener("event", take);
    source.addEventListener("change", take);
    source.addEventListener("skipped", (message: MessageEvent<string>) => {
      const { count } = JSON.parse(message.data) as { count: number };
      for (const counter of this.#counting) counter(count);
    });
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
    // It may be that which was refused: a rebuild, say, has begun the feed anew.
    this.#last = "";
    const timer = setTimeout(() => this.#open(), this.#retry);
    this.#later = () => clearTimeout(timer);
    this.#retry = Math.min(this.#retry * 2, SLOWEST_RETRY);
  }

  #close(): void {
    this.#later?.();
    this.#later = undefined;
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
      for (const hearer of this.#overhearing) hearer();
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

const everybody = new LiveFeed("/api/v1/live");
/** For those who may not see what happens: that it does. */
const signs = new LiveFeed("/api/v1/live/work");
const persons = new Map<string, LiveFeed>();
const messages = new Map<string, LiveFeed>();

/** A key of a message in a path: its slashes part the path. */
const inPath = (key: string): string => key.split("/").map(encodeURIComponent).join("/");

/** Ask anew when a message that is under way stands elsewhere; one that came to its end is not followed. */
export function useMessageWork(key: string, underWay: boolean, ask: () => unknown): void {
  const newest = useRef(ask);
  newest.current = ask;
  useEffect(() => {
    if (!underWay) return;
    const feed = messages.get(key) ?? new LiveFeed(`/api/v1/live/messages/${inPath(key)}`);
    messages.set(key, feed);
    return feed.hear(() => void newest.current());
  }, [key, underWay]);
}

/** What the one who is signed in may follow of this person, or of everybody; null if nothing. */
function useFeed(person = ""): LiveFeed | null {
  if (useMay("live:read")) return everybody;
  if (!person) return null;
  const found = persons.get(person) ?? new LiveFeed(`/api/v1/live/profiles/${person}`);
  persons.set(person, found);
  return found;
}

/** Hear what happens, as long as the component is shown; of this person at least, if one is given. */
export function useLive(listener: (items: LiveItem[]) => void, person?: string): void {
  const newest = useRef(listener);
  newest.current = listener;
  const feed = useFeed(person);
  useEffect(() => feed?.listen((items) => newest.current(items)), [feed]);
}

/**
 * Ask anew when something happened: many events come in a second, so it is asked at most so often. What moves besides
 * events is named in `also`.
 */
export function useSoon(ask: () => void, pause = 2_000, also: readonly Work[] = []): void {
  const newest = useRef(ask);
  newest.current = ask;
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const soon = () => {
    waiting.current ??= setTimeout(() => {
      waiting.current = undefined;
      newest.current();
    }, pause);
  };
  const may = useMay("live:read");
  useLive(soon);
  useMoved((moved) => moved.some((sort) => also.includes(sort) || (sort === "people" && !may)) && soon());
  useEffect(() => () => clearTimeout(waiting.current), []);
}

/** Ask anew when work of this sort has moved at the server. */
export function useWork(sort: Work, ask: () => unknown): void {
  useMoved((moved) => moved.includes(sort) && ask());
}

/** Hear which sorts of work have moved. */
function useMoved(hearer: (moved: readonly Work[]) => unknown): void {
  const newest = useRef(hearer);
  newest.current = hearer;
  const feed = useMay("live:read") ? everybody : signs;
  useEffect(() => feed.hear((moved) => void newest.current(moved)), [feed]);
}

/** Hear that something happened, where a screen follows it anyway. */
export function useOverheard(hearer: () => void): void {
  const newest = useRef(hearer);
  newest.current = hearer;
  useEffect(() => everybody.overhear(() => newest.current()), []);
}

/** Hear how many items the stream left out, where a screen follows it anyway. */
export function useLeftOut(counter: (leftOut: number) => void): void {
  const newest = useRef(counter);
  newest.current = counter;
  useEffect(() => everybody.count((leftOut) => newest.current(leftOut)), []);
}

/** How the stream stands; null where there is none to follow. */
export function useLiveState(person?: string): LiveState | null {
  const feed = useFeed(person);
  return useSyncExternalStore(feed?.watch ?? unwatched, () => feed?.state ?? null);
}

/** How the stream stands that tells what moves: everybody may follow that. */
export function useWorkState(): LiveState {
  const feed = useMay("live:read") ? everybody : signs;
  return useSyncExternalStore(feed.watch, () => feed.state);
}

const unwatched = () => () => undefined;

/** The newest items there are, oldest first. */
export async function recentItems(limit: number): Promise<LiveItem[]> {
  const { data } = await client.GET("/api/v1/live/recent", { params: { query: { limit } } });
  return data?.items ?? [];
}
