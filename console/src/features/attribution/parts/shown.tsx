import { Select } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { sentence } from "@/api/problem";
import { Charted, Figures } from "@/charts/charted";
import { Columns } from "@/charts/plot";
import { Ranges } from "@/charts/ranges";
import { amount } from "@/features/insight/amounts";
import insight from "@/features/insight/insight.module.css";
import { count, percent } from "@/ui/format";
import { Section } from "@/ui/sheet";
import { Status } from "@/ui/status";
import css from "../attribution.module.css";
import { chosenModel, KINDS, lag, modelName, type Report } from "../model";
import { Agreement } from "./agreement";

interface Props {
  report: Report;
  by: "channel" | "campaign" | "message";
  /** What the worth of a conversion is measured in. */
  worth: string | undefined;
  model: string | undefined;
  choose: (model: string | undefined) => void;
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const one = (value: number): string => (value >= 1_000 ? count(value) : value.toFixed(1));

/** Who is credited with what, by one model, by all of them, and how far they agree. */
export function Shown({ report, by, worth, model, choose }: Props) {
  const chosen = chosenModel(report, model);
  return (
    <>
      <header className={insight.headline}>
        <span className={`${insight.number} figure`}>{count(report.conversions)}</span>
        <span className="quiet">
          conversions on {count(report.touched)} ways with touches ({percent(report.rate)})
          {report.value > 0 && `, worth ${amount(report.value, worth, true)}`}
          {report.untouched_conversions > 0 &&
            `; ${count(report.untouched_conversions)} more without a touch`}
        </span>
      </header>
      {report.notes.length > 0 && (
        <ul className={`${css.notes} ${css.told}`}>
          {report.notes.map((note) => (
            <li key={note.code}>
              <Status tone="warn">Note</Status> <span>{sentence(note.message)}</span>
            </li>
          ))}
        </ul>
      )}
      {chosen && <Credits report={report} chosen={chosen} by={by} worth={worth} choose={choose} />}
      {chosen?.channels.some((each) => each.cost != null) && <Return chosen={chosen} by={by} worth={worth} />}
      <All report={report} by={by} />
      <Agreement report={report} />
      <Facts report={report} by={by} />
      <div className={css.two}>
        <Ways report={report} />
        <Times report={report} />
      </div>
      {report.measured.length > 0 && <Measured report={report} />}
      {report.left.length > 0 && (
        <Section title="Not asked">
          <ul className={css.notes}>
            {report.left.map((each) => (
              <li key={each.name}>
                <b>{modelName(each.name)}</b>: {sentence(each.message)}{" "}
                <span className="quiet">{sentence(each.hint ?? "")}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

type Model = Report["models"][number];

function Credits({
  report,
  chosen,
  by,
  worth,
  choose,
}: {
  report: Report;
  chosen: Model;
  by: string;
  worth: Props["worth"];
  choose: Props["choose"];
}) {
  const channels = [...chosen.channels].sort((a, b) => b.conversions - a.conversions);
  return (
    <Charted
      title={`What each ${by} earned`}
      words={`${KINDS[chosen.kind] ?? ""}.${report.replicates ? ` Conversions with their 95% interval (${count(report.replicates)} draws), and the share of all.` : ""}`}
      aside={
        <Select
          size="xs"
          aria-label="Model"
          data={report.models.map((each) => ({ value: each.name, label: modelName(each.name) }))}
          value={chosen.name}
          onChange={(name) => choose(name ?? undefined)}
        />
      }
      table={{
        head: [capital(by), "Conversions", "Between", "Share", "Worth", "Lost without it"],
        rows: channels.map((each) => [
          each.channel,
          one(each.conversions),
          each.low != null && each.high != null ? `${one(each.low)} to ${one(each.high)}` : "",
          percent(each.share),
          amount(each.value, worth, true),
          each.removal == null ? "" : percent(each.removal),
        ]),
      }}
    >
      <Ranges
        label={`Conversions credited to each ${by}`}
        format={one}
        ranges={channels.slice(0, 25).map((each) => ({
          key: each.channel,
          name: each.channel,
          value: each.conversions,
          low: each.low,
          high: each.high,
          note: <span className="quiet">{percent(each.share)}</span>,
        }))}
      />
    </Charted>
  );
}

/** What came back for what it cost. */
function Return({ chosen, by, worth }: { chosen: Model; by: string; worth: Props["worth"] }) {
  const known = chosen.channels
    .filter((each) => each.cost != null)
    .sort((a, b) => (b.roi ?? -1) - (a.roi ?? -1));
  return (
    <Charted
      title="What came back"
      words="Beyond the cost, per unit of it; left of the line it cost more than it earned."
      table={{
        head: [capital(by), "Cost", "Worth", "Return", "Cost of a conversion"],
        rows: known.map((each) => [
          each.channel,
          amount(each.cost ?? 0, worth, true),
          amount(each.value, worth, true),
          each.roi == null ? "–" : percent(each.roi),
          each.cost_per_conversion == null ? "–" : amount(each.cost_per_conversion, worth),
        ]),
      }}
    >
      <Ranges
        label="Return by what it cost"
        format={percent}
        ranges={known.map((each) => ({
          key: each.channel,
          name: each.channel,
          value: each.roi ?? null,
          why: "earned nothing",
          hue: (each.roi ?? 0) < 0 ? 3 : 1,
          note: (
            <span className="quiet">
              {each.cost_per_conversion == null
                ? ""
                : `${amount(each.cost_per_conversion, worth)} a conversion`}
            </span>
          ),
        }))}
      />
    </Charted>
  );
}

/** Every model beside each other, each row a channel. */
function All({ report, by }: { report: Report; by: string }) {
  const most = Math.max(...report.models.flatMap((model) => model.channels.map((each) => each.share)), 0.01);
  return (
    <Section
      title="By every model"
      words="Share of all credit; stronger is more. Where a row changes, the model decides."
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard. */}
      <section className={css.scroll} tabIndex={0} aria-label="Shares by every model">
        <table className={css.heat}>
          <thead>
            <tr>
              <th scope="col">{capital(by)}</th>
              {report.models.map((model) => (
                <th scope="col" key={model.name}>
                  {modelName(model.name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {report.channels.map((channel, place) => (
              <tr key={channel.channel}>
                <th scope="row">{channel.channel}</th>
                {report.models.map((model) => {
                  const share = model.channels[place]?.share ?? 0;
                  return (
                    <td key={model.name} style={{ "--heat": `${(share / most) * 52}%` } as object}>
                      {percent(share)}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </Section>
  );
}

function Facts({ report, by }: { report: Report; by: string }) {
  return (
    <Section
      title="Before anybody is credited"
      words="What is simply counted: who opens, who helps, who closes."
    >
      <Figures
        label="What is counted"
        head={[
          by,
          "Touches",
          "Conversions it touched",
          "Of its ways",
          "Opened",
          "Assisted",
          "Closed",
          "Alone",
        ]}
        rows={report.channels.map((each) => [
          each.channel,
          count(each.touches),
          count(each.conversions),
          percent(each.rate),
          count(each.opens),
          count(each.assists),
          count(each.closes),
          count(each.alone),
        ])}
      />
    </Section>
  );
}

function Ways({ report }: { report: Report }) {
  return (
    <Section title="The most frequent ways">
      <ul className={css.ways}>
        {report.top.slice(0, 10).map((way) => (
          <li key={way.channels.join("\u0000")}>
            <span className={css.way}>
              {way.channels.map((channel, place) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a touch is its place.
                <span key={place}>
                  {place > 0 && <IconArrowRight size={12} stroke={1.8} aria-hidden />}
                  <i>{channel}</i>
                </span>
              ))}
            </span>
            <span className="figure">
              <b>{count(way.conversions)}</b> <span className="quiet">{percent(way.rate)} convert</span>
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Times({ report }: { report: Report }) {
  return (
    <div className={css.times}>
      <Charted
        title="How many touches it takes"
        words="Conversions by the number of touches before them."
        table={{
          head: ["Touches", "Conversions", "Of their ways"],
          rows: report.lengths.map((each) => [
            String(each.touches),
            count(each.conversions),
            each.rate === null ? "" : percent(each.rate),
          ]),
        }}
      >
        <Columns
          label="Conversions by number of touches"
          format={count}
          height={160}
          columns={report.lengths.map((each) => ({
            label: String(each.touches),
            value: each.conversions,
            detail: each.rate === null ? undefined : `${percent(each.rate)} of their ways`,
          }))}
        />
      </Charted>
      {report.lags && (
        <Section title="How long it takes">
          <Figures
            label="Time to convert"
            head={["From", "One in ten within", "Half within", "Nine in ten within"]}
            rows={[
              ["the first touch", ...report.lags.first.map(lag)],
              ["the last touch", ...report.lags.last.map(lag)],
            ]}
          />
        </Section>
      )}
    </div>
  );
}

/** What hold-outs say it really added. */
function Measured({ report }: { report: Report }) {
  return (
    <Charted
      title="Measured by hold-outs"
      words="Where some people were spared, no model has to guess."
      table={{
        head: ["Journey", "Added", "Between"],
        rows: report.measured.map((each) =>
          each.lift.kind === "lift"
            ? [
                each.channel,
                saysPoints(each.lift.absolute.value),
                `${saysPoints(each.lift.absolute.low)} to ${saysPoints(each.lift.absolute.high)}`,
              ]
            : [each.channel, "–", sentence(each.lift.message)],
        ),
      }}
    >
      <Ranges
        label="Measured lift"
        as="points"
        format={saysPoints}
        ranges={report.measured.map((each) =>
          each.lift.kind === "lift"
            ? {
                key: each.channel,
                name: each.channel,
                value: each.lift.absolute.value,
                low: each.lift.absolute.low,
                high: each.lift.absolute.high,
                hue: 1,
              }
            : { key: each.channel, name: each.channel, value: null, why: sentence(each.lift.message) },
        )}
      />
    </Charted>
  );
}

const saysPoints = (value: number): string =>
  `${value >= 0 ? "+" : "−"}${(Math.abs(value) * 100).toFixed(1)} pt`;
