// The feed behind the page: the newest items first fetched, then followed as server-sent events.

import { get, Problem } from "./api.js";

const KEPT = 400;
const SLOWEST_RETRY = 15_000;

/** Emits "items" (detail: new items, oldest first), "skipped" (detail: count) and "state" (detail: state). */
export class LiveFeed extends EventTarget {
  /** Oldest first; at most KEPT. */
  items = [];
  /** loading, following, reconnecting or failed. */
  state = "loading";
  /** Why it failed. */
  problem = null;

  #source = null;
  #retry = 1_000;
  #seen = new Set();

  async start() {
    this.#source?.close();
    try {
      const { items, cursor } = await get("/live/recent?limit=60");
      this.#take(items);
      this.#follow(cursor);
    } catch (problem) {
      this.#fail(problem);
    }
  }

  #follow(cursor) {
    const source = new EventSource(`/api/v1/live?after=${encodeURIComponent(cursor)}`);
    this.#source = source;
    source.onopen = () => {
      this.#retry = 1_000;
      this.#enter("following");
    };
    source.addEventListener("event", (message) => this.#take([JSON.parse(message.data)]));
    source.addEventListener("change", (message) => this.#take([JSON.parse(message.data)]));
    source.addEventListener("skipped", (message) => this.#emit("skipped", JSON.parse(message.data).count));
    source.onerror = () => {
      this.#enter("reconnecting");
      // A browser reconnects by itself unless the server refused; then we begin anew, which also finds out why.
      if (source.readyState === EventSource.CLOSED) this.#again();
    };
  }

  #take(items) {
    // The server may repeat what it sent just before a connection broke.
    const fresh = items.filter((item) => !this.#seen.has(keyOf(item)));
    if (!fresh.length) return;
    this.items = [...this.items, ...fresh].slice(-KEPT);
    for (const item of fresh) this.#seen.add(keyOf(item));
    if (this.#seen.size > 4 * KEPT) this.#seen = new Set(this.items.map(keyOf));
    this.#emit("items", fresh);
  }

  #fail(problem) {
    if (!(problem instanceof Problem)) throw problem;
    this.problem = problem;
    this.#enter(this.items.length ? "reconnecting" : "failed");
    this.#again();
  }

  #again() {
    setTimeout(() => this.start(), this.#retry);
    this.#retry = Math.min(this.#retry * 2, SLOWEST_RETRY);
  }

  #enter(state) {
    if (state === this.state) return;
    this.state = state;
    this.#emit("state", state);
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

function keyOf(item) {
  return item.item === "event" ? `${item.source} ${item.id}` : `${item.segment} ${item.profile} ${item.at} ${item.change}`;
}
