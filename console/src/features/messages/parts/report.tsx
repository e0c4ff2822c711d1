import { Select } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import { keepPreviousData } from "@tanstack/react-query";
import { useState } from "react";
import { api, type View } from "@/api/client";
import { Charted, Figures } from "@/charts/charted";
import { type Range, Ranges } from "@/charts/ranges";
import { unitName } from "@/features/insight/answers";
import { Legend, type Line, Lines } from "@/features/insight/charts/lines";
import { PERIODS } from "@/features/insight/model";
import { messageRows, ordered, outcomesOf, reasonsOf } from "@/features/insight/reports";
import { saysWhy } from "@/features/journeys/model/totals";
import { count, humane, percent } from "@/ui/format";
import { Sheet } from "@/ui/sheet";
import { Answer, EmptyState } from "@/ui/states";
import css from "../messages.module.css";

type Found = View<"MessagesAnswer">;
type Unit = "day" | "week" | "month";

/** Of what was sent: in the order in which it comes about. */
const RATES = ["delivered", "opened", "clicked", "unsubscribed", "complained", "bounced"];
/** What has a course over time that is worth a line. */
const DRAWN = ["sent", "delivered", "opened", "clicked", "unsubscribed", "bounced", "suppressed"];
const OPEN = { first: false, last: true };
const UNITS: Readonly<Record<string, Unit>> = { "90d": "week", "6m": "month", "12m": "month" };

/** What became of a template’s messages: in all, over time, of those that were sent, and why some never went. */
export default function Report({ template }: { template: string }) {
  const [period, setPeriod] = useState("30d");
  const unit = UNITS[period] ?? "day";
  const body = { template, unit, by: "journey", compare: "previous", period: { last: period } };
  const found = api.useQuery(
    "post",
    "/api/v1/insight/messages",
    // What the server leaves to its defaults need not be said, whatever the description of the whole says.
    { body: body as View<"MessageFigures"> },
    { placeholderData: keepPreviousData, staleTime: 60_000 },
  );
  return (
    <Sheet wide>
      <Select
        aria-label="Period"
        w={170}
        data={PERIODS}
        value={period}
        onChange={(next) => next && setPeriod(next)}
      />
      <Answer of={found} lines={10}>
        {(answer) =>
          Object.keys(answer.everything.outcomes).length === 0 ? (
            <EmptyState
              icon={IconMail}
              title="No messages in this period"
              words="Once a journey sends this template, what was sent, opened and clicked appears here, and what was stopped, with the reason."
            />
          ) : (
            <Told found={answer} unit={unit} />
          )
        }
      </Answer>
    </Sheet>
  );
}

function Told({ found, unit }: { found: Found; unit: Unit }) {
  const { everything } = found;
  const reasons = reasonsOf(everything);
  return (
    <>
      <Charted title="What became of them" words="A message counts once for each." table={tableOf(found)}>
        <Ranges label="Messages by what became of them" format={count} ranges={outcomesOf(everything)} />
      </Charted>
      <Rates of={everything} />
      <Course found={found} unit={unit} />
      {reasons.length > 0 && (
        <Charted
          title="Why some never went"
          words="Stopped, held or failed, by the reason."
          table={{
            head: ["Reason", "Messages"],
            rows: reasons.map(([reason, messages]) => [saysWhy(reason), count(messages)]),
          }}
        >
          <Ranges
            label="Messages by why they never went"
            format={count}
            ranges={reasons.map(([reason, value]) => ({ key: reason, name: saysWhy(reason), value, hue: 3 }))}
          />
        </Charted>
      )}
      {found.groups.length > 1 && <ByJourney found={found} />}
    </>
  );
}

/** Of all together; journey by journey it stands below. */
const tableOf = (found: Found) => messageRows({ ...found, groups: [] });

/** Of those that were sent in the period, what came of them by now, each with where it may truly lie. */
function Rates({ of }: { of: Found["everything"] }) {
  const sent = of.outcomes.sent ?? 0;
  if (sent === 0) return null;
  const rates = RATES.flatMap((name) => (of.rates[name] ? [{ name, ...of.rates[name] }] : []));
  const ranges: Range[] = rates.map(({ name, share, interval, messages }) => ({
    key: name,
    name: humane(name),
    value: share,
    low: interval?.low,
    high: interval?.high,
    hue: ["delivered", "opened", "clicked"].includes(name) ? 1 : 3,
    note: <span className="quiet">{count(messages)}</span>,
  }));
  if (ranges.length === 0) {
    return (
      <p className="quiet">
        Of the {count(sent)} that were sent nothing has been heard yet: no delivery, opening or click. A
        channel without a provider tells none.
      </p>
    );
  }
  return (
    <Charted
      title="Of what was sent"
      words={`Of ${count(sent)} sent in the period, then or later; with 95% intervals, for people are drawn and not their messages.`}
      table={{
        head: ["What came of it", "Messages", "Share", "Between", "Share before"],
        rows: rates.map((rate) => [
          humane(rate.name),
          count(rate.messages),
          percent(rate.share),
          rate.interval ? `${percent(rate.interval.low)} to ${percent(rate.interval.high)}` : "",
          rate.previous == null ? "" : percent(rate.previous),
        ]),
      }}
    >
      <Ranges label="Shares of what was sent" format={percent} ranges={ranges} />
    </Charted>
  );
}

function Course({ found, unit }: { found: Found; unit: Unit }) {
  const units = found.units ?? [];
  const zone = found.zone ?? "UTC";
  const names = units.map((each) => unitName(each.start, unit, zone));
  const told = ordered(Object.keys(found.everything.outcomes));
  const lines: Line[] = told
    .filter((name) => DRAWN.includes(name))
    .map((name) => ({
      key: name,
      name: humane(name),
      hue: DRAWN.indexOf(name),
      values: units.map((each) => each.outcomes[name] ?? 0),
    }));
  return (
    <Charted
      title="Over time"
      words={`Messages ${unit} by ${unit}, by when it came about.`}
      table={{
        head: ["From", ...told.map(humane)],
        rows: units.map((each, place) => [
          names[place] ?? "",
          ...told.map((name) => count(each.outcomes[name] ?? 0)),
        ]),
      }}
    >
      <Lines lines={lines} names={names} partly={OPEN} height={220} label="Messages over time" />
      <Legend lines={lines} partly={OPEN} unit={unit} />
    </Charted>
  );
}

function ByJourney({ found }: { found: Found }) {
  const names = ordered(Object.keys(found.everything.outcomes));
  return (
    <section aria-label="Journey by journey" className={css.groups}>
      <h2>Journey by journey</h2>
      <Figures
        label="Messages by journey"
        head={["Journey", ...names.map(humane)]}
        rows={found.groups.map((group) => [
          group.name || "Others",
          ...names.map((name) => count(group.outcomes[name] ?? 0)),
        ])}
      />
    </section>
  );
}
