import type { View } from "@/api/client";
import { count, percent, plural } from "@/ui/format";
import { unitName } from "../answers";
import css from "./charts.module.css";

/** Retention as a table whose cells are the darker the more came back; what may still grow is hatched. */
export function Heat({ found, label }: { found: View<"RetentionAnswer">; label: string }) {
  const most = Math.max(0.0001, ...found.overall.map((each) => each.share ?? 0), 0.2);
  const tint = (share: number) =>
    ({ "--heat": `${Math.min(1, share / Math.min(1, most * 1.6)) * 58}%` }) as object;
  const cohorts = found.cohorts.filter((cohort) => cohort.people > 0);
  // Of units too late for anybody nothing can be known yet.
  const known = found.overall.filter(
    (each, later) =>
      each.share !== null ||
      cohorts.some((cohort) => later < cohort.complete || (cohort.returned[later] ?? 0) > 0),
  ).length;
  const open = cohorts.some((cohort) =>
    cohort.returned.some((back, later) => back > 0 && later >= cohort.complete),
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section className={css.scroll} aria-label={label} tabIndex={0} data-chart={label}>
      <table className={css.heat}>
        <thead>
          <tr>
            <th scope="col">
              {found.unit === "month" ? "Month" : found.unit === "week" ? "Week of" : "Day"}
            </th>
            <th scope="col">People</th>
            {found.overall.slice(0, known).map((_, later) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place.
              <th scope="col" key={later} title={`${plural(later + 1, found.unit)} later`}>
                +{later === 0 ? `1 ${found.unit}` : later + 1}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr className={css.all}>
            <th scope="row">All</th>
            <td />
            {found.overall.slice(0, known).map((each, later) => (
              <td
                // biome-ignore lint/suspicious/noArrayIndexKey: as above.
                key={later}
                style={each.share === null ? undefined : tint(each.share)}
                title={between(each)}
              >
                {each.share === null ? "" : percent(each.share)}
              </td>
            ))}
          </tr>
          {cohorts.map((cohort) => (
            <tr key={cohort.start}>
              <th scope="row">{unitName(cohort.start, found.unit, found.zone)}</th>
              <td>{count(cohort.people)}</td>
              {cohort.returned.slice(0, known).map((back, later) => {
                const final = later < cohort.complete;
                const told = final || back > 0;
                return (
                  <td
                    // biome-ignore lint/suspicious/noArrayIndexKey: as above.
                    key={later}
                    data-open={told && !final}
                    style={told ? tint(back / cohort.people) : undefined}
                    title={
                      told ? `${count(back)} of ${count(cohort.people)}${final ? "" : ", so far"}` : undefined
                    }
                  >
                    {told ? percent(back / cohort.people) : ""}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {open && <p className={css.note}>Hatched: not over yet, may still grow.</p>}
    </section>
  );
}

function between(kept: View<"RetentionAnswer">["overall"][number]): string | undefined {
  const interval = kept.interval;
  if (!interval) return undefined;
  return `between ${percent(interval.low)} and ${percent(interval.high)}, of ${count(kept.people)}`;
}
