import { api, type View } from "@/api/client";
import { Area } from "@/charts/area";
import card from "@/ui/card.module.css";
import { change, count, day, percent } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Answer, Loading } from "@/ui/states";
import { UsedBy } from "@/ui/used-by";
import css from "../segments.module.css";
import { useChecked, useEstimate, useGrowth } from "../use-estimate";
import { Reached, usePurpose } from "./reached";

/** Since or from when those who are counted are in it. */
const WHEN: Readonly<Record<string, string>> = {
  live: "now",
  building: "once all history is read",
  pending: "once all history is read",
};

/** How many, how that changed, who can be reached, by what rule, and what rests on it. */
export function Summary({ segment }: { segment: View<"SegmentView"> }) {
  const purpose = usePurpose();
  const path = { path: { document_id: segment.id } };
  const trend = api.useQuery("get", "/api/v1/segments/{document_id}/trend", {
    params: { ...path, query: { days: 7 } },
  });
  const checked = useChecked({ expression: segment.expression }, segment.id);
  const estimate = useEstimate(segment.expression, purpose?.id);
  const growth = useGrowth(segment.expression, 14);
  const before = growth.data?.days[0]?.members;
  // Until everybody's history is read nobody is counted; who it will be is known by the same rule.
  const size = segment.state === "live" ? segment.count : estimate.data?.members;
  return (
    <div className={`${css.summary} in-order`}>
      <div className={css.wide}>
        <section aria-label="Size" className={card.card}>
          <p className={css.number}>
            <span className="figure">{size === undefined ? "–" : count(size)}</span>
            <span className={css.aside}>
              people {WHEN[segment.state] ?? "if it were live"}
              {estimate.data && ` · ${percent(estimate.data.share)} of all`}
              {size !== undefined && before !== undefined && ` · ${change(size - before)} in 14 days`}
            </span>
          </p>
          <div className={css.chart}>
            <Answer of={growth} lines={5} kept>
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
        <section aria-label="Rule" className={`${card.card} in-order`}>
          <h2>Who is in it</h2>
          {segment.description && <p>{segment.description}</p>}
          {checked.isPending && <Loading lines={1} />}
          {checked.data?.says && (
            <p className={`${css.sentence} ${segment.description ? "quiet" : ""}`}>{checked.data.says}</p>
          )}
          <details className={css.code}>
            <summary>CXL</summary>
            <pre className={css.rule}>{segment.expression}</pre>
          </details>
        </section>
      </div>
      <div className={`${css.narrow} in-order`}>
        <section aria-label="Reachable with consent">
          <h2>Reachable with consent</h2>
          <Answer of={estimate} lines={4}>
            {(found) => <Reached estimate={found} purpose={purpose?.name ?? ""} />}
          </Answer>
        </section>
        <section aria-label="Coming and going">
          <h2>Coming and going</h2>
          <Answer of={trend} lines={7}>
            {({ days }) =>
              days.length === 0 ? (
                <p className="quiet">Nobody came or went in 7 days.</p>
              ) : (
                <ul>
                  {[...days].reverse().map((each) => (
                    <li key={each.day} className={css.daily}>
                      <span>{day(each.day)}</span>
                      <span className="figure">{each.entered ? `+${count(each.entered)}` : "–"}</span>
                      <span className="figure quiet">{each.left ? `−${count(each.left)}` : "–"}</span>
                    </li>
                  ))}
                </ul>
              )
            }
          </Answer>
        </section>
        <section aria-label="Used by">
          <h2>Used by</h2>
          <UsedBy kind="segment" id={segment.id} />
        </section>
        <p className="quiet">
          Version {segment.version}, <Moment at={segment.at} />
        </p>
      </div>
    </div>
  );
}
