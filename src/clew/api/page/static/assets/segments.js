// Segments: the list with live counts in the sidebar, and the page of one segment.

import { get, Problem } from "./api.js";
import { fill, h, icon, kindMark, notice, skeleton } from "./dom.js";
import { walk } from "./feed.js";
import { causeText } from "./events.js";
import { ago, fullTime, number } from "./format.js";

const IDLE_REFRESH = 15_000;
const QUICKEST_REFRESH = 1_000;
const RECENT = 30;

export class Segments {
  #list;
  #feed;
  #refreshing = null;
  #shown = null;
  #current = "";

  constructor(list, feed) {
    this.#list = list;
    this.#feed = feed;
    this.byId = new Map();
    feed.addEventListener("items", (event) => {
      const changes = event.detail.filter((item) => item.item === "change");
      if (!changes.length) return;
      this.#soon();
      this.#shown?.changed(changes);
    });
    setInterval(() => document.hidden || this.refresh(), IDLE_REFRESH);
    fill(list, [1, 2, 3, 4].map(() => h("li", { class: "late" }, h("span", { class: "skeleton" }))));
  }

  async refresh() {
    try {
      const { items } = await get("/segments?limit=200");
      const before = this.byId;
      this.byId = new Map(items.map((segment) => [segment.id, segment]));
      this.#draw(before);
      this.#shown?.counted(this.byId);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      if (!this.byId.size) fill(this.#list, h("li", {}, h("p", { role: "alert" }, problem.words)));
    }
    this.#list.removeAttribute("aria-busy");
  }

  /** Marks the one that is open. */
  mark(id) {
    this.#current = id;
    for (const link of this.#list.querySelectorAll("a")) {
      if (link.dataset.id === id) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  /** The page of one segment. */
  open(id) {
    this.#shown = new SegmentPage(id, this.#feed, this.byId.get(id));
    return this.#shown;
  }

  close() {
    this.#shown = null;
  }

  #soon() {
    this.#refreshing ??= setTimeout(() => {
      this.#refreshing = null;
      this.refresh();
    }, QUICKEST_REFRESH);
  }

  #draw(before) {
    const rows = [...this.byId.values()].sort((a, b) => b.count - a.count || a.name.localeCompare(b.name)).map((segment) => {
      const changed = before.has(segment.id) && before.get(segment.id).count !== segment.count;
      const count = segment.state === "live"
        ? h("span", { class: changed ? "figure changed" : "figure" }, number(segment.count))
        : h("span", { class: "figure" }, segment.state);
      return h("li", {}, h("a", { href: `#/segments/${segment.id}`, "data-id": segment.id, title: segment.name },
        h("span", { class: segment.state === "live" ? "dot teal" : "dot hollow" }), h("span", {}, segment.name), count));
    });
    const focused = document.activeElement?.closest("#segments a")?.dataset.id;
    fill(this.#list, rows.length ? rows : h("li", {}, h("p", {}, "None yet. Publish one with clew apply.")));
    this.mark(this.#current);
    if (focused) this.#list.querySelector(`[data-id="${CSS.escape(focused)}"]`)?.focus();
  }
}

class SegmentPage {
  constructor(id, feed, known) {
    this.id = id;
    this.amount = h("p", { class: "amount figure" });
    this.changes = h("div", { onkeydown: walk });
    this.members = h("div", { onkeydown: walk });
    this.title = h("h1", {}, known?.name ?? id);
    this.status = h("span", { class: "pill" });
    this.body = h("div", { class: "segment" }, skeleton(5));
    const back = h("button", { class: "quiet icon-button back", type: "button", "aria-label": "Back to segments", onclick: this.back }, icon("back"));
    this.element = [h("header", { class: "head" }, back, this.title, this.status), this.body];
    this.recent = feed.items.filter((item) => item.item === "change" && item.segment === id).reverse();
    this.load();
  }

  back = () => document.querySelector('.tabs [data-pane="side"]').click();

  async load() {
    try {
      this.show(await get(`/segments/${encodeURIComponent(this.id)}`));
      await this.more(null);
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      fill(this.body, notice("alert", problem.status === 404 ? "No such segment" : "This segment can't be shown", problem.words, { error: true }));
    }
  }

  show(segment) {
    this.title.textContent = segment.name;
    const live = segment.state === "live";
    fill(this.status, h("span", { class: live ? "dot teal" : "dot hollow" }), document.createTextNode(live ? "Live" : segment.state));
    this.counted(new Map([[segment.id, segment]]));
    this.changed([]);
    fill(this.body, this.amount, h("p", { class: "amount-label" }, "people are in it now"),
      segment.description ? h("p", { class: "description" }, segment.description) : null,
      h("pre", { class: "expression", "aria-label": "Expression" }, segment.expression),
      h("div", { class: "columns" },
        h("section", { "aria-label": "Recent changes" }, h("h2", {}, "Recent changes"), this.changes),
        h("section", { "aria-label": "Members" }, h("h2", {}, "Members"), this.members)));
  }

  counted(byId) {
    const segment = byId.get(this.id);
    if (!segment) return;
    const text = number(segment.count);
    if (this.amount.textContent && this.amount.textContent !== text) {
      this.amount.classList.remove("changed");
      void this.amount.offsetWidth; // begins the animation again
      this.amount.classList.add("changed");
    }
    this.amount.textContent = text;
  }

  changed(changes) {
    this.recent = [...changes.filter((item) => item.segment === this.id).reverse(), ...this.recent].slice(0, RECENT);
    const rows = this.recent.map((item) => h("a", { class: "row", href: `#/profiles/${item.profile}`, "data-profile": item.profile },
      kindMark(item.change === "entered" ? ["entered", "teal"] : ["exited", "grey"]),
      h("span", { class: "who", title: item.profile }, item.profile,
        h("span", { class: "unseen" }, item.change === "entered" ? " entered" : " left")),
      h("time", { datetime: item.at, title: `${fullTime(item.at)} ${causeText(item.cause)}` }, ago(item.at))));
    fill(this.changes, rows.length ? rows : h("p", { class: "nothing" }, "Nobody entered or left lately."));
  }

  async more(cursor) {
    const after = cursor ? `&cursor=${encodeURIComponent(cursor)}` : "";
    const page = await get(`/segments/${encodeURIComponent(this.id)}/members?limit=30${after}`);
    this.members.querySelector(".more")?.remove();
    this.members.append(...page.items.map((member) => h("a", { class: "row member", href: `#/profiles/${member.profile}`, "data-profile": member.profile },
      h("span", { class: "who" }, member.profile),
      h("time", { datetime: member.since, title: fullTime(member.since) }, ago(member.since)))));
    if (!this.members.childElementCount) this.members.append(h("p", { class: "nothing" }, "Nobody is in it now."));
    if (page.next_cursor) {
      this.members.append(h("button", { class: "more", type: "button", onclick: () => this.more(page.next_cursor) }, "Show more"));
    }
  }
}
