import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { InlineSpan } from "@/ui/span-field";
import type { Node, Step } from "../cxl";
import { eventChoices, type Palette } from "../drafts";
import { Remove } from "./builder";
import css from "./builder.module.css";
import { Pick } from "./fields";
import { Where } from "./where";
import { WindowField } from "./window";

/** This, then that, then not the other, each within a time of the step before. */
export function SequenceRow({
  node,
  set,
  palette,
}: {
  node: Node;
  set: (node: Node) => void;
  palette: Palette;
}) {
  const steps = node.steps as Step[];
  const put = (next: Step[]) => set({ ...node, steps: next });
  const change = (at: number, step: Step) => put(steps.map((old, place) => (place === at ? step : old)));
  const events = eventChoices(palette);
  return (
    <div className={css.sequence}>
      <ol>
        {steps.map((step, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step has no other name.
          <li key={at}>
            {at === 0 ? (
              <span className={css.word}>first</span>
            ) : (
              <Pick
                label="Then, or then not"
                value={step.absent ? "not" : "then"}
                choices={[
                  { value: "then", label: "then" },
                  { value: "not", label: "then not" },
                ]}
                onChange={(next) => {
                  const { absent: _old, ...rest } = step;
                  change(at, next === "not" ? { ...rest, absent: true } : rest);
                }}
              />
            )}
            <Pick
              label={`Event of step ${at + 1}`}
              search
              value={step.type}
              choices={events}
              onChange={(type) => change(at, { ...step, type })}
            />
            {at > 0 && (
              <>
                <Pick
                  label="By when"
                  value={step.within ? "within" : ""}
                  choices={[
                    { value: "", label: "at any time" },
                    { value: "within", label: "within" },
                  ]}
                  onChange={(next) => {
                    const { within: _old, ...rest } = step;
                    change(at, next ? { ...rest, within: "7d" } : rest);
                  }}
                />
                {step.within && (
                  <InlineSpan
                    label="Within"
                    value={step.within}
                    onChange={(within) => change(at, { ...step, within })}
                  />
                )}
              </>
            )}
            {steps.length > 2 && (
              <Remove
                label={`Remove step ${at + 1}`}
                onClick={() => put(steps.filter((_, place) => place !== at))}
              />
            )}
            <Where
              events={{ type: step.type, ...(step.where && { where: step.where }) }}
              palette={palette}
              set={({ where }) => {
                const { where: _old, ...rest } = step;
                change(at, where ? { ...rest, where } : rest);
              }}
            />
          </li>
        ))}
      </ol>
      <div className={css.where}>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          leftSection={<IconPlus size={12} />}
          onClick={() => put([...steps, { type: events[0]?.value ?? "page", within: "7d" }])}
        >
          step
        </Button>
        <span className={css.word}>all of it</span>
        <WindowField
          window={node.window as Node | undefined}
          palette={palette}
          set={(window) => {
            const { window: _old, ...rest } = node;
            set(window ? { ...rest, window } : rest);
          }}
        />
        <Pick
          label="Decided when"
          value={node.grace ? "later" : ""}
          choices={[
            { value: "", label: "decided at once" },
            { value: "later", label: "decided later, by" },
          ]}
          onChange={(next) => {
            const { grace: _old, ...rest } = node;
            set(next ? { ...rest, grace: "10m" } : rest);
          }}
        />
        {typeof node.grace === "string" && (
          <InlineSpan label="Later by" value={node.grace} onChange={(grace) => set({ ...node, grace })} />
        )}
      </div>
    </div>
  );
}
