import { saysAt } from "./clock";
import type { Entry } from "./document";
import { type Named, saysWhere } from "./kinds";

export type Way = "event" | "segment" | "broadcast" | "business";

/** By which of the four ways people come in. */
export function wayOf(entry: Entry): Way {
  if (entry.business) return "business";
  if (entry.broadcast) return "broadcast";
  return entry.segment !== undefined ? "segment" : "event";
}

/** How people come in, in a line. */
export function saysEntry(entry: Entry, named: Named = (_, id) => id): string {
  const segment = (id: string | undefined) => (id ? named("segment", id) : "a segment");
  switch (wayOf(entry)) {
    case "business":
      return `${entry.business?.event || "an event"}${saysWhere(entry.business?.where, named)}, for ${segment(entry.business?.segment)}`;
    case "broadcast":
      return `${segment(entry.broadcast?.segment)}, ${
        entry.broadcast?.every
          ? `every ${entry.broadcast.every}`
          : saysAt(entry.broadcast?.at ?? "") || "once"
      }`;
    case "segment":
      return `${entry.on === "leave" ? "leaves" : "enters"} ${segment(entry.segment)}`;
    default:
      return `${entry.event || "choose an event"}${saysWhere(entry.where, named)}`;
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
