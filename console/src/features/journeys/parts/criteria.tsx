import { ActionIcon, Button, Select, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import type { Criterion } from "../model/document";
import { ConditionField, NameField, SpanField } from "./fields";
import css from "./inspector.module.css";

type Sort = "event" | "segment" | "left" | "if";

const SORTS: { value: Sort; label: string }[] = [
  { value: "event", label: "Event" },
  { value: "segment", label: "Is in segment" },
  { value: "left", label: "Is not in segment" },
  { value: "if", label: "Condition" },
];

const sortOf = (criterion: Criterion): Sort =>
  SORTS.find(({ value }) => criterion[value] !== undefined)?.value ?? "event";

interface Props {
  /** What they are called, one of them: "exit", "goal". */
  one: string;
  /** Where they stand in the document, as faults point to them. */
  at: string;
  criteria: readonly Criterion[];
  onChange: (criteria: readonly Criterion[]) => void;
  /** Goals have a name and a time that counts. */
  goals?: boolean;
}

/** What a journey or a wait looks for, any of several. */
export function Criteria({ one, at, criteria, onChange, goals = false }: Props) {
  const write = (place: number, criterion: Criterion) =>
    onChange(criteria.map((other, index) => (index === place ? criterion : other)));
  return (
    <div className={css.stack}>
      {criteria.map((criterion, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they have no other name, and keep their order.
        <div key={index} className={css.criterion}>
          <div className={css.row}>
            <Select
              aria-label={`What the ${one} looks for`}
              data={SORTS}
              value={sortOf(criterion)}
              onChange={(sort) => {
                const { event: _e, segment: _s, left: _l, if: _i, where: _w, same: _a, ...rest } = criterion;
                write(index, { [sort as Sort]: "", ...rest });
              }}
            />
            <ActionIcon
              aria-label={`Remove this ${one}`}
              onClick={() => onChange(criteria.filter((_, other) => other !== index))}
            >
              <IconX size={15} stroke={1.7} />
            </ActionIcon>
          </div>
          <Sought at={`${at}/${index}`} criterion={criterion} onChange={(found) => write(index, found)} />
          {goals && (
            <>
              <TextInput
                label="Called"
                value={criterion.name ?? ""}
                onChange={(event) => write(index, put(criterion, "name", event.currentTarget.value))}
              />
              <SpanField
                label="Counts within"
                at={`${at}/${index}/within`}
                value={criterion.within}
                onChange={(within) => write(index, put(criterion, "within", within))}
              />
            </>
          )}
        </div>
      ))}
      <Button
        variant="default"
        leftSection={<IconPlus size={14} stroke={1.8} />}
        onClick={() => onChange([...criteria, { event: "" }])}
      >
        {criteria.length === 0 ? `Add ${/^[aeiou]/.test(one) ? "an" : "a"} ${one}` : `Add another ${one}`}
      </Button>
    </div>
  );
}

interface SoughtProps {
  at: string;
  criterion: Criterion;
  onChange: (criterion: Criterion) => void;
}

function Sought({ at, criterion, onChange }: SoughtProps) {
  switch (sortOf(criterion)) {
    case "event":
      return (
        <>
          <NameField
            label="Event"
            naming="event"
            at={`${at}/event`}
            value={criterion.event}
            onChange={(event) => onChange({ ...criterion, event: event ?? "" })}
          />
          <ConditionField
            label="Where"
            event={criterion.event ?? ""}
            at={`${at}/where`}
            value={criterion.where}
            onChange={(where) => onChange(put(criterion, "where", where))}
          />
        </>
      );
    case "if":
      return (
        <ConditionField
          label="Condition"
          at={`${at}/if`}
          value={criterion.if}
          onChange={(condition) => onChange({ ...criterion, if: condition ?? "" })}
        />
      );
    case "segment":
      return (
        <NameField
          label="Segment"
          naming="segment"
          at={`${at}/segment`}
          value={criterion.segment}
          onChange={(segment) => onChange({ ...criterion, segment: segment ?? "" })}
        />
      );
    case "left":
      return (
        <NameField
          label="Segment"
          naming="segment"
          at={`${at}/left`}
          value={criterion.left}
          onChange={(left) => onChange({ ...criterion, left: left ?? "" })}
        />
      );
  }
}

/** The same criterion with a field, or without it. */
function put(criterion: Criterion, field: keyof Criterion, value: string | undefined): Criterion {
  const { [field]: _, ...rest } = criterion;
  return value ? { ...rest, [field]: value } : rest;
}
