import type { View } from "@/api/client";
import { Figures } from "@/charts/charted";
import { count, percent, plural } from "@/ui/format";
import { amount } from "../amounts";
import { GRID, groupName, LIFE, LIFE_NAMES, rfmGrid, STANDINGS, took, unitName } from "../answers";
import type { Answered } from "../asking";
import type { Asked } from "../model";
import { journeyRows, messageRows } from "../reports";

interface Rows {
  head: string[];
  rows: string[][];
}

/** The same answer as a table: whatever the chart shows, to read and to copy. */
export function AnswerTable({
  of,
  asked,
  worth,
  label = "Answer",
}: {
  of: Answered;
  asked: Asked;
  /** What a property that is measured is measured in. */
  worth?: string;
  label?: string;
}) {
  return (
    <>
      <Figures label={label} {...rowsOf(of, asked, worth)} />
      {of.topic === "rfm" && <Figures label={GRID} {...gridRows(of.found, worth)} />}
    </>
  );
}

/** The squares that are drawn beside the standings. */
function gridRows(found: View<"RfmAnswer">, worth: string | undefined): Rows {
  return {
    head: ["How often, of 5", "How lately, of 5", "People", "Worth"],
    rows: rfmGrid(found.cells).map((cell) => [
      String(cell.frequency),
      String(cell.recency),
      count(cell.people),
      amount(cell.value, worth, true),
    ]),
  };
}

const between = (interval: { low: number; high: number } | null | undefined): string =>
  interval ? `${percent(interval.low)} to ${percent(interval.high)}` : "";

/** The cells of each answer, as people read them. */
export function rowsOf(of: Answered, asked: Asked, worth?: string): Rows {
  switch (of.topic) {
    case "funnel": {
      const groups = [
        { name: "Everybody", steps: of.found.steps },
        ...of.found.groups.map((each) => ({ name: groupName(each.group), steps: each.steps })),
      ];
      return {
        head: [
          "Step",
          "Group",
          "People",
          "Of the first",
          "Between",
          "Of the one before",
          "Median time",
          "Nine of ten within",
        ],
        rows: groups.flatMap(({ name, steps }) =>
          steps.map((step, place) => [
            `${place + 1}. ${step.name}`,
            name,
            count(step.people),
            percent(step.share),
            between(step.interval),
            place ? percent(step.of_previous) : "",
            step.median_seconds == null ? "" : took(step.median_seconds),
            step.p90_seconds == null ? "" : took(step.p90_seconds),
          ]),
        ),
      };
    }
    case "paths":
      return {
        head: ["Step", "From", "To", "Paths", "Of all"],
        rows: [
          ...of.found.links.map((link) => [
            String(link.step + 1),
            link.source ?? "Others",
            link.target ?? "Others",
            count(link.paths),
            percent(link.paths / of.found.paths),
          ]),
          ...of.found.nodes
            .filter((node) => node.ended > 0)
            .map((node) => [
              String(node.step + 1),
              node.name ?? "Others",
              asked.direction === "to" ? "(begins here)" : "(ends here)",
              count(node.ended),
              percent(node.ended / of.found.paths),
            ]),
        ],
      };
    case "retention":
      return {
        head: ["Began", "People", ...of.found.overall.map((_, later) => `+${later + 1}`)],
        rows: [
          [
            "All",
            "",
            ...of.found.overall.map((each) =>
              each.share === null
                ? ""
                : [percent(each.share), each.interval && `(${between(each.interval)})`]
                    .filter(Boolean)
                    .join(" "),
            ),
          ],
          ...of.found.cohorts.map((cohort) => [
            unitName(cohort.start, of.found.unit, of.found.zone),
            count(cohort.people),
            ...cohort.returned.map((back, later) =>
              cohort.people > 0 && (later < cohort.complete || back > 0)
                ? `${count(back)} (${percent(back / cohort.people)}${later < cohort.complete ? "" : " so far"})`
                : "",
            ),
          ]),
        ],
      };
    case "trend":
      return trendRows(of.found, asked.unit, worth);
    case "friction":
      return frictionRows(of.found);
    case "rfm": {
      const spent = of.found.standings.reduce((sum, each) => sum + each.value, 0);
      return {
        head: ["Standing", "People", "Purchases", "Worth", "Of what was spent", "What it means"],
        rows: of.found.standings
          .filter((each) => each.people > 0)
          .map((each) => [
            each.standing,
            count(each.people),
            count(each.orders),
            amount(each.value, worth, true),
            percent(spent ? each.value / spent : 0),
            STANDINGS[each.standing] ?? "",
          ]),
      };
    }
    case "journey":
      return journeyRows(of.found);
    case "messages":
      return messageRows(of.found);
    case "lifecycle":
      return {
        head: ["From", ...LIFE.map((sort) => LIFE_NAMES[sort])],
        rows: of.found.units.map((unit) => [
          unitName(unit.start, of.found.unit, of.found.zone),
          ...LIFE.map((sort) => count(unit[sort] ?? 0)),
        ]),
      };
  }
}

/** A row for each unit; where a figure may truly lie stands beside it. */
export function trendRows(found: View<"TrendAnswer">, unit: string, worth?: string): Rows {
  const columns = found.series.map((line) => ({
    ...line,
    title: [line.name, groupName(line.group)].filter(Boolean).join(": "),
    sampled: (line.intervals ?? []).length > 0,
  }));
  const shown = (value: number | null | undefined) => (value == null ? "" : amount(value, worth));
  const headOf = (line: (typeof columns)[number]) => [
    line.title,
    ...(line.sampled ? ["Between"] : []),
    ...((line.previous ?? []).length > 0 ? [`${line.title}, period before`] : []),
  ];
  return {
    head: ["From", ...columns.flatMap(headOf)],
    rows: found.starts.map((start, place) => [
      unitName(start, unit, found.zone),
      ...columns.flatMap((line) => {
        const value = shown(line.values[place]);
        const between = line.intervals?.[place];
        return [
          value,
          ...(line.sampled ? [between ? `${shown(between.low)} to ${shown(between.high)}` : ""] : []),
          ...((line.previous ?? []).length > 0 ? [shown(line.previous?.[place])] : []),
        ];
      }),
    ]),
  };
}

/** All three rankings of friction, one below the other. */
export function frictionRows(found: View<"FrictionAnswer">): Rows {
  return {
    head: ["Event", "What", "Times", "Of", "Share", "Between"],
    rows: [
      ...found.drop_offs.map((each) => [
        each.event,
        "visits end here without the goal",
        count(each.lost),
        count(each.sessions),
        percent(each.share),
        between(each.interval),
      ]),
      ...found.errors.map((each) => [
        each.name,
        [
          `visits with it that reach the goal; it came ${plural(each.times, "time")}, ${count(each.repeated)} more than once`,
          each.otherwise === null ? "" : `${percent(each.otherwise)} reach it without`,
        ]
          .filter(Boolean)
          .join("; "),
        count(each.reached),
        count(each.sessions),
        each.share === null ? "" : percent(each.share),
        between(each.interval),
      ]),
      ...found.asked_after.map((each) => [
        each.event,
        "people who ask for help after it",
        count(each.asked),
        count(each.people),
        percent(each.share),
        between(each.interval),
      ]),
    ],
  };
}
