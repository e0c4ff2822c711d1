import { ActionIcon, Button, NumberInput, Select } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useEvents } from "@/features/insight/asking";
import insight from "@/features/insight/insight.module.css";
import { eventsOf } from "@/features/segments/condition";
import { ConditionField, EventsField, PropertyField } from "@/features/segments/parts/condition-field";
import css from "../attribution.module.css";
import { type Asked, costOf, ofSaved, type Saved, type Touch, withCost } from "../model";

interface Props {
  asked: Asked;
  saved: readonly Saved[];
  /** What can cost something, as the answer names it. */
  channels: readonly string[];
  change: (part: Partial<Asked>) => void;
}

const PERIODS = [
  { value: "30", label: "Last 30 days" },
  { value: "90", label: "Last 90 days" },
  { value: "180", label: "Last 6 months" },
  { value: "365", label: "Last 12 months" },
];
const BACK = ["1d", "7d", "14d", "30d", "60d", "90d"].map((value) => ({
  value,
  label: `${value.slice(0, -1)} ${value === "1d" ? "day" : "days"}`,
}));

const withOwn = (data: { value: string; label: string }[], value: string) =>
  data.some((each) => each.value === value) ? data : [{ value, label: value }, ...data];

/** What is asked: what converts, what touches people, how far back. */
export function Question({ asked, saved, channels, change }: Props) {
  const events = useEvents();
  return (
    <form
      className={`${insight.question} in-order`}
      aria-label="Question"
      onSubmit={(event) => event.preventDefault()}
    >
      {saved.length > 0 && (
        <Select
          label="Saved question"
          data={saved.map((each) => ({ value: each.id, label: each.name }))}
          value={saved.some((each) => each.id === asked.saved) ? asked.saved : null}
          placeholder="None"
          onChange={(id) => {
            const found = saved.find((each) => each.id === id);
            if (found) change(ofSaved(found));
          }}
        />
      )}
      <EventsField
        label="Conversion"
        events={events}
        value={asked.conversion}
        onChange={(conversion) => change({ conversion })}
      />
      <PropertyField
        label="Worth"
        placeholder="each counts as one"
        numeric
        event={eventsOf(asked.conversion)?.event ?? ""}
        value={asked.value}
        onChange={(value) => change({ value })}
        description="The property that holds its amount"
      />
      <Select
        label="Credit goes to"
        data={[
          { value: "channel", label: "Channels" },
          { value: "campaign", label: "Campaigns" },
          { value: "message", label: "Messages" },
        ]}
        value={asked.by}
        onChange={(by) => by && change({ by: by as Asked["by"], costs: {}, daily: {} })}
      />
      <Select
        label="Period"
        data={withOwn(PERIODS, String(asked.days))}
        value={String(asked.days)}
        onChange={(days) => days && change({ days: Number(days) })}
      />
      <Select
        label="A touch counts for"
        data={withOwn(BACK, asked.lookBack)}
        value={asked.lookBack}
        onChange={(lookBack) => lookBack && change({ lookBack })}
      />
      <Touches asked={asked} change={change} events={events} />
      <ConditionField
        label="Only people who"
        placeholder="everybody"
        value={asked.among}
        onChange={(among) => change({ among })}
      />
      <Select
        label="Markov looks back"
        data={[
          { value: "1", label: "One touch" },
          { value: "2", label: "Two touches" },
          { value: "3", label: "Three touches" },
        ]}
        value={String(asked.order)}
        onChange={(order) => order && change({ order: Number(order) })}
      />
      {channels.length > 0 && channels.length <= 20 && (
        <fieldset className={css.costs}>
          <legend>What it cost in the period</legend>
          {channels.map((channel) => (
            <NumberInput
              key={channel}
              aria-label={`Cost of ${channel}`}
              leftSection={<span className="clip">{channel}</span>}
              leftSectionWidth={132}
              placeholder="–"
              hideControls
              min={0}
              thousandSeparator=","
              value={costOf(asked, channel) ?? ""}
              onChange={(cost) => change(withCost(asked, channel, cost === "" ? undefined : Number(cost)))}
            />
          ))}
        </fieldset>
      )}
    </form>
  );
}

/** Where the way in is written by whoever sends people here. */
const CAMPAIGN = ["source", "medium", "name", "term", "content"].map((part) => `context.campaign.${part}`);

function Touches({ asked, change, events }: Pick<Props, "asked" | "change"> & { events: readonly string[] }) {
  const set = (place: number, part: Partial<Touch>) =>
    change({
      touchpoints: asked.touchpoints.map((each, at) => (at === place ? { ...each, ...part } : each)),
    });
  return (
    <fieldset className={`${css.touches} in-order`}>
      <legend>Touches</legend>
      {asked.touchpoints.length === 0 && (
        <p className="quiet">Messages that were sent, and visits from campaigns.</p>
      )}
      {asked.touchpoints.map((each, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a touch is its place.
        <div key={place} className={`${css.touch} in-order`}>
          <EventsField
            label={`Touch ${place + 1}`}
            events={events}
            value={each.events}
            onChange={(next) => set(place, { events: next })}
            aside={
              <ActionIcon
                size={24}
                aria-label={`Remove touch ${place + 1}`}
                onClick={() => change({ touchpoints: asked.touchpoints.filter((_, at) => at !== place) })}
              >
                <IconX size={14} stroke={1.8} />
              </ActionIcon>
            }
          />
          {(["channel", "campaign", "message"] as const).map((name) => (
            <PropertyField
              key={name}
              label={`Its ${name} is in`}
              placeholder={name === "channel" ? "choose a property" : "none"}
              event={eventsOf(each.events)?.event ?? ""}
              others={CAMPAIGN}
              value={each[name]}
              onChange={(next) => set(place, { [name]: next })}
            />
          ))}
        </div>
      ))}
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconPlus size={14} />}
        onClick={() =>
          change({
            touchpoints: [...asked.touchpoints, { events: "", channel: "", campaign: "", message: "" }],
          })
        }
      >
        {asked.touchpoints.length === 0 ? "Choose the touches" : "Another touch"}
      </Button>
    </fieldset>
  );
}
