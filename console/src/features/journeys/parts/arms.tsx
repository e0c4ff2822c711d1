import { ActionIcon, Button, NumberInput, TextInput } from "@mantine/core";
import { IconEqual, IconPlus, IconX } from "@tabler/icons-react";
import { END } from "../model/document";
import { TargetField } from "./fields";
import css from "./inspector.module.css";

export interface Arm {
  percent: number;
  next: string;
  arm?: string;
}

/** The ways of a split: how many percent each, together a hundred. */
export function Arms({ arms, onChange }: { arms: readonly Arm[]; onChange: (arms: readonly Arm[]) => void }) {
  const write = (at: number, arm: Partial<Arm>) =>
    onChange(arms.map((other, index) => (index === at ? { ...other, ...arm } : other)));
  const total = arms.reduce((sum, arm) => sum + arm.percent, 0);
  return (
    <div className={css.stack}>
      {arms.map((arm, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an arm may have no name, and they keep their order.
        <div key={index} className={css.criterion}>
          <div className={css.row}>
            <TextInput
              label="Called"
              value={arm.arm ?? ""}
              onChange={(event) => write(index, { arm: event.currentTarget.value || undefined })}
            />
            <NumberInput
              label="Share"
              suffix="%"
              min={0}
              max={100}
              w={84}
              value={arm.percent}
              onChange={(percent) => write(index, { percent: Number(percent) || 0 })}
            />
            <ActionIcon
              mt={20}
              disabled={arms.length <= 2}
              aria-label={`Remove ${arm.arm ?? `way ${index + 1}`}`}
              onClick={() => onChange(arms.filter((_, other) => other !== index))}
            >
              <IconX size={15} stroke={1.7} />
            </ActionIcon>
          </div>
          <TargetField label="Leads to" value={arm.next} onChange={(next) => write(index, { next })} />
        </div>
      ))}
      {Math.abs(total - 100) > 1e-6 && (
        <p role="alert" className={css.wrong}>
          Together {total} %; they must be 100.
        </p>
      )}
      <div className={css.row}>
        <Button
          variant="default"
          leftSection={<IconPlus size={14} stroke={1.8} />}
          onClick={() =>
            onChange([...arms, { percent: 0, next: END, arm: String.fromCharCode(65 + arms.length) }])
          }
        >
          Add a way
        </Button>
        <Button
          variant="default"
          leftSection={<IconEqual size={14} stroke={1.8} />}
          onClick={() => onChange(evened(arms))}
        >
          Make equal
        </Button>
      </div>
    </div>
  );
}

/** Equal shares in hundredths of a percent, together exactly a hundred. */
function evened(arms: readonly Arm[]): Arm[] {
  const each = Math.floor(10_000 / arms.length);
  return arms.map((arm, index) => ({
    ...arm,
    percent: (index === 0 ? 10_000 - each * (arms.length - 1) : each) / 100,
  }));
}
