import { Link } from "@tanstack/react-router";
import { api } from "@/api/client";
import { humane, moment } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Loading } from "@/ui/states";
import { Status } from "@/ui/status";
import css from "./passages.module.css";
import { Part } from "./side";

/** The journeys of a person: under way with what is next, ended with how. */
export function Passages({ id }: { id: string }) {
  const found = api.useQuery("get", "/api/v1/profiles/{profile_id}/journeys", {
    params: { path: { profile_id: id } },
  });
  if (found.isPending) return <Loading lines={3} />;
  const items = found.data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <Part title="Journeys" aside={String(items.length)}>
      <ul className={css.list}>
        {items.map((way) => (
          <li key={way.participant}>
            <Link to="/journeys/$id" params={{ id: way.journey }} className={css.name}>
              {way.name}
            </Link>
            <Status tone={way.status === "active" ? "good" : "quiet"}>
              {way.status === "active" ? "Under way" : way.status === "ended" ? "Ended" : "Held out"}
            </Status>
            <p className="quiet">
              {way.status === "active" && `At ${humane(way.node)}`}
              {way.status === "active" && way.next_at && `, goes on ${moment(way.next_at)}`}
              {way.status === "ended" && way.reason}
              {way.status === "held_out" && "Gets nothing, to be compared with those who do"}
            </p>
            <p className={css.when}>
              entered <Moment at={way.entered} />
            </p>
          </li>
        ))}
      </ul>
    </Part>
  );
}
