import { Bars } from "@/charts/bars";
import { PersonLink } from "@/features/profiles/person-link";
import { count, day, percent } from "@/ui/format";
import { Answer } from "@/ui/states";
import { Part } from "@/ui/workbench";
import type { Estimate } from "../use-estimate";
import css from "./audience.module.css";
import { OverlapPart } from "./overlap";
import { Reached } from "./reached";

interface Props {
  estimate: {
    data: Estimate | undefined;
    error: unknown;
    isFetching: boolean;
    isPending: boolean;
    refetch: () => unknown;
  };
  growth: { data: Estimate | undefined; isFetching: boolean };
  /** Whether there is anything to count. */
  asked: boolean;
  /** What is counted, in CXL. */
  text: string;
  /** What members would be contacted for. */
  purpose: string;
  /** Of which segment it is the next version. */
  own?: string;
  /** Shown instead while the condition can't be counted. */
  wrong: boolean;
  /** The question what it says, where that was not answered. */
  unchecked?: { data: undefined; error: unknown; isPending: boolean; refetch: () => unknown };
}

/** Who would be in it, told while it is built: how many, since when, reachable by what, and a few of them. */
export function Audience({ estimate, growth, asked, text, purpose, own, wrong, unchecked }: Props) {
  const { data, error, isFetching } = estimate;
  if (!asked) return <p className="quiet">Add a condition to see who is meant.</p>;
  if (unchecked) return <Answer of={unchecked}>{() => null}</Answer>;
  if (wrong) return <p className="quiet">Mend what is marked, then it is counted.</p>;
  if (error || !data) {
    return (
      <Answer of={{ ...estimate, data: undefined }} lines={5}>
        {() => null}
      </Answer>
    );
  }
  return (
    <div data-late={isFetching} className={`${css.audience} in-order`}>
      <Part title={data.sampled < 1 ? "Estimated audience" : "Audience now"}>
        <p className={css.number} aria-live="polite">
          <span className="figure">{count(data.members)}</span>
          <span className="unseen"> people</span>
        </p>
        <p className="quiet figure">
          {percent(data.share)} of {count(data.people)} profiles
        </p>
        {data.interval && (
          <p className="quiet figure">
            {count(data.interval.low)} to {count(data.interval.high)} (95% interval), counted among{" "}
            {percent(data.sampled)} of the profiles
          </p>
        )}
        <div className={css.trend} data-late={growth.isFetching} aria-busy={!growth.data}>
          {growth.data ? (
            <Bars
              label="Size over the last 14 days"
              bars={growth.data.days.map((each) => ({ label: day(each.day), value: each.members }))}
            />
          ) : (
            <div className={css.waiting} />
          )}
          <p className={css.note}>Size over the last 14 days</p>
        </div>
      </Part>
      {data.reach.length > 0 && (
        <Part title="Reachable with consent">
          <Reached estimate={data} purpose={purpose} />
        </Part>
      )}
      <OverlapPart text={text} members={data.members} own={own} />
      {data.sample.length > 0 && (
        <Part title="Some of them">
          <ul className={css.people}>
            {data.sample.map((id) => (
              <li key={id}>
                <PersonLink id={id} away />
              </li>
            ))}
          </ul>
        </Part>
      )}
    </div>
  );
}
