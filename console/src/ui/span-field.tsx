import { Input, Select, TextInput } from "@mantine/core";
import { type ReactNode, useId, useState } from "react";
import { readSpan, typedSpan, unitsFor } from "./span";
import css from "./span-field.module.css";

interface Halves {
  label: string;
  value: string | undefined;
  /** Told what it becomes; nothing when it was emptied. */
  onChange: (value: string | undefined) => void;
  /** The unit that stands there before anything is chosen. */
  usual?: string;
}

interface Props extends Halves {
  description?: ReactNode;
  placeholder?: string;
  /** What is wrong with it. */
  error?: ReactNode;
}

/** A length of time: a number, and of what. Whoever types `4h` has chosen the unit too; other text is kept and marked. */
export function SpanField({ description, error, placeholder, ...halves }: Props) {
  const id = useId();
  const wrong =
    halves.value && !readSpan(halves.value) ? "A whole number and a unit, such as 4 hours" : undefined;
  return (
    <Input.Wrapper id={id} label={halves.label} description={description} error={error ?? wrong}>
      <Both
        {...halves}
        id={id}
        below={description !== undefined}
        placeholder={placeholder}
        wrong={Boolean(error ?? wrong)}
      />
    </Input.Wrapper>
  );
}

/** The same within a row of words, where there always is one: it is told of none but lengths of time. */
export function InlineSpan({
  label,
  value,
  onChange,
}: Omit<Halves, "onChange"> & { onChange: (value: string) => void }) {
  return (
    <Both
      label={label}
      value={value}
      inline
      onChange={(found) => found !== undefined && readSpan(found) && onChange(found)}
    />
  );
}

interface BothProps extends Halves {
  id?: string;
  placeholder?: string;
  wrong?: boolean;
  inline?: boolean;
  /** Whether words stand above it. */
  below?: boolean;
}

function Both({
  label,
  value,
  onChange,
  usual = "h",
  id,
  placeholder,
  wrong,
  inline = false,
  below = false,
}: BothProps) {
  const span = readSpan(value);
  const [chosen, setChosen] = useState(span?.unit ?? usual);
  // What was typed last and is no length of time, in a row that knows of nothing else.
  const [typed, setTyped] = useState<string | null>(null);
  const unit = span?.unit ?? chosen;
  const shown = typed ?? span?.count ?? value ?? "";
  const units = unitsFor({ count: span?.count ?? "", unit });
  const named = units.find((one) => one.value === unit)?.label ?? unit;
  return (
    <fieldset
      className={inline ? `${css.span} ${css.inline}` : css.span}
      aria-label={inline ? label : undefined}
      data-below={below || undefined}
    >
      <TextInput
        id={id}
        aria-label={inline ? `${label}: how many` : undefined}
        inputMode="numeric"
        autoComplete="off"
        style={inline ? { width: `${Math.min(20, Math.max(6, shown.length + 4))}ch` } : undefined}
        placeholder={placeholder}
        value={shown}
        error={wrong}
        onChange={(event) => {
          const found = typedSpan(event.currentTarget.value, unit);
          const known = readSpan(found);
          setTyped(inline && !known ? event.currentTarget.value : null);
          if (known) setChosen(known.unit);
          onChange(found);
        }}
        onBlur={() => setTyped(null)}
      />
      <Select
        className={css.unit}
        aria-label={`${label}: of what`}
        style={inline ? { width: `${Math.max(7, named.length * 0.84 + 5.2)}ch` } : undefined}
        data={units}
        value={unit}
        onChange={(next) => {
          if (next === null) return;
          setChosen(next);
          const [count] = span ? [span.count] : (/\d{1,9}/.exec(value ?? "") ?? []);
          if (count !== undefined) onChange(count + next);
        }}
      />
    </fieldset>
  );
}
