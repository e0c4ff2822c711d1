import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import { api } from "@/api/client";
import { useStepNames } from "@/features/journeys/parts/names";
import { Moment } from "@/ui/moment";
import { Figure, Numbers } from "@/ui/numbers";
import { Loading } from "@/ui/states";
import { type Entry, entryOf, namesOf, type Profile, type Standing } from "../model";
import { useComputed, useStandings } from "../use-known";
import css from "./call-sheet.module.css";

/** Where somebody is written to, or called. */
const REACHES = ["phone", "email"];
const MOST = 3;

/** What matters before the phone is picked up: who, what last, what they are worth, what may be said. */
export function CallSheet({ profile }: { profile: Profile }) {
  const done = useNewest(profile.id, "events", 20);
  const messages = useNewest(profile.id, "messages", 1);
  const said = useNewest(profile.id, "surveys", 1);
  const ways = api.useQuery("get", "/api/v1/profiles/{profile_id}/journeys", {
    params: { path: { profile_id: profile.id } },
  });
  const [message] = messages.entries;
  const [voice] = said.entries;
  // What a model or a colleague says of somebody is nothing that they did.
  const last = done.entries.find((entry) => entry.sort !== "score" && entry.sort !== "merge");
  const standings = useStandings(profile);
  const offers = api.useQuery("get", "/api/v1/profiles/{profile_id}/offers", {
    params: { path: { profile_id: profile.id } },
  });
  const computed = useComputed(profile);
  const active = (ways.data?.items ?? []).filter((way) => way.status === "active");
  const names = useStepNames(active);
  if (
    [done, messages, said, ways, offers].some((asked) => asked.isPending) ||
    !standings ||
    !computed ||
    !names
  ) {
    return (
      <section aria-label="For the next call" className={css.sheet}>
        <Loading lines={8} />
      </section>
    );
  }
  const segments = profile.segments ?? [];
  const open = standings.filter((one) => one.may);
  const closed = standings.filter((one) => !one.may);
  const offered = (offers.data?.items ?? []).filter((offer) => offer.verdict === "fits").slice(0, MOST);
  const reach = namesOf(profile).filter((name) => REACHES.includes(name.namespace));
  const figures = computed.filter((one) => one.amount).slice(0, 4);
  return (
    <section aria-label="For the next call" className={css.sheet}>
      <Numbers look="cells" className={css.figures}>
        {figures.map(({ key, name, words }) => (
          <Figure key={key} name={name} clip>
            {words}
          </Figure>
        ))}
      </Numbers>
      <dl className={css.facts}>
        {reach.length > 0 && (
          <Fact name="Reached at">
            {reach.slice(0, MOST).map(({ namespace, value }, place) => (
              <Fragment key={value}>
                {place > 0 && ", "}
                {namespace === "phone" ? (
                  <a href={`tel:${value.replace(/[^+\d]/g, "")}`} className="link">
                    {value}
                  </a>
                ) : (
                  value
                )}
              </Fragment>
            ))}
          </Fact>
        )}
        <Fact name="Last heard of">{last ? <Told entry={last} /> : "Nothing yet"}</Fact>
        {message && (
          <Fact name="Last message">
            <Told entry={message} />
          </Fact>
        )}
        {voice && (
          <Fact name="Last said">
            <Told entry={voice} />
          </Fact>
        )}
        <Fact name="May be contacted">
          {open.length ? open.map(saysStanding).join(", ") : "No: they have agreed to nothing"}
          {closed.length > 0 && (
            <span className={css.refused}>not for {closed.map(saysStanding).join(", ")}</span>
          )}
        </Fact>
        {offered.length > 0 && (
          <Fact name="Worth offering">{offered.map((offer) => offer.name).join(", ")}</Fact>
        )}
        {segments.length > 0 && (
          <Fact name="Is one of">
            {segments.map((segment, place) => (
              <span key={segment.id}>
                {place > 0 && ", "}
                <Link to="/segments/$id" params={{ id: segment.id }} className={css.segment}>
                  {segment.name}
                </Link>
              </span>
            ))}
          </Fact>
        )}
        {active.length > 0 && (
          <Fact name="Under way">
            {active.map((way) => (
              <span key={way.participant}>
                {way.name}, at {names(way).stepOf(way.node)}
                {way.next_at && (
                  <>
                    , goes on <Moment at={way.next_at} />
                  </>
                )}
              </span>
            ))}
          </Fact>
        )}
      </dl>
    </section>
  );
}

/** The newest things of one sort, however far back they are. */
function useNewest(profile: string, sort: "events" | "messages" | "surveys", limit: number) {
  const { data, isPending } = api.useQuery("get", "/api/v1/profiles/{profile_id}/timeline", {
    params: { path: { profile_id: profile }, query: { about: [sort], limit } },
  });
  return { entries: (data?.items ?? []).map((item) => entryOf(item)), isPending };
}

/** What happened, and when. */
function Told({ entry }: { entry: Entry }) {
  return (
    <>
      {entry.title} {entry.gist && <span className="quiet">{entry.gist} · </span>}
      <Moment at={entry.at} />
    </>
  );
}

const saysStanding = ({ name, words }: Standing): string => `${name} (${words.toLowerCase()})`;

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
