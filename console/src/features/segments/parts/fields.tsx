import {
  Autocomplete,
  type ComboboxItem,
  NumberInput,
  type OptionsFilter,
  Select,
  TagsInput,
  TextInput,
} from "@mantine/core";
import { useReducer, useState } from "react";
import { finding } from "@/ui/finding";
import type { Kind } from "../cxl";
import css from "./builder.module.css";

export interface Choice {
  value: string;
  label: string;
}

/** A choice among words, as wide as what is chosen. */
export function Pick({
  label,
  value,
  choices,
  onChange,
  search = false,
  unknown = value,
}: {
  label: string;
  value: string;
  choices: (Choice | { group: string; items: Choice[] })[];
  onChange: (value: string) => void;
  search?: boolean;
  /** What a value is called that is none of the choices. */
  unknown?: string;
}) {
  const flat = choices.flatMap((choice) => ("items" in choice ? choice.items : [choice]));
  const known = flat.some((choice) => choice.value === value);
  const shown = flat.find((choice) => choice.value === value)?.label ?? unknown;
  // Whether it is open is told by the drawing after that in which its list came.
  const [, tellOpen] = useReducer((times: number) => times + 1, 0);
  return (
    <Select
      aria-label={label}
      className={css.pick}
      style={{ width: `${Math.min(30, Math.max(7, shown.length * 0.84 + 5.2))}ch` }}
      data={known ? choices : [...choices, { value, label: unknown }]}
      value={value}
      searchable={search}
      filter={search ? byNameToo : undefined}
      selectFirstOptionOnChange={search}
      maxDropdownHeight={360}
      onDropdownOpen={() => setTimeout(tellOpen)}
      comboboxProps={{ width: "max-content", position: "bottom-start", shadow: "md" }}
      onChange={(next) => next !== null && next !== value && onChange(next)}
    />
  );
}

/** Whose field makes place for another, as what is chosen stands within a list, goes on there, where it is compared. */
export function goOn() {
  const field = document.activeElement;
  const condition = field?.closest("[data-condition]");
  requestAnimationFrame(() => {
    if (!field?.isConnected) condition?.querySelector<HTMLElement>("[aria-label='Comparison']")?.focus();
  });
}

/** What fits by what it is called, or by its name as data have it. */
const byNameToo: OptionsFilter = ({ options, search }) => {
  const found = finding(search.trim());
  const fits = (each: ComboboxItem) => found(`${each.label} ${each.value}`);
  return options
    .map((each) =>
      "group" in each
        ? { ...each, items: each.items.filter((item) => found(`${each.group} ${item.label} ${item.value}`)) }
        : each,
    )
    .filter((each) => ("group" in each ? each.items.length > 0 : fits(each)));
};

/** A value to compare with, by its kind; what is usual is offered. */
export function Typed({
  label,
  kind,
  value,
  values = [],
  onChange,
}: {
  label: string;
  kind: Kind;
  value: string;
  values?: string[];
  onChange: (value: string) => void;
}) {
  if (kind === "flag") {
    const choices = [
      { value: "true", label: "yes" },
      { value: "false", label: "no" },
    ];
    return (
      <Pick
        label={label}
        value={value === "false" ? "false" : "true"}
        choices={choices}
        onChange={onChange}
      />
    );
  }
  if (kind === "number") return <Amount label={label} value={value} onChange={onChange} />;
  // A day is chosen; an instant, or what is no day, is typed.
  if (kind === "date" && (value === "" || /^\d{4}-\d\d-\d\d$/.test(value))) {
    return <Day label={label} value={value} onChange={onChange} />;
  }
  const width = { width: `${Math.min(28, Math.max(12, value.length + 4))}ch` };
  if (values.length === 0) {
    return (
      <TextInput
        aria-label={label}
        style={width}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <Autocomplete
      aria-label={label}
      style={width}
      data={values}
      filter={({ options, search }) =>
        values.includes(search)
          ? options
          : options.filter(
              (each) => "label" in each && each.label.toLowerCase().includes(search.toLowerCase()),
            )
      }
      value={value}
      onChange={onChange}
      comboboxProps={{ width: "max-content", position: "bottom-start", shadow: "md" }}
    />
  );
}

/** A day, by the calendar of the browser. */
export function Day({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  // Half a day is none yet, and a year is typed figure by figure: both stand as they are typed until it is whole.
  const [typed, setTyped] = useState<string>();
  return (
    <TextInput
      aria-label={label}
      type="date"
      className={css.day}
      value={typed ?? value}
      onChange={(event) => {
        const day = event.currentTarget.value;
        setTyped(day);
        if (/^[1-9]/.test(day)) onChange(day);
      }}
      onBlur={() => setTyped(undefined)}
    />
  );
}

/** A number as it was typed: exact, so that no float comes between. */
export function Amount({
  label,
  value,
  least,
  onChange,
}: {
  label: string;
  value: string;
  least?: number;
  onChange: (value: string) => void;
}) {
  return (
    <NumberInput
      aria-label={label}
      style={{ width: `${Math.min(20, Math.max(6, value.length + 4))}ch` }}
      hideControls
      value={value}
      min={least}
      allowDecimal={least === undefined}
      onChange={(next) => {
        const typed = String(next);
        if (/^-?\d+(\.\d+)?$/.test(typed)) onChange(typed);
      }}
    />
  );
}

/** Several values. */
export function Many({
  label,
  value,
  values,
  onChange,
}: {
  label: string;
  value: string[];
  values: string[];
  onChange: (value: string[]) => void;
}) {
  return (
    <TagsInput
      aria-label={label}
      className={css.many}
      data={values}
      value={value}
      onChange={(next) => next.length > 0 && onChange(next)}
      size="sm"
    />
  );
}
