import { Checkbox, Group, TextInput } from "@mantine/core";
import { awaited, type Path, type RawNode } from "../model/document";
import { kindOf } from "../model/kinds";
import { type Arm, Arms } from "./arms";
import { useBench } from "./bench";
import { Criteria } from "./criteria";
import { ConditionField, NameField, SpanField, TargetField, TextField, WholeField } from "./fields";
import { KeyValues } from "./key-values";
import { SendFields } from "./send-fields";

interface Props {
  /** Where the step stands in the document. */
  at: string;
  node: RawNode;
  write: (path: Path, value: unknown) => void;
}

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
const recordOf = (value: unknown): Record<string, unknown> => (value ?? {}) as Record<string, unknown>;

const FIELDS: Record<string, (props: Props) => React.ReactNode> = {
  send: SendFields,
  webhook: WebhookFields,
  wait: ({ at, node, write }) => (
    <SpanField
      label="For how long"
      at={`${at}/wait`}
      value={textOf(node.wait)}
      onChange={(value) => write(["wait"], value ?? "")}
    />
  ),
  wait_local: WaitLocalFields,
  wait_until: WaitUntilFields,
  wait_event: WaitEventFields,
  if: IfFields,
  split: ({ node, write }) => (
    <Arms arms={(node.split ?? []) as Arm[]} onChange={(arms) => write(["split"], arms)} />
  ),
  experiment: ExperimentFields,
  update: ({ node, write }) => (
    <KeyValues
      label="Attributes to write"
      values={recordOf(node.update)}
      onChange={(values) => write(["update"], values)}
    />
  ),
  add_to: ({ at, node, write }) => (
    <NameField
      label="List"
      naming="segment"
      at={`${at}/add_to`}
      value={textOf(node.add_to)}
      onChange={(value) => write(["add_to"], value ?? "")}
    />
  ),
  remove_from: ({ at, node, write }) => (
    <NameField
      label="List"
      naming="segment"
      at={`${at}/remove_from`}
      value={textOf(node.remove_from)}
      onChange={(value) => write(["remove_from"], value ?? "")}
    />
  ),
  do: ({ at, node, write }) => (
    <>
      <TextField
        label="Action"
        at={`${at}/do`}
        value={textOf(node.do)}
        onChange={(value) => write(["do"], value ?? "")}
      />
      <KeyValues
        label="Values"
        values={recordOf(node.data)}
        onChange={(values) => write(["data"], some(values))}
      />
    </>
  ),
  jump: ({ at, node, write }) => (
    <NameField
      label="Journey"
      naming="journey"
      at={`${at}/jump`}
      value={textOf(node.jump)}
      onChange={(value) => write(["jump"], value ?? "")}
    />
  ),
  repeat: ({ at, node, write }) => (
    <>
      <TargetField
        label="Back to"
        value={textOf(node.repeat) ?? ""}
        onChange={(value) => write(["repeat"], value)}
      />
      <WholeField
        label="How often"
        at={`${at}/times`}
        value={numberOf(node.times)}
        onChange={(value) => write(["times"], value ?? 1)}
      />
    </>
  ),
  join: ({ at, node, write }) => (
    <TextField
      label="Label"
      at={`${at}/join`}
      value={textOf(node.join)}
      onChange={(value) => write(["join"], value ?? "")}
    />
  ),
  end: ({ at, node, write }) => (
    <TextField
      label="How it ended"
      at={`${at}/end`}
      value={textOf(node.end)}
      onChange={(value) => write(["end"], value ?? "")}
      hint="A word for reports"
    />
  ),
};

/** The fields of one kind of step. */
export function StepFields({ at, node, write }: Props) {
  const Fields = FIELDS[kindOf(node)?.field ?? ""];
  return Fields ? <Fields at={at} node={node} write={write} /> : null;
}

function WebhookFields({ at, node, write }: Props) {
  return (
    <>
      <NameField
        label="Template of the call"
        naming="template"
        at={`${at}/webhook`}
        value={textOf(node.webhook)}
        onChange={(value) => write(["webhook"], value ?? "")}
      />
      <SpanField
        label="Wait for the answer"
        hint="Without it nobody waits"
        at={`${at}/answer`}
        value={textOf(node.answer)}
        onChange={(value) => write(["answer"], value)}
      />
      <KeyValues
        label="Further values for the template"
        values={recordOf(node.data)}
        onChange={(values) => write(["data"], some(values))}
      />
    </>
  );
}

function WaitLocalFields({ node, write }: Props) {
  const days = Array.isArray(node.weekdays) ? (node.weekdays as string[]) : [];
  return (
    <>
      <TextInput
        type="time"
        label="Until their clock shows"
        value={textOf(node.wait_local) ?? ""}
        onChange={(event) => write(["wait_local"], event.currentTarget.value)}
      />
      <Checkbox.Group
        label="Only on"
        description="Any day if none is chosen"
        value={days}
        onChange={(found) =>
          write(["weekdays"], found.length ? DAYS.filter((day) => found.includes(day)) : undefined)
        }
      >
        <Group gap={10} mt={6}>
          {DAYS.map((day) => (
            <Checkbox key={day} size="xs" value={day} label={day} />
          ))}
        </Group>
      </Checkbox.Group>
    </>
  );
}

function WaitUntilFields({ at, node, write }: Props) {
  return (
    <>
      <NameField
        label="The date in attribute"
        naming="attribute"
        at={`${at}/wait_until`}
        value={textOf(node.wait_until)}
        onChange={(value) => write(["wait_until"], value ?? "")}
      />
      <SpanField
        label="So long before it"
        at={`${at}/before`}
        value={textOf(node.before)}
        onChange={(value) => write(["before"], value)}
      />
      <SpanField
        label="So long after it"
        at={`${at}/after`}
        value={textOf(node.after)}
        onChange={(value) => write(["after"], value)}
      />
      <TextInput
        type="time"
        label="At a time of that day"
        value={textOf(node.time) ?? ""}
        onChange={(event) => write(["time"], event.currentTarget.value || undefined)}
      />
    </>
  );
}

function WaitEventFields({ at, node, write }: Props) {
  return (
    <>
      <Criteria
        one="thing"
        at={`${at}/wait_event`}
        criteria={awaited(node)}
        onChange={(criteria) => write(["wait_event"], criteria)}
      />
      <SpanField
        label="But at most"
        hint="Then it goes on by the other way"
        at={`${at}/timeout`}
        value={textOf(node.timeout)}
        onChange={(value) => write(["timeout"], value)}
      />
    </>
  );
}

function IfFields({ at, node, write }: Props) {
  const { body } = useBench();
  return (
    <>
      <ConditionField
        label="If the person"
        at={`${at}/if`}
        value={textOf(node.if)}
        onChange={(value) => write(["if"], value ?? (node.where === undefined ? "" : undefined))}
      />
      <ConditionField
        label="And the entry event"
        event={body.entry?.event ?? ""}
        at={`${at}/where`}
        value={textOf(node.where)}
        onChange={(value) => write(["where"], value)}
      />
    </>
  );
}

function ExperimentFields({ at, node, write }: Props) {
  return (
    <>
      <TextField
        label="Experiment"
        hint="Equal names in two journeys draw alike"
        at={`${at}/experiment`}
        value={textOf(node.experiment)}
        onChange={(value) => write(["experiment"], value ?? "")}
      />
      <WholeField
        label="Held out"
        hint="For them nothing is done, so that the effect can be measured"
        min={0}
        max={100}
        suffix="%"
        at={`${at}/holdout`}
        value={numberOf(node.holdout)}
        onChange={(value) => write(["holdout"], value)}
      />
      <Arms arms={(node.arms ?? []) as Arm[]} onChange={(arms) => write(["arms"], arms)} />
    </>
  );
}

const some = (values: Record<string, unknown>): Record<string, unknown> | undefined =>
  Object.keys(values).length ? values : undefined;
