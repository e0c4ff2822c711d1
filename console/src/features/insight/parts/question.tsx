import { ActionIcon, Button, Checkbox, Select, TagsInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { ConditionField, EventField, PropertyField } from "@/features/segments/parts/condition-field";
import { useEvents } from "../asking";
import css from "../insight.module.css";
import {
  type Asked,
  type Chosen,
  fitted,
  needsProperty,
  PERIODS,
  putBack,
  STEP_NAMES,
  STEPS,
  type Topic,
} from "../model";

interface Props {
  topic: Topic;
  asked: Asked;
  onChange: (asked: Asked) => void;
}

const WINDOWS = [
  { value: "1h", label: "1 hour" },
  { value: "1d", label: "1 day" },
  { value: "7d", label: "7 days" },
  { value: "14d", label: "14 days" },
  { value: "30d", label: "30 days" },
  { value: "90d", label: "90 days" },
];

/** What is asked: events, and how to look at them. */
export function Question({ topic, asked, onChange }: Props) {
  const steps = fitted(topic, asked.steps);
  const [least, most] = STEPS[topic];
  const change = (part: Partial<Asked>) => onChange({ ...asked, ...part });
  const put = (shown: Chosen[]) => change({ steps: putBack(topic, asked.steps, shown) });
  const step = (place: number, chosen: Chosen) =>
    put(steps.map((each, at) => (at === place ? chosen : each)));
  return (
    <form
      className={`${css.question} in-order`}
      aria-label="Question"
      onSubmit={(event) => event.preventDefault()}
    >
      <fieldset className={css.steps}>
        <legend className="unseen">Events</legend>
        {steps.map((each, place) => (
          <Step
            // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place.
            key={place}
            name={STEP_NAMES[topic](place)}
            chosen={each}
            onChange={(chosen) => step(place, chosen)}
            onRemove={steps.length > least ? () => put(steps.filter((_, at) => at !== place)) : undefined}
          />
        ))}
        {steps.length < most && (
          <Button
            variant="subtle"
            color="gray"
            leftSection={<IconPlus size={14} />}
            onClick={() => put([...steps, { event: "", where: "" }])}
          >
            {topic === "retention"
              ? "Come back by another event"
              : topic === "trend"
                ? "Another event"
                : "Add a step"}
          </Button>
        )}
      </fieldset>
      <Select
        label="Period"
        data={PERIODS}
        value={asked.period}
        onChange={(period) => period && change({ period })}
      />
      <Options topic={topic} asked={asked} change={change} />
      <ConditionField
        label="Only people who"
        placeholder="everybody"
        value={asked.among}
        onChange={(among) => change({ among })}
      />
    </form>
  );
}

function Options({
  topic,
  asked,
  change,
}: {
  topic: Topic;
  asked: Asked;
  change: (part: Partial<Asked>) => void;
}) {
  const by = (
    <PropertyField
      label="Broken down by"
      placeholder="nothing"
      event={asked.steps[0]?.event ?? ""}
      value={asked.by}
      onChange={(value) => change({ by: value })}
      description={topic === "funnel" ? "A property of the first step" : "A property of the event"}
    />
  );
  const unit = (
    <Choice
      label="By"
      value={asked.unit}
      onChange={(value) => change({ unit: value })}
      data={[
        { value: "day", label: "Day" },
        { value: "week", label: "Week" },
        { value: "month", label: "Month" },
      ]}
    />
  );
  switch (topic) {
    case "funnel":
      return (
        <>
          <Select
            label="All steps within"
            data={WINDOWS}
            value={asked.window}
            onChange={(window) => window && change({ window })}
          />
          <Choice
            label="Order"
            value={asked.order}
            onChange={(order) => change({ order })}
            data={[
              { value: "ordered", label: "One after another" },
              { value: "strict", label: "With nothing between" },
              { value: "unordered", label: "In any order" },
            ]}
          />
          {by}
        </>
      );
    case "paths":
      return (
        <Choice
          label="Show what people did"
          value={asked.direction}
          onChange={(direction) => change({ direction })}
          data={[
            { value: "from", label: "After it" },
            { value: "to", label: "Before it" },
          ]}
        />
      );
    case "retention":
      return (
        <>
          {unit}
          <Choice
            label="People are counted"
            value={asked.cohort}
            onChange={(cohort) => change({ cohort })}
            data={[
              { value: "first", label: "From their first time ever" },
              { value: "each", label: "Each time they did it" },
            ]}
          />
        </>
      );
    case "trend":
      return (
        <>
          <Choice
            label="Show"
            value={asked.measure}
            onChange={(measure) => change({ measure })}
            data={[
              { value: "count", label: "How often" },
              { value: "people", label: "How many people" },
              { value: "sum", label: "Sum of a property" },
              { value: "avg", label: "Average of a property" },
              { value: "median", label: "Median of a property" },
              { value: "p90", label: "90th percentile of a property" },
            ]}
          />
          {needsProperty(asked.measure) && (
            <PropertyField
              label="Property"
              numeric
              event={asked.steps[0]?.event ?? ""}
              value={asked.property}
              onChange={(property) => change({ property })}
            />
          )}
          {unit}
          {by}
          <Checkbox
            label="Compare with the period before"
            checked={asked.compare}
            onChange={(event) => change({ compare: event.currentTarget.checked })}
          />
        </>
      );
    case "friction":
      return <Troubles asked={asked} change={change} />;
    case "rfm":
      return (
        <PropertyField
          label="Worth"
          numeric
          event={fitted(topic, asked.steps)[0]?.event ?? ""}
          value={asked.property}
          onChange={(property) => change({ property })}
          description="The property of the purchase that holds its amount"
        />
      );
    case "lifecycle":
      return unit;
  }
}

function Troubles({ asked, change }: { asked: Asked; change: (part: Partial<Asked>) => void }) {
  const events = useEvents();
  return (
    <>
      <TagsInput
        label="Errors"
        placeholder={asked.errors.length ? "" : "Payment Failed"}
        data={events}
        value={asked.errors}
        onChange={(errors) => change({ errors })}
        description="Events that should not have to happen"
        clearButtonProps={{ "aria-label": "No errors" }}
      />
      <TagsInput
        label="Asking for help"
        placeholder={asked.tickets.length ? "" : "Ticket Created"}
        data={events}
        value={asked.tickets}
        onChange={(tickets) => change({ tickets })}
        description="After which steps people write, within seven days"
        clearButtonProps={{ "aria-label": "No asking for help" }}
      />
    </>
  );
}

function Step({
  name,
  chosen,
  onChange,
  onRemove,
}: {
  name: string;
  chosen: Chosen;
  onChange: (chosen: Chosen) => void;
  onRemove?: () => void;
}) {
  const events = useEvents();
  return (
    <EventField
      label={name}
      value={chosen}
      onChange={onChange}
      events={events}
      aside={
        onRemove && (
          <ActionIcon size={24} aria-label={`Remove ${name.toLowerCase()}`} onClick={onRemove}>
            <IconX size={14} stroke={1.8} />
          </ActionIcon>
        )
      }
    />
  );
}

/** A choice of a few words, typed. */
function Choice<Value extends string>({
  label,
  value,
  onChange,
  data,
}: {
  label: ReactNode;
  value: Value;
  onChange: (value: Value) => void;
  data: { value: Value; label: string }[];
}) {
  return (
    <Select label={label} data={data} value={value} onChange={(next) => next && onChange(next as Value)} />
  );
}
