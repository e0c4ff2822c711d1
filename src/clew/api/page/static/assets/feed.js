// The stage's first view: what happens, as it happens. Pausable, filtered by type, walked with the arrow keys.

import { fill, h, icon, kindMark, notice, skeleton } from "./dom.js";
import { causeText, gist, markOf, nameOf } from "./events.js";
import { clockTime, fullTime, number, shortId } from "./format.js";

const SHOWN = 200;
const STATES = { following: ["teal", "Following"], paused: ["amber", "Paused"], loading: ["hollow", "Connecting"],
  reconnecting: ["hollow", "Reconnecting"], failed: ["hollow", "Not connected"] };

/** One item as a row; also used by a segment's page. */
export function feedRow(item) {
  const change = item.item === "change";
  const mark = change ? (item.change === "entered" ? ["entered", "teal"] : ["exited", "grey"]) : markOf(item);
  const what = change ? `${item.change === "entered" ? "Entered" : "Left"} ${item.name}` : nameOf(item);
  const said = change ? causeText(item.cause) : gist(item.properties);
  return h("a", { class: "row", href: `#/profiles/${item.profile}`, "data-profile": item.profile },
    h("time", { datetime: item.at, title: fullTime(item.at) }, clockTime(item.at)),
    kindMark(mark), h("span", { class: "what" }, what), h("span", { class: "said" }, said),
    h("span", { class: "who", title: item.profile }, shortId(item.profile)));
}

export class FeedView {
  #feed;
  #paused = false;
  #filter = "";
  #types = new Set();
  #waiting = [];
  #scheduled = false;
  #selected = "";

  constructor(feed) {
    this.#feed = feed;
    this.status = h("span", { class: "pill", role: "status" });
    this.rate = h("span", { class: "aside" });
    this.select = h("select", { "aria-label": "Show only", onchange: () => this.#choose(this.select.value) });
    this.pause = h("button", { type: "button", onclick: () => this.#toggle() });
    this.banner = h("div", { class: "waiting", hidden: true },
      h("button", { type: "button", onclick: () => this.#toggle() }));
    this.rows = h("div", { class: "rows", role: "log", "aria-live": "off", "aria-label": "Live events", onkeydown: walk });
    this.body = h("div", { class: "feed" }, skeleton(9));
    this.element = [
      h("header", { class: "head" }, h("h1", {}, "Live"), this.status, this.rate,
        h("div", { class: "actions" }, this.select, this.pause)),
      this.banner, this.body,
    ];
    feed.addEventListener("items", (event) => this.#arrive(event.detail));
    feed.addEventListener("skipped", (event) => this.#skip(event.detail));
    feed.addEventListener("state", () => this.#show());
    setInterval(() => this.#count(), 1_000);
    this.#show();
  }

  /** Marks the rows of the person who is open beside the feed. */
  mark(profile) {
    this.#selected = profile;
    for (const row of this.rows.children) row.classList.toggle("same", !!profile && row.dataset.profile === profile);
  }

  #arrive(items) {
    this.#note(items);
    this.#waiting.push(...items);
    this.#waiting = this.#waiting.slice(-SHOWN);
    if (this.#paused) this.#banner();
    else this.#schedule();
  }

  #note(items) {
    for (const item of items) {
      const type = item.item === "change" ? "" : nameOf(item);
      if (type && !this.#types.has(type)) {
        this.#types.add(type);
        this.#options();
      }
    }
  }

  #schedule() {
    if (this.#scheduled) return;
    this.#scheduled = true;
    // One change of the page for all items of a moment.
    setTimeout(() => {
      this.#scheduled = false;
      if (!this.#paused) this.#flush();
    }, 60);
  }

  #flush() {
    const fresh = this.#waiting.filter((item) => this.#passes(item));
    this.#waiting = [];
    const settled = this.body.contains(this.rows);
    const rows = fresh.reverse().map(feedRow);
    if (settled && rows.length <= 20) for (const row of rows) row.classList.add("arriving");
    // Rows above what one reads must not push it down.
    const top = this.body.scrollTop;
    const height = this.body.scrollHeight;
    this.rows.prepend(...rows);
    while (this.rows.childElementCount > SHOWN) this.rows.lastElementChild.remove();
    if (top > 8) this.body.scrollTop = top + this.body.scrollHeight - height;
    this.mark(this.#selected);
    this.#show();
  }

  #skip(count) {
    if (this.#paused || this.#filter) return;
    this.rows.prepend(h("p", { class: "row gap" }, `${number(count)} more happened than fit here`));
  }

  #passes(item) {
    if (!this.#filter) return true;
    if (this.#filter === "change") return item.item === "change";
    return item.item === "event" && `event:${nameOf(item)}` === this.#filter;
  }

  #choose(filter) {
    this.#filter = filter;
    this.rows.replaceChildren();
    this.#waiting = this.#feed.items.slice(-SHOWN);
    this.#flush();
  }

  #toggle() {
    this.#paused = !this.#paused;
    this.banner.hidden = true;
    if (!this.#paused) this.#flush();
    this.#show();
  }

  #banner() {
    const count = this.#waiting.filter((item) => this.#passes(item)).length;
    this.banner.hidden = count === 0;
    this.banner.firstElementChild.textContent = `${number(count)}${count === SHOWN ? "+" : ""} new · resume`;
  }

  #options() {
    const option = (value, text) => h("option", { value, selected: value === this.#filter }, text);
    fill(this.select, option("", "Everything"), option("change", "Segment changes"),
      [...this.#types].sort().map((type) => option(`event:${type}`, type)));
  }

  #count() {
    const since = Date.now() - 60_000;
    const count = this.#feed.items.filter((item) => new Date(item.at).getTime() > since).length;
    const text = count ? `${number(count)} in the last minute` : "";
    if (this.rate.textContent !== text) this.rate.textContent = text;
  }

  #show() {
    const [dot, words] = STATES[this.#paused ? "paused" : this.#feed.state];
    if (this.status.textContent !== words) fill(this.status, h("span", { class: `dot ${dot}` }), document.createTextNode(words));
    fill(this.pause, icon(this.#paused ? "play" : "pause"), document.createTextNode(this.#paused ? "Resume" : "Pause"));
    if (!this.select.options.length) this.#options();
    this.#count();
    this.#body();
  }

  #body() {
    const failed = this.#feed.state === "failed";
    if (this.rows.childElementCount) {
      if (!this.body.contains(this.rows)) fill(this.body, this.rows);
    } else if (failed) {
      fill(this.body, notice("alert", "The live feed can't be reached", `${this.#feed.problem.words} Trying again…`, { error: true }));
    } else if (this.#filter) {
      fill(this.body, notice("pulse", "None of these yet", "They will show here as soon as they happen."));
    } else if (this.#feed.state === "following") {
      fill(this.body, notice("pulse", "Nothing has happened yet",
        "Send an event to this workspace with a write key, and it shows here within a second."));
    }
  }
}

/** Arrow keys walk from row to row; Home and End jump. */
export function walk(event) {
  const row = event.target.closest("a.row");
  if (!row) return;
  const rows = [...row.parentElement.querySelectorAll("a.row")];
  const at = rows.indexOf(row);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (to === undefined || !rows[to]) return;
  event.preventDefault();
  rows[to].focus();
}
