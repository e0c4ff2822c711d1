import { api } from "@/api/client";
import { humane, plain } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { entryOf, type Profile } from "../model";
import css from "./call-sheet.module.css";

/** What matters before the phone is picked up: who, what last, what they are worth, what may be said. */
export function CallSheet({ profile }: { profile: Profile }) {
  const timeline = api.useQuery("get", "/api/v1/profiles/{profile_id}/timeline", {
    params: { path: { profile_id: profile.id }, query: { limit: 60 } },
  });
  const ways = api.useQuery("get", "/api/v1/profiles/{profile_id}/journeys", {
    params: { path: { profile_id: profile.id } },
  });
  const entries = (timeline.data?.items ?? []).map(entryOf);
  const last = entries.find((entry) => entry.source && entry.sort !== "message");
  const message = entries.find((entry) => entry.sort === "message");
  const voice = entries.find((entry) => entry.sort === "survey");
  const agreed = Object.entries(profile.consents ?? {}).filter(([, value]) => value === "in");
  const refused = Object.entries(profile.consents ?? {}).filter(([, value]) => value === "out");
  const active = (ways.data?.items ?? []).filter((way) => way.status === "active");
  const traits = Object.entries(profile.traits ?? {})
    .filter(([, value]) => value !== null)
    .slice(0, 4);
  return (
    <section aria-label="For the next call" className={css.sheet}>
      <dl className={css.figures}>
        {traits.map(([name, value]) => (
          <div key={name}>
            <dt>{humane(name)}</dt>
            <dd className="figure clip">{plain(value)}</dd>
          </div>
        ))}
      </dl>
      <dl className={css.facts}>
        <Fact name="Last heard of">
          {last ? (
            <>
              {last.title} <span className="quiet">{last.gist}</span> <Moment at={last.at} />
            </>
          ) : (
            "Nothing yet"
          )}
        </Fact>
        {message && (
          <Fact name="Last message">
            {message.title} <span className="quiet">{message.gist}</span> <Moment at={message.at} />
          </Fact>
        )}
        {voice && (
          <Fact name="Last said">
            {voice.title} <span className="quiet">{voice.gist}</span> <Moment at={voice.at} />
          </Fact>
        )}
        <Fact name="May be contacted by">
          {agreed.length
            ? agreed.map(([name]) => humane(name)).join(", ")
            : "nothing: they have agreed to nothing"}
          {refused.length > 0 && (
            <span className={css.refused}>not by {refused.map(([name]) => humane(name)).join(", ")}</span>
          )}
        </Fact>
        {(profile.segments ?? []).length > 0 && (
          <Fact name="Is one of">{(profile.segments ?? []).map((segment) => segment.name).join(", ")}</Fact>
        )}
        {active.length > 0 && (
          <Fact name="Under way">
            {active.map((way) => (
              <span key={way.participant}>
                {way.name}, at {humane(way.node)}
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

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
