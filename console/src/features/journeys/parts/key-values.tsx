import { ActionIcon, Button, Input, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { readValue, writeValue } from "@/ui/values";
import css from "./inspector.module.css";

interface Props {
  label: string;
  values: Readonly<Record<string, unknown>>;
  onChange: (values: Record<string, unknown>) => void;
}

/** Named values, a line each; numbers, yes and no are read as such. */
export function KeyValues({ label, values, onChange }: Props) {
  // Lines are kept here: while a name is typed it may be empty, or that of another line.
  const [lines, setLines] = useState(() =>
    Object.entries(values).map(([name, value]) => [name, writeValue(value)] as const),
  );
  const write = (next: readonly (readonly [string, string])[]) => {
    setLines([...next]);
    onChange(
      Object.fromEntries(next.filter(([name]) => name !== "").map(([name, text]) => [name, readValue(text)])),
    );
  };
  return (
    <Input.Wrapper label={label}>
      <div className={css.stack} style={{ gap: 6 }}>
        {lines.map(([name, text], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines keep their order, names change while typed.
          <div key={index} className={css.row}>
            <TextInput
              aria-label={`Name of value ${index + 1}`}
              placeholder="name"
              value={name}
              onChange={(event) => write(lines.with(index, [event.currentTarget.value, text]))}
            />
            <TextInput
              aria-label={`Value of ${name || "the new line"}`}
              placeholder="value"
              value={text}
              onChange={(event) => write(lines.with(index, [name, event.currentTarget.value]))}
            />
            <ActionIcon
              aria-label={`Remove ${name || "this line"}`}
              onClick={() => write(lines.toSpliced(index, 1))}
            >
              <IconX size={15} stroke={1.7} />
            </ActionIcon>
          </div>
        ))}
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} stroke={1.8} />}
          style={{ alignSelf: "flex-start" }}
          onClick={() => setLines([...lines, ["", ""]])}
        >
          Add a value
        </Button>
      </div>
    </Input.Wrapper>
  );
}
