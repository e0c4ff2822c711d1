import type { Events, Node } from "../cxl";
import { eventChoices, type Palette } from "../drafts";
import css from "./builder.module.css";
import { Amount, Pick } from "./fields";
import { Where } from "./where";
import { WindowField } from "./window";

interface Props {
  node: Node;
  set: (node: Node) => void;
  palette: Palette;
}

interface Times {
  low?: number;
  high?: number;
}

const OFTEN = [
  { value: "once", label: "at all" },
  { value: "least", label: "at least" },
  { value: "most", label: "at most" },
  { value: "exactly", label: "exactly" },
  { value: "between", label: "between" },
];

/** Did, or did not, so often, within a time, where something holds. */
export function DidRow({ node, set, palette }: Props) {
  const times = node.times as Times | undefined;
  const put = (next: Times | undefined) => {
    const { times: _old, ...rest } = node;
    set(next ? { ...rest, times: next } : rest);
  };
  const often = !times
    ? "once"
    : times.low === undefined
      ? "most"
      : times.high === undefined
        ? "least"
        : times.low === times.high
          ? "exactly"
          : "between";
  return (
    <>
      <Pick
        label="Did or did not"
        value={node.negated ? "not" : "did"}
        choices={[
          { value: "did", label: "did" },
          { value: "not", label: "did not" },
        ]}
        onChange={(next) => {
          const { negated: _old, ...rest } = node;
          set(next === "not" ? { ...rest, negated: true } : rest);
        }}
      />
      <EventsFields
        events={node.events as Events}
        palette={palette}
        set={(events) => set({ ...node, events })}
      >
        <Pick
          label="How often"
          value={often}
          choices={OFTEN}
          onChange={(next) => put(timesOf(next, times))}
        />
        {times && often !== "most" && (
          <Amount
            label="Times"
            least={0}
            value={String(times.low ?? 1)}
            onChange={(low) =>
              put(
                often === "exactly"
                  ? { low: Number(low), high: Number(low) }
                  : { ...times, low: Number(low) },
              )
            }
          />
        )}
        {often === "between" && <span className={css.word}>and</span>}
        {times && (often === "most" || often === "between") && (
          <Amount
            label="Most times"
            least={0}
            value={String(times.high ?? 1)}
            onChange={(high) => put({ ...times, high: Number(high) })}
          />
        )}
        {times && (
          <span className={css.word}>{often === "exactly" && times.low === 1 ? "time" : "times"}</span>
        )}
      </EventsFields>
    </>
  );
}

function timesOf(often: string, before: Times | undefined): Times | undefined {
  const low = before?.low ?? before?.high ?? 1;
  switch (often) {
    case "least":
      return { low: before?.low ?? 2 };
    case "most":
      return { high: before?.high ?? Math.max(1, low) };
    case "exactly":
      return { low, high: low };
    case "between":
      return { low, high: Math.max(low, before?.high ?? low + 2) };
    default:
      return undefined;
  }
}

/** Which events: their type, their window, and what must hold of each. */
export function EventsFields({
  events,
  set,
  palette,
  children,
  after,
}: {
  events: Events;
  set: (events: Events) => void;
  palette: Palette;
  children?: React.ReactNode;
  /** After the window, before what must hold of each. */
  after?: React.ReactNode;
}) {
  return (
    <>
      <Pick
        label="Event"
        search
        value={events.type}
        choices={eventChoices(palette)}
        onChange={(type) => set({ ...events, type })}
      />
      {children}
      <WindowField
        window={events.window}
        palette={palette}
        set={(window) => {
          const { window: _old, ...rest } = events;
          set(window ? { ...rest, window } : rest);
        }}
      />
      {after}
      <Where events={events} set={set} palette={palette} />
    </>
  );
}

/** Member of another segment, or not. */
export function SegmentRow({
  node,
  not,
  set,
  palette,
}: {
  node: Node;
  not: boolean;
  set: (node: Node, not?: boolean) => void;
  palette: Palette;
}) {
  return (
    <>
      <Pick
        label="Is or is not"
        value={not ? "not" : "in"}
        choices={[
          { value: "in", label: "is in the segment" },
          { value: "not", label: "is not in the segment" },
        ]}
        onChange={(next) => set(node, next === "not")}
      />
      <Pick
        label="Segment"
        search
        value={node.segment as string}
        choices={palette.segments.map((segment) => ({ value: segment.id, label: segment.name }))}
        onChange={(segment) => set({ ...node, segment }, not)}
      />
    </>
  );
}
