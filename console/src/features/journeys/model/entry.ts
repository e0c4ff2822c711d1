import type { Entry } from "./document";

export type Way = "event" | "segment" | "broadcast" | "business";

/** By which of the four ways people come in. */
export function wayOf(entry: Entry): Way {
  if (entry.business) return "business";
  if (entry.broadcast) return "broadcast";
  return entry.segment !== undefined ? "segment" : "event";
}

/** How people come in, in a line. */
export function saysEntry(entry: Entry): string {
  switch (wayOf(entry)) {
    case "business":
      return `${entry.business?.event || "an event"}, for ${entry.business?.segment || "a segment"}`;
    case "broadcast":
      return `${entry.broadcast?.segment || "a segment"}, ${
        entry.broadcast?.every ? `every ${entry.broadcast.every}` : entry.broadcast?.at || "once"
      }`;
    case "segment":
      return `${entry.on === "leave" ? "leaves" : "enters"} ${entry.segment || "a segment"}`;
    default:
      return `${entry.event || "choose an event"}${entry.where ? ` where ${entry.where}` : ""}`;
  }
}

/** The same entry by another way; what both ways know stays. */
export function byWay(entry: Entry, way: Way): Entry {
  const segment = entry.segment ?? entry.broadcast?.segment ?? entry.business?.segment ?? "";
  const event = entry.event ?? entry.business?.event ?? "";
  switch (way) {
    case "event":
      return { event };
    case "segment":
      return { segment };
    case "broadcast":
      return { broadcast: { segment, at: "" } };
    case "business":
      return { business: { event, segment } };
  }
}
