import { Link } from "@tanstack/react-router";
import { api, type View } from "@/api/client";
import { Area } from "@/charts/area";
import { Share } from "@/charts/bars";
import { change, count, day, humane, percent } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Answer } from "@/ui/states";
import css from "../segments.module.css";
import { useChecked, useEstimate, useGrowth } from "../use-estimate";

/** How many, how that changed, who can be reached, by what rule, and what rests on it. */
export function Summary({ segment }: { segment: View<"SegmentView"> }) {
  const path = { path: { document_id: segment.id } };
  const trend = api.useQuery("get", "/api/v1/segments/{document_id}/trend", {
    params: { ...path, query: { days: 7 } },
  });
  const dependents = api.useQuery("get", "/api/v1/segments/{document_id}/dependents", { params: path });
  const checked = useChecked({ expression: segment.expression }, segment.id);
  const estimate = useEstimate(segment.expression, "marketing");
  const growth = useGrowth(segment.expression, 14);
  const days = trend.data?.days ?? [];
  const before = growth.data?.days[0]?.members;
  return (
    <div className={css.summary}>
      <div className={css.wide}>
        <section aria-label="Size" className={css.card}>
          <p className={css.number}>
            <span className="figure">{segment.state === "live" ? count(segment.count) : "–"}</span>
            <span className={css.aside}>
              people now
              {estimate.data && ` · ${percent(estimate.data.share)} of all`}
              {before !== undefined && ` · ${change(segment.count - before)} in 14 days`}
            </span>
          </p>
          <div className={css.chart}>
            <Answer of={growth} lines={5}>
              {(found) => (
                <Area
                  label="Size over the last 14 days, by when things happened"
                  height={150}
                  format={count}
                  points={found.days.map((each) => ({ label: day(each.day), value: each.members }))}
                />
              )}
            </Answer>
          </div>
        </section>
        <section aria-label="Rule" className={css.card}>
          <h2>Who is in it</h2>
          {checked.data?.says && <p className={css.sentence}>{checked.data.says}</p>}
          <pre className={css.rule}>{segment.expression}</pre>
          {segment.description && <p className="quiet">{segment.description}</p>}
        </section>
      </div>
      <div className={css.narrow}>
        <section aria-label="Reachable with consent">
          <h2>Reachable with consent</h2>
          <Answer of={estimate} lines={3}>
            {(found) => (
              <ul>
                {found.reach.map((channel) => (
                  <li key={channel.channel} className={css.reach}>
                    <span>{humane(channel.channel)}</span>
                    <Share part={found.members ? channel.reachable / found.members : 0} />
                    <span className="figure">{count(channel.reachable)}</span>
                  </li>
                ))}
                {found.reach.length === 0 && <li className="quiet">No channel is set up.</li>}
              </ul>
            )}
          </Answer>
        </section>
        <section aria-label="Coming and going">
          <h2>Coming and going</h2>
          <ul>
            {[...days].reverse().map((each) => (
              <li key={each.day} className={css.daily}>
                <span>{day(each.day)}</span>
                <span className="figure">+{count(each.entered)}</span>
                <span className="figure quiet">−{count(each.left)}</span>
              </li>
            ))}
          </ul>
        </section>
        <section aria-label="Used by">
          <h2>Used by</h2>
          <Answer of={dependents} lines={2}>
            {(found) => (
              <ul>
                {found.items.map((document) => (
                  <li key={`${document.kind} ${document.id}`}>
                    {document.kind === "segment" ? (
                      <Link to="/segments/$id" params={{ id: document.id }} className="link">
                        {document.name}
                      </Link>
                    ) : (
                      <span>{document.name}</span>
                    )}
                    <span className="quiet"> {document.kind}</span>
                  </li>
                ))}
                {found.items.length === 0 && <li className="quiet">Nothing mentions it.</li>}
              </ul>
            )}
          </Answer>
        </section>
        <p className="quiet">
          Version {segment.version}, <Moment at={segment.at} />
        </p>
      </div>
    </div>
  );
}
