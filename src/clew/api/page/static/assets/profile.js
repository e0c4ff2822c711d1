// A person as one thread: names, segments, traits, attributes, and everything that happened, newest first.

import { get, Problem } from "./api.js";
import { fill, h, icon, kindMark, notice, skeleton } from "./dom.js";
import { causeText, factMark, factName, gist, markOf, nameOf } from "./events.js";
import { ago, day, dayHeading, fullTime, minuteTime, number, valueText, when } from "./format.js";

const FIRST_PAGE = 40;
const REFRESH = 1_000;
const NAMES_FIRST = ["email", "phone", "user_id", "customer_id"];

export class ProfileView {
  #element;
  #opening = null;
  #close;
  #id = "";
  #names = new Set();
  #soon = null;

  constructor(element, { close }) {
    this.#element = element;
    this.#close = close;
    this.empty();
  }

  empty() {
    this.#opening?.abort();
    this.#names.clear();
    fill(this.#element, notice("person", "Nobody is open",
      "Choose an event to see the person behind it, or find somebody by an email address, a phone number or an id."));
  }

  async open(id) {
    this.#names.clear();
    fill(this.#element, skeleton(12));
    this.#element.scrollTop = 0;
    await this.#load(id);
  }

  /** Something just happened to these profiles: if the open one is among them, it is read again, now and then. */
  happened(profiles) {
    if (this.#soon || !profiles.some((id) => this.#names.has(id))) return;
    this.#soon = setTimeout(() => {
      this.#soon = null;
      // Not under the hands of somebody who reads on.
      const busy = this.#element.querySelector("details[open]") || this.#element.querySelectorAll(".entry").length > FIRST_PAGE;
      if (this.#names.size && !busy) this.#load(this.#id);
    }, REFRESH);
  }

  async #load(id) {
    this.#opening?.abort();
    const opening = new AbortController();
    this.#opening = opening;
    this.#id = id;
    try {
      const path = `/profiles/${encodeURIComponent(id)}`;
      const options = { signal: opening.signal };
      const [profile, timeline] = await Promise.all([get(path, options), get(`${path}/timeline?limit=${FIRST_PAGE}`, options)]);
      const top = this.#element.scrollTop;
      this.#show(profile, timeline);
      this.#element.scrollTop = top;
      this.#names = new Set([id, profile.id, ...profile.identities.map((identity) => identity.profile)]);
    } catch (problem) {
      if (opening.signal.aborted) return;
      if (!(problem instanceof Problem)) throw problem;
      const again = h("button", { type: "button", onclick: () => this.open(id) }, "Try again");
      fill(this.#element, notice("alert", problem.status === 404 ? "No such profile" : "This profile can't be shown",
        problem.words, { error: true, action: again }));
    }
  }

  #show(profile, timeline) {
    const entries = h("div", { class: "timeline" });
    const person = h("article", { class: "person" },
      h("header", {}, h("h1", {}, titleOf(profile)), h("div", { class: "actions" }, copyButton(profile.id), this.#closeButton())),
      h("p", { class: "facts" },
        h("span", { title: fullTime(profile.last_at) }, `Last seen ${ago(profile.last_at)}`),
        h("span", {}, `Known since ${when(profile.created_at)}`),
        h("span", { class: "figure" }, `${number(profile.records)} ${profile.records === 1 ? "event" : "events"}`)),
      h("div", { class: "thread" }, names(profile), memberships(profile.segments),
        values("Traits", profile.traits), values("Scores", profile.scores), values("Consent", profile.consents),
        values("Attributes", profile.attributes),
        h("section", { "aria-label": "Timeline" }, h("h2", {}, "Timeline"), entries)));
    fill(this.#element, person);
    new Timeline(entries, profile.id).add(timeline);
  }

  #closeButton() {
    return h("button", { class: "quiet icon-button", type: "button", "aria-label": "Close profile", onclick: this.#close }, icon("close"));
  }
}

function titleOf(profile) {
  const name = [profile.attributes.first_name ?? profile.attributes.firstName, profile.attributes.last_name ?? profile.attributes.lastName];
  const spoken = profile.attributes.name ?? name.filter(Boolean).join(" ");
  if (typeof spoken === "string" && spoken) return spoken;
  const best = NAMES_FIRST.map((code) => profile.identities.find((identity) => identity.namespace === code)).find(Boolean);
  if (!best) return profile.identities[0]?.value ?? profile.id;
  return best.namespace.endsWith("_id") ? `${best.namespace.replace("_id", "")} ${best.value}` : best.value;
}

function copyButton(id) {
  const label = h("span", { class: "unseen" }, "Copy profile id");
  const copy = async () => {
    await navigator.clipboard?.writeText(id);
    label.textContent = "Copied";
  };
  return h("button", { class: "quiet icon-button", type: "button", title: id, onclick: copy }, icon("copy"), label);
}

function section(title, count, ...content) {
  return h("section", { "aria-label": title },
    h("h2", {}, title, count === null ? null : h("span", { class: "figure" }, number(count))), ...content);
}

function names(profile) {
  const rows = profile.identities.map((identity) => h("li", {},
    h("span", { class: "namespace", title: identity.namespace }, identity.namespace.replaceAll("_", " ")),
    h("span", { class: "value" }, identity.value),
    h("time", { datetime: identity.since, title: `Linked ${fullTime(identity.since)}` }, when(identity.since))));
  const found = section("Known by", profile.identities.length, h("ul", { class: "names" }, rows), provenance(profile.id));
  found.classList.add("knot");
  return found;
}

/** How the names hang together; fetched when somebody asks. */
function provenance(id) {
  const list = h("ul", {}, h("li", {}, "Loading…"));
  const details = h("details", { class: "provenance" }, h("summary", {}, "How these were joined"), list);
  details.addEventListener("toggle", async () => {
    if (!details.open || details.dataset.loaded) return;
    details.dataset.loaded = "yes";
    try {
      const graph = await get(`/profiles/${encodeURIComponent(id)}/identities`);
      const merges = graph.merges.map((merge) => h("li", {}, `${day(merge.at)} · two profiles ${merge.active ? "joined" : "joined, later separated"}: ${merge.cause}, by ${merge.source}`));
      const links = graph.links.map((link) => h("li", {}, `${day(link.at)} · ${link.namespace.replaceAll("_", " ")} ${link.kind}, by ${link.source}`));
      fill(list, [...merges, ...links].length ? [...merges, ...links] : h("li", {}, "One name, never joined with another."));
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      delete details.dataset.loaded;
      fill(list, h("li", {}, problem.words));
    }
  });
  return details;
}

function memberships(segments) {
  if (!segments.length) return section("Segments", 0, h("p", { class: "values unset" }, "In none at the moment."));
  const pills = segments.map((segment) => h("a", { class: "pill", href: `#/segments/${segment.id}`, title: `Since ${fullTime(segment.since)}` },
    h("span", { class: "dot teal" }), segment.name, h("span", { class: "since" }, `since ${when(segment.since)}`)));
  return section("Segments", segments.length, h("div", { class: "inside" }, pills));
}

function values(title, found) {
  const rows = Object.entries(found).map(([name, value]) => h("div", {},
    h("dt", { title: name }, name.replaceAll("_", " ")),
    h("dd", { class: value === null ? "unset figure" : "figure" }, valueText(value))));
  return rows.length ? section(title, rows.length, h("dl", { class: "values" }, rows)) : null;
}

class Timeline {
  #element;
  #path;
  #day = "";

  constructor(element, id) {
    this.#element = element;
    this.#path = `/profiles/${encodeURIComponent(id)}/timeline?limit=40`;
  }

  add(page) {
    for (const item of page.items) {
      const heading = dayHeading(item.ts);
      if (heading !== this.#day) this.#element.append(h("h3", {}, heading));
      this.#day = heading;
      this.#element.append(item.item === "event" ? eventEntry(item) : factEntry(item));
    }
    if (!this.#element.childElementCount) this.#element.append(h("p", { class: "values unset" }, "Nothing has happened yet."));
    if (page.next_cursor) this.#element.append(this.#moreButton(page.next_cursor));
  }

  #moreButton(cursor) {
    const button = h("button", { class: "more", type: "button" }, "Show earlier");
    button.addEventListener("click", async () => {
      button.disabled = true;
      try {
        const page = await get(`${this.#path}&cursor=${encodeURIComponent(cursor)}`);
        button.remove();
        this.add(page);
      } catch (problem) {
        if (!(problem instanceof Problem)) throw problem;
        button.disabled = false;
        button.textContent = `${problem.message} · try again`;
      }
    });
    return button;
  }
}

function eventEntry(event) {
  const said = gist(event.properties);
  const line = [h("span", {}, h("span", { class: "what" }, nameOf(event)), said ? h("span", { class: "said" }, said) : null),
    h("time", { datetime: event.ts, title: `${fullTime(event.ts)} · from ${event.source}` }, minuteTime(event.ts))];
  return h("div", { class: "entry" }, kindMark(markOf(event)),
    h("details", {}, h("summary", { class: "line" }, line), h("pre", {}, JSON.stringify(event.properties, null, 2))));
}

function factEntry(fact) {
  return h("div", { class: "entry" }, kindMark(factMark(fact)),
    h("div", { class: "line" },
      h("span", {}, h("span", { class: "what" }, factName(fact)), fact.cause === "record" ? null : h("span", { class: "said" }, causeText(fact.cause))),
      h("time", { datetime: fact.ts, title: fullTime(fact.ts) }, minuteTime(fact.ts))));
}
