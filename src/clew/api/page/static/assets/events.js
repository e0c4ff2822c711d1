// What an event or a change looks like in a row: its mark, its name, and the gist of what was said.

import { money, valueText } from "./format.js";

const MARKS = {
  track: ["track", "iris"], page: ["page", "blue"], screen: ["page", "blue"], identify: ["person", "teal"],
  alias: ["merge", "teal"], group: ["segment", "teal"], consent: ["consent", "amber"], score: ["pulse", "amber"],
};
const NAMES = {
  page: "Page viewed", screen: "Screen viewed", identify: "Identified", alias: "Names joined", group: "Group joined",
  consent: "Consent", score: "Scored", profile_merged: "Profiles merged", profile_unmerged: "Profiles separated",
};
const TELLING = ["name", "title", "product", "product_name", "description", "path", "url", "subject", "query", "category", "quantity", "order_id"];
const AMOUNTS = ["total", "revenue", "value", "price"];

export const markOf = (event) => MARKS[event.kind] ?? ["track", "iris"];

export const nameOf = (event) => (event.kind === event.type ? NAMES[event.kind] ?? event.type : event.type);

export function factMark(fact) {
  if (fact.kind === "segment_entered") return ["entered", "teal"];
  if (fact.kind === "segment_exited") return ["exited", "grey"];
  return ["merge", "teal"];
}

export function factName(fact) {
  const subject = fact.name || fact.subject;
  if (fact.kind === "segment_entered") return `Entered ${subject}`;
  if (fact.kind === "segment_exited") return `Left ${subject}`;
  return NAMES[fact.kind] ?? fact.kind.replaceAll("_", " ");
}

export const causeText = (cause) => ({ record: "by an event", clock: "by the clock", backfill: "from history" })[cause] ?? "";

/** The gist of an event's properties: at most three pieces, the most telling first. */
export function gist(properties) {
  const pieces = [];
  const amount = AMOUNTS.find((name) => typeof properties[name] === "number");
  if (amount && properties.currency) pieces.push(money(properties[amount], properties.currency));
  const list = Object.values(properties).find((value) => Array.isArray(value) && value.some((item) => item?.name));
  if (list) pieces.push(list.length === 1 ? list[0].name : `${list.length} products`);
  for (const name of [...TELLING, ...Object.keys(properties)]) {
    const value = properties[name];
    if (pieces.length >= 3) break;
    if (value === undefined || value === null || typeof value === "object") continue;
    if (name === "currency" || (name === amount && properties.currency)) continue;
    const text = TELLING.slice(0, 7).includes(name) ? valueText(value) : `${name.replaceAll("_", " ")} ${valueText(value)}`;
    if (!pieces.includes(text)) pieces.push(text);
  }
  return pieces.join(" · ");
}
