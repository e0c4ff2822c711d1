import { ActionIcon, Autocomplete, Button, NumberInput, Select, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useEvents } from "@/features/insight/asking";
import insight from "@/features/insight/insight.module.css";
import css from "../attribution.module.css";
import { type Asked, ofSaved, type Saved, type Touch } from "../model";

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
    <form className={insight.question} aria-label="Question" onSubmit={(event) => event.preventDefault()}>
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
      <Autocomplete
        label="Conversion"
        data={events.map((event) => JSON.stringify(event))}
        limit={40}
        value={asked.conversion}
        onChange={(conversion) => change({ conversion })}
        description='Events in CXL, such as "Order Completed" where total > 50'
      />
      <TextInput
        label="Worth"
        placeholder="each counts as one"
        value={asked.value}
        onChange={(event) => change({ value: event.currentTarget.value })}
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
        onChange={(by) => by && change({ by: by as Asked["by"], costs: {} })}
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
      <Touches asked={asked} change={change} />
      <TextInput
        label="Only people who"
        placeholder='did "Order Completed"'
        value={asked.among}
        onChange={(event) => change({ among: event.currentTarget.value })}
        description="A condition, as in a segment"
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
          <legend>What it cost</legend>
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
              value={asked.costs[channel] ?? ""}
              onChange={(cost) => {
                const { [channel]: _, ...others } = asked.costs;
                change({ costs: cost === "" ? others : { ...others, [channel]: Number(cost) } });
              }}
            />
          ))}
        </fieldset>
      )}
    </form>
  );
}

function Touches({ asked, change }: Pick<Props, "asked" | "change">) {
  const set = (place: number, part: Partial<Touch>) =>
    change({
      touchpoints: asked.touchpoints.map((each, at) => (at === place ? { ...each, ...part } : each)),
    });
  return (
    <fieldset className={css.touches}>
      <legend>Touches</legend>
      {asked.touchpoints.length === 0 && (
        <p className="quiet">Messages that were sent, and visits from campaigns.</p>
      )}
      {asked.touchpoints.map((each, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a touch is its place.
        <div key={place} className={css.touch}>
          <TextInput
            aria-label={`Events of touch ${place + 1}`}
            placeholder="page where context.campaign.source is not null"
            value={each.events}
            onChange={(event) => set(place, { events: event.currentTarget.value })}
            rightSectionPointerEvents="all"
            rightSection={
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
            <TextInput
              key={name}
              aria-label={`${name} of touch ${place + 1}`}
              placeholder={name === "channel" ? "channel: context.campaign.source" : `${name}, if it has one`}
              value={each[name]}
              onChange={(event) => set(place, { [name]: event.currentTarget.value })}
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
        {asked.touchpoints.length === 0 ? "Say it myself" : "Another touch"}
      </Button>
    </fieldset>
  );
}
