import { Checkbox, Select, TextInput } from "@mantine/core";
import { api } from "@/api/client";
import { Choice } from "@/ui/choice";
import { ownZone } from "@/ui/local";
import { Part } from "@/ui/workbench";
import { atOf, saysClock } from "../model/clock";
import type { Body, Entry } from "../model/document";
import { byWay, type Way, wayOf } from "../model/entry";
import { isAtField } from "../model/faults";
import { useBench } from "./bench";
import { Criteria } from "./criteria";
import { FaultList } from "./fault-list";
import { ConditionField, InstantField, NameField, SpanField, TextField, WholeField } from "./fields";
import css from "./inspector.module.css";

interface Props {
  /** Writes some of the journey's rules anew; nothing takes a rule away. */
  onChange: (rules: Partial<Body>, about: string) => void;
}

const WAYS: readonly { value: Way; label: string }[] = [
  { value: "event", label: "Event" },
  { value: "segment", label: "Segment" },
  { value: "broadcast", label: "Audience" },
  { value: "business", label: "Business" },
];

const SAYS: Record<Way, string> = {
  event: "Something a person does begins it.",
  segment: "Coming into a segment, or out of it, begins it.",
  broadcast: "Everybody who is in a segment at an instant, once or again and again.",
  business: "Something that happens to you (a price drops) begins it for everybody it concerns.",
};

/** How people come in. */
export function EntrySettings({ onChange }: Props) {
  const { body, faults, doubts } = useBench();
  const { entry } = body;
  const write = (found: Entry) => onChange({ entry: found }, "entry");
  const way = wayOf(entry);
  return (
    <>
      <Part title="Who comes in">
        <div className={css.stack}>
          <FaultList
            faults={faults.filter((fault) => fault.pointer.startsWith("/entry"))}
            doubts={doubts.filter((doubt) => doubt.pointer.startsWith("/entry") && !isAtField(doubt))}
          />
          <Choice
            aria-label="How people enter"
            fullWidth
            size="xs"
            data={WAYS}
            value={way}
            onChange={(found) => write(byWay(entry, found))}
          />
          <p className={css.hint}>{SAYS[way]}</p>
          <EntryFields way={way} entry={entry} write={write} />
        </div>
      </Part>
      <Part title="How often">
        <div className={css.stack}>
          <Select
            label="The same person again"
            data={[
              { value: "after_exit", label: "Once they are out" },
              { value: "never", label: "Never" },
            ]}
            value={body.reentry?.mode ?? "after_exit"}
            onChange={(mode) => onChange({ reentry: { ...body.reentry, mode: mode as "never" } }, "reentry")}
          />
          {body.reentry?.mode !== "never" && (
            <SpanField
              label="At the soonest after"
              at="/reentry/gap"
              value={body.reentry?.gap}
              onChange={(gap) => onChange({ reentry: { ...body.reentry, gap } }, "reentry/gap")}
            />
          )}
          <WholeField
            label="At most"
            suffix=" times"
            at="/reentry/most"
            value={body.reentry?.most}
            onChange={(most) => onChange({ reentry: { ...body.reentry, most } }, "reentry/most")}
          />
          <WholeField
            label="Not if already in"
            hint="Nobody comes in who is in so many journeys"
            suffix=" journeys"
            at="/concurrency"
            value={body.concurrency}
            onChange={(concurrency) => onChange({ concurrency }, "concurrency")}
          />
        </div>
      </Part>
      <Part title="When">
        <div className={css.stack}>
          <FaultList faults={faults.filter((fault) => fault.pointer === "/period")} />
          <InstantField
            label="Entries from"
            hint="In your own time zone; from the start if empty"
            at="/period/from"
            value={body.period?.from}
            onChange={(from) => onChange({ period: whole({ ...body.period, from }) }, "period/from")}
          />
          <InstantField
            label="Entries until"
            hint="For ever if empty"
            at="/period/to"
            value={body.period?.to}
            onChange={(to) => onChange({ period: whole({ ...body.period, to }) }, "period/to")}
          />
        </div>
      </Part>
    </>
  );
}

function EntryFields({ way, entry, write }: { way: Way; entry: Entry; write: (entry: Entry) => void }) {
  switch (way) {
    case "event":
      return (
        <>
          <NameField
            label="Event"
            naming="event"
            at="/entry/event"
            value={entry.event}
            onChange={(event) => write({ ...entry, event: event ?? "" })}
          />
          <ConditionField
            label="Where"
            event={entry.event ?? ""}
            at="/entry/where"
            value={entry.where}
            onChange={(where) => write({ ...entry, where })}
          />
          <TextField
            label="One way per"
            hint="A property that tells ways apart: order_id gives one per order"
            at="/entry/key"
            value={entry.key}
            onChange={(key) => write({ ...entry, key })}
          />
        </>
      );
    case "segment":
      return (
        <>
          <NameField
            label="Segment"
            naming="segment"
            at="/entry/segment"
            value={entry.segment}
            onChange={(segment) => write({ ...entry, segment: segment ?? "" })}
          />
          <Choice
            aria-label="Coming in or going out"
            fullWidth
            size="xs"
            data={[
              { value: "enter", label: "Comes in" },
              { value: "leave", label: "Goes out" },
            ]}
            value={entry.on ?? "enter"}
            onChange={(on) => write({ ...entry, on: on === "leave" ? "leave" : undefined })}
          />
          <Checkbox
            size="xs"
            label="Also those who are in it when this is published"
            checked={entry.existing ?? false}
            onChange={(event) => write({ ...entry, existing: event.currentTarget.checked || undefined })}
          />
        </>
      );
    case "broadcast":
      return <BroadcastFields entry={entry} write={write} />;
    case "business":
      return <BusinessFields entry={entry} write={write} />;
  }
}

function BroadcastFields({ entry, write }: { entry: Entry; write: (entry: Entry) => void }) {
  const broadcast = entry.broadcast ?? { segment: "", at: "" };
  const put = (found: Partial<typeof broadcast>) => write({ broadcast: { ...broadcast, ...found } });
  return (
    <>
      <NameField
        label="Audience"
        naming="segment"
        at="/entry/broadcast/segment"
        value={broadcast.segment}
        onChange={(segment) => put({ segment: segment ?? "" })}
      />
      <AtField at={broadcast.at} onChange={(at) => put({ at })} />
      <Select
        label="Again"
        data={["once", "day", "week", "month", "year"].map((value) => ({
          value,
          label: value === "once" ? "Once only" : `Every ${value}`,
        }))}
        value={broadcast.every ?? "once"}
        onChange={(every) => put({ every: every === "once" ? undefined : (every as "day") })}
      />
      <SpanField
        label="Spread over"
        hint="So that not all come at one instant"
        at="/entry/broadcast/pace"
        value={broadcast.pace}
        onChange={(pace) => put({ pace })}
      />
    </>
  );
}

/** When an audience is addressed: by the workspace's clock, however it is stored. */
function AtField({ at, onChange }: { at: string; onChange: (at: string) => void }) {
  const { data, isPending } = api.useQuery("get", "/api/v1/workspaces", {}, { staleTime: 60_000 });
  const [workspace] = data?.items ?? [];
  const zone = (workspace as { zone?: string } | undefined)?.zone ?? "UTC";
  return (
    <TextInput
      type="datetime-local"
      label="At"
      description={isPending ? "In the workspace’s time zone." : saysClock(at, zone, ownZone())}
      value={isPending ? "" : atOf(at, zone).shown}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function BusinessFields({ entry, write }: { entry: Entry; write: (entry: Entry) => void }) {
  const business = entry.business ?? { event: "", segment: "" };
  const put = (found: Partial<typeof business>) => write({ business: { ...business, ...found } });
  return (
    <>
      <NameField
        label="Event"
        naming="event"
        at="/entry/business/event"
        value={business.event}
        onChange={(event) => put({ event: event ?? "" })}
      />
      <ConditionField
        label="Where"
        event={business.event}
        at="/entry/business/where"
        value={business.where}
        onChange={(where) => put({ where })}
      />
      <NameField
        label="Concerns"
        naming="segment"
        at="/entry/business/segment"
        value={business.segment}
        onChange={(segment) => put({ segment: segment ?? "" })}
      />
      <SpanField
        label="Spread over"
        at="/entry/business/pace"
        value={business.pace}
        onChange={(pace) => put({ pace })}
      />
    </>
  );
}

/** What ends it, what it is for, and the rules around its messages. */
export function RuleSettings({ onChange }: Props) {
  const { body } = useBench();
  const quiet = body.quiet;
  return (
    <>
      <Part title="Exit at once when">
        <Criteria
          one="exit"
          at="/exit"
          criteria={body.exit ?? []}
          onChange={(exit) => onChange({ exit: some(exit) }, "exit")}
        />
      </Part>
      <Part title="Goals">
        <Criteria
          one="goal"
          at="/goals"
          goals
          criteria={body.goals ?? []}
          onChange={(goals) => onChange({ goals: some(goals) }, "goals")}
        />
      </Part>
      <Part title="Measure">
        <WholeField
          label="Held out"
          hint="For them nothing is done; the report shows what the journey adds"
          min={0}
          max={100}
          suffix="%"
          at="/holdout"
          value={body.holdout}
          onChange={(holdout) => onChange({ holdout: holdout || undefined }, "holdout")}
        />
      </Part>
      <Part title="Quiet hours">
        <div className={css.stack}>
          <div className={css.row}>
            <TextInput
              type="time"
              label="From"
              value={quiet?.from ?? ""}
              onChange={(event) =>
                onChange({ quiet: hours(event.currentTarget.value, quiet?.to, quiet) }, "quiet/from")
              }
            />
            <TextInput
              type="time"
              label="To"
              value={quiet?.to ?? ""}
              onChange={(event) =>
                onChange({ quiet: hours(quiet?.from, event.currentTarget.value, quiet) }, "quiet/to")
              }
            />
          </div>
          <p className={css.hint}>In the person’s time zone, beside the workspace’s own.</p>
        </div>
      </Part>
      <Part title="Limits">
        <div className={css.stack}>
          <SpanField
            label="Ends in any case after"
            at="/expiry"
            value={body.expiry}
            onChange={(expiry) => onChange({ expiry }, "expiry")}
          />
          <WholeField
            label="Priority"
            hint="Of several journeys the higher goes first"
            min={0}
            max={100}
            at="/priority"
            value={body.priority}
            onChange={(priority) => onChange({ priority: priority || undefined }, "priority")}
          />
        </div>
      </Part>
    </>
  );
}

const some = <T,>(found: readonly T[]): readonly T[] | undefined => (found.length ? found : undefined);

const whole = (period: NonNullable<Body["period"]>): Body["period"] =>
  period.from || period.to ? period : undefined;

const hours = (from = "", to = "", quiet?: Body["quiet"]): Body["quiet"] =>
  from || to ? { ...quiet, from, to } : undefined;
