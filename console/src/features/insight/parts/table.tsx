import { count, figure, percent } from "@/ui/format";
import type { Answered } from "../asking";
import css from "../insight.module.css";
import { type Asked, groupName, took, unitName } from "../model";

interface Rows {
  head: string[];
  rows: string[][];
}

/** The same answer as a table: whatever the chart shows, to read and to copy. */
export function AnswerTable({ of, asked }: { of: Answered; asked: Asked }) {
  const { head, rows } = rowsOf(of, asked);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section className={css.scroll} tabIndex={0} aria-label="Answer as a table">
      <table className={css.table}>
        <thead>
          <tr>
            {head.map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.join("\u0000")}>
              {row.map((cell, place) =>
                place === 0 ? (
                  <th scope="row" key={head[place]}>
                    {cell}
                  </th>
                ) : (
                  <td key={head[place]}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The cells of each answer, as people read them. */
export function rowsOf(of: Answered, asked: Asked): Rows {
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
        rows: of.found.links.map((link) => [
          String(link.step + 1),
          link.source ?? "Others",
          link.target ?? "Others",
          count(link.paths),
          percent(link.paths / of.found.paths),
        ]),
      };
    case "retention":
      return {
        head: ["Began", "People", ...of.found.overall.map((_, later) => `+${later + 1}`)],
        rows: of.found.cohorts.map((cohort) => [
          unitName(cohort.start, of.found.unit, of.found.zone),
          count(cohort.people),
          ...cohort.returned.map((back, later) => (later < cohort.complete || back > 0 ? count(back) : "")),
        ]),
      };
    case "trend":
      return {
        head: [
          "From",
          ...of.found.series.map((line) => [line.name, groupName(line.group)].filter(Boolean).join(": ")),
        ],
        rows: of.found.starts.map((start, place) => [
          unitName(start, asked.unit, of.found.zone),
          ...of.found.series.map((line) =>
            line.values[place] == null ? "" : figure(line.values[place] as number),
          ),
        ]),
      };
  }
}
