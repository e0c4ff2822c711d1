import { useMay } from "@/api/session";
import { Bars } from "@/charts/bars";
import { count } from "@/ui/format";
import { Way } from "@/ui/way";
import { hoursOf, messagesOf, type Overview, trend, usualMost } from "../model";
import css from "../overview.module.css";

/** The day in numbers, against the day before. */
export function Figures({ of }: { of: Overview }) {
  const follows = useMay("live:read");
  const reads = useMay("messages:read");
  const messages = messagesOf(of);
  return (
    <section aria-label="The last 24 hours" className={css.figures}>
      <Figure
        title="Events, last 24 h"
        flow={of.events}
        to={follows ? "/data/live" : "/insight?topic=trend"}
        wide
      >
        <Bars
          label="Events, hour by hour"
          bars={hoursOf(of)}
          since={24}
          height={48}
          most={usualMost(of.hours)}
        />
      </Figure>
      <Figure title="Active people" to="/profiles" flow={of.active} detail={`of ${count(of.people)}`} />
      <Figure title="New people" to="/profiles" flow={of.arrived} />
      <Figure
        title={messages.title}
        to={reads ? "/outbox" : undefined}
        flow={messages.flow}
        detail={messages.detail}
      />
    </section>
  );
}

interface Props {
  title: string;
  /** Where there is more of it, for whoever may see that. */
  to?: string;
  flow: { now: number; before: number };
  detail?: string;
  wide?: boolean;
  children?: React.ReactNode;
}

function Figure({ title, to, flow, detail, wide, children }: Props) {
  const against = trend(flow);
  return (
    <div className={css.figure} data-wide={wide}>
      <div>
        <h2>
          {to ? (
            <Way href={to} className={css.into}>
              {title}
            </Way>
          ) : (
            title
          )}
        </h2>
        <p className={`${css.number} figure`}>
          {count(flow.now)}
          {detail && <span>{detail}</span>}
        </p>
        <p className={css.trend}>{against ? against.words : `${count(flow.before)} the day before`}</p>
      </div>
      {children}
    </div>
  );
}
