import { TextInput } from "@mantine/core";
import { readSpan, unitsFor } from "@/ui/span";
import { InlineSpan } from "@/ui/span-field";
import type { Node } from "../cxl";
import { eventChoices, type Palette } from "../drafts";
import css from "./builder.module.css";
import { Amount, type Choice, Day, Pick } from "./fields";

const PERIODS: Choice[] = [
  { value: "this day", label: "today" },
  { value: "previous day", label: "yesterday" },
  { value: "this week", label: "this week" },
  { value: "previous week", label: "last week" },
  { value: "this month", label: "this month" },
  { value: "previous month", label: "last month" },
  { value: "this year", label: "this year" },
  { value: "previous year", label: "last year" },
];
const KINDS: Choice[] = [
  { value: "", label: "at any time" },
  { value: "rolling", label: "in the last" },
  { value: "last_calendar", label: "in the last whole" },
  { value: "ago", label: "between … ago" },
  { value: "since", label: "since a date" },
  { value: "before", label: "before a date" },
  { value: "dates", label: "between dates" },
  { value: "since_last", label: "since the last" },
];

/** When: a window of time, as people say it. */
export function WindowField({
  window,
  set,
  palette,
}: {
  window: Node | undefined;
  set: (window: Node | undefined) => void;
  palette: Palette;
}) {
  const value = chosenOf(window);
  return (
    <>
      <Pick
        label="When"
        value={value}
        choices={[...KINDS, { group: "On the calendar", items: PERIODS }]}
        onChange={(next) => set(begun(next, palette, window))}
      />
      {window && <Details window={window} set={set} palette={palette} />}
    </>
  );
}

function chosenOf(window: Node | undefined): string {
  if (!window) return "";
  if (window.op === "rolling_months") return "rolling";
  if (window.op === "period") return `${window.which} ${window.unit}`;
  if (window.op !== "fixed") return window.op;
  return window.end === undefined ? "since" : window.start === undefined ? "before" : "dates";
}

/** A window of this kind; dates that were there stay. */
function begun(kind: string, palette: Palette, old: Node | undefined): Node | undefined {
  const [which, unit] = kind.split(" ");
  const start = old?.start ?? `${new Date().getUTCFullYear()}-01-01`;
  const end = old?.end ?? new Date().toISOString().slice(0, 10);
  if (unit) return { op: "period", which, unit };
  const starts: Record<string, Node> = {
    rolling: { op: "rolling", span: "30d" },
    last_calendar: { op: "last_calendar", count: 7, unit: "day" },
    ago: { op: "ago", older: "60d", newer: "30d" },
    since: { op: "fixed", start },
    before: { op: "fixed", end },
    dates: { op: "fixed", start, end },
    since_last: { op: "since_last", type: palette.events[0]?.type ?? "page" },
  };
  return starts[kind];
}

function Details({ window, set, palette }: { window: Node; set: (window: Node) => void; palette: Palette }) {
  switch (window.op) {
    case "rolling":
    case "rolling_months":
      return <Last window={window} set={set} />;
    case "last_calendar":
      return (
        <>
          <Amount
            label="How many"
            least={1}
            value={String(window.count)}
            onChange={(count) => set({ ...window, count: Number(count) })}
          />
          <Pick
            label="Of what"
            value={window.unit as string}
            choices={["day", "week", "month"].map((unit) => ({ value: unit, label: `${unit}s` }))}
            onChange={(unit) => set({ ...window, unit })}
          />
        </>
      );
    case "ago":
      return (
        <>
          <InlineSpan
            label="Furthest"
            value={window.older as string}
            onChange={(older) => set({ ...window, older })}
          />
          <span className={css.word}>and</span>
          <InlineSpan
            label="Nearest"
            value={window.newer as string}
            onChange={(newer) => set({ ...window, newer })}
          />
          <span className={css.word}>ago</span>
        </>
      );
    case "fixed":
      return (
        <>
          {window.start !== undefined && (
            <Dated
              label="From"
              value={window.start as string}
              onChange={(start) => set({ ...window, start })}
            />
          )}
          {window.start !== undefined && window.end !== undefined && <span className={css.word}>and</span>}
          {window.end !== undefined && (
            <Dated label="Until" value={window.end as string} onChange={(end) => set({ ...window, end })} />
          )}
        </>
      );
    case "since_last":
      return (
        <Pick
          label="Event"
          search
          value={window.type as string}
          choices={eventChoices(palette)}
          onChange={(type) => set({ ...window, type })}
        />
      );
    default:
      return null;
  }
}

/** So many minutes, days or months up to now; months and years are as long as the calendar has them. */
function Last({ window, set }: { window: Node; set: (window: Node) => void }) {
  const months = window.op === "rolling_months";
  const span = months
    ? { count: String(window.count), unit: String(window.unit) }
    : readSpan(window.span as string);
  if (!span)
    return (
      <InlineSpan
        label="Time"
        value={window.span as string}
        onChange={(next) => set({ op: "rolling", span: next })}
      />
    );
  const put = (count: string, unit: string) =>
    set(
      MONTHS.includes(unit)
        ? { op: "rolling_months", count: Number(count), unit }
        : { op: "rolling", span: `${count}${unit}` },
    );
  const many = span.count === "1" ? "" : "s";
  return (
    <>
      <Amount
        label="Time: how many"
        least={1}
        value={span.count}
        onChange={(count) => put(count, span.unit)}
      />
      <Pick
        label="Time: of what"
        value={span.unit}
        choices={[...unitsFor(span), ...MONTHS.map((unit) => ({ value: unit, label: `${unit}${many}` }))]}
        onChange={(unit) => put(span.count, unit)}
      />
    </>
  );
}

const MONTHS = ["month", "year"];

/** A day, or an instant, which is typed. */
function Dated({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  if (value.length <= 10) return <Day label={label} value={value} onChange={onChange} />;
  return (
    <TextInput
      aria-label={label}
      value={value}
      onChange={(event) => event.currentTarget.value && onChange(event.currentTarget.value)}
    />
  );
}
