import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type LiveItem, recentItems, useLive } from "@/api/live";
import { PersonName } from "@/features/profiles/person-link";
import { Glide } from "@/ui/glide";
import { ofEvent, ofFact } from "@/ui/happening";
import { LiveSign } from "@/ui/live-sign";
import { Mark } from "@/ui/mark";
import { Moment } from "@/ui/moment";
import { Answer } from "@/ui/states";
import { Way } from "@/ui/way";
import css from "../overview.module.css";

const KEPT = 14;

/** The newest things, as they happen. */
export function Now() {
  const recent = useQuery({ queryKey: ["recent", KEPT], queryFn: () => recentItems(KEPT) });
  const [fresh, setFresh] = useState<LiveItem[]>([]);
  useLive((items) => setFresh((before) => [...before, ...items].slice(-KEPT)));
  return (
    <section aria-label="Happening now" className={css.part}>
      <header>
        <h2>Happening now</h2>
        <LiveSign />
      </header>
      <Answer of={recent}>
        {(items) => {
          const shown = unique([...items, ...fresh])
            .slice(-KEPT)
            .reverse();
          if (shown.length === 0) {
            return (
              <p className={css.nothing}>
                Nothing has happened yet.{" "}
                <Link to="/data/sources" className="link">
                  Connect a source
                </Link>
                , and events show here within a second.
              </p>
            );
          }
          return (
            <Glide as="ul">
              {shown.map((item) => (
                <li key={keyOf(item)} data-glide>
                  <Row item={item} />
                </li>
              ))}
            </Glide>
          );
        }}
      </Answer>
    </section>
  );
}

function Row({ item }: { item: LiveItem }) {
  const what =
    item.item === "event"
      ? ofEvent(item as Parameters<typeof ofEvent>[0])
      : ofFact({ kind: `segment_${item.change}`, subject: item.segment, name: item.name });
  return (
    <Way href={`/profiles/${item.profile}`} className={css.happening}>
      <Mark sort={what.sort} />
      <span className="clip">
        {what.title}
        {what.gist && <span className="quiet"> {what.gist}</span>}
      </span>
      <span className="quiet clip">
        <PersonName id={item.profile} />
      </span>
      <Moment at={item.at} exact />
    </Way>
  );
}

function keyOf(item: LiveItem): string {
  return item.item === "event"
    ? `${item.source} ${item.id}`
    : `${item.segment} ${item.profile} ${item.at} ${item.change}`;
}

/** The stream may repeat what was fetched just before. */
function unique(items: LiveItem[]): LiveItem[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}
