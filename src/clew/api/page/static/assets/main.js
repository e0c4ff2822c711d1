// Puts the page together and shows what the address says: #/, #/segments/ID or #/profiles/ID.

import { openSession, signOut } from "./api.js";
import { fill } from "./dom.js";
import { FeedView } from "./feed.js";
import { LiveFeed } from "./live.js";
import { ProfileView } from "./profile.js";
import { searchForm } from "./search.js";
import { Segments } from "./segments.js";

const find = (id) => document.getElementById(id);
const tabs = document.querySelectorAll(".tabs button");
const narrow = matchMedia("(max-width: 1120px)");

await openSession();

const feed = new LiveFeed();
const feedView = new FeedView(feed);
const segments = new Segments(find("segments"), feed);
let stageAddress = "#/";
const profile = new ProfileView(find("detail"), { close: closeProfile });

feed.addEventListener("items", (event) => profile.happened(event.detail.map((item) => item.profile)));

function show() {
  const [, view, id] = /^#\/(segments|profiles)\/([^/]+)$/.exec(location.hash) ?? [];
  const name = id ? decodeURIComponent(id) : "";
  if (view === "profiles") {
    if (!find("stage").childElementCount) showStage("#/", "");
    profile.open(name);
    feedView.mark(name);
    pane("detail");
    return;
  }
  showStage(location.hash || "#/", view === "segments" ? name : "");
  pane("stage");
  if (narrow.matches) forgetProfile();
}

function forgetProfile() {
  profile.empty();
  feedView.mark("");
}

function closeProfile() {
  forgetProfile();
  location.assign(stageAddress);
}

function showStage(address, segment) {
  if (address === stageAddress && find("stage").childElementCount) return;
  stageAddress = address;
  segments.close();
  fill(find("stage"), segment ? segments.open(segment).element : feedView.element);
  segments.mark(segment);
  if (segment) find("nav-live").removeAttribute("aria-current");
  else find("nav-live").setAttribute("aria-current", "page");
}

function pane(name) {
  document.body.dataset.pane = name;
  // On a phone, a segment's page belongs to the list that it was chosen from.
  const current = name === "stage" && stageAddress !== "#/" ? "side" : name;
  for (const tab of tabs) tab.setAttribute("aria-current", String(tab.dataset.pane === current));
}

for (const tab of tabs) {
  tab.addEventListener("click", () => {
    if (tab.dataset.pane === "stage") showStage("#/", "");
    pane(tab.dataset.pane);
  });
}

searchForm({
  form: find("search"), kind: find("search-kind"), select: find("namespace"), result: find("search-result"),
  found: (id) => location.assign(`#/profiles/${encodeURIComponent(id)}`),
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && find("detail").querySelector(".person")) closeProfile();
});

find("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  localStorage.setItem("clew-theme", root.dataset.theme);
});
find("sign-out").addEventListener("click", signOut);

addEventListener("hashchange", show);
show();
await Promise.all([feed.start(), segments.refresh()]);
