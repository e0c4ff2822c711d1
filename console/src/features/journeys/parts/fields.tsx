import { Autocomplete, NumberInput, Select, TextInput } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";
import { ConditionField as Built } from "@/features/segments/parts/condition-field";
import { finding } from "@/ui/finding";
import { instantOf, localOf } from "@/ui/local";
import { SpanField as LengthOfTime } from "@/ui/span-field";
import { END } from "../model/document";
import { type Fault, meantBy, missingIn, saysFault } from "../model/faults";
import { useBench } from "./bench";
import css from "./inspector.module.css";
import { type Known, type Naming, useKnown } from "./known";

interface Field<T> {
  label: ReactNode;
  value: T | undefined;
  /** Told what it becomes; nothing when it was emptied. */
  onChange: (value: T | undefined) => void;
  hint?: string;
  placeholder?: string;
  /** Where it stands in the document, as faults point to it: `/nodes/left/wait`. */
  at?: string;
}

/** What is wrong at one place of the document. */
const useFault = (at: string | undefined): Fault | undefined => {
  const { faults } = useBench();
  return at === undefined ? undefined : faults.find((fault) => fault.pointer === at);
};

/** What may be a mistake at a place; a click takes what may be meant, where that is known and a name of its own. */
function Doubt({ at, take }: { at: string | undefined; take?: (meant: string) => void }) {
  const { doubts } = useBench();
  const doubt = at === undefined ? undefined : doubts.find(({ pointer }) => pointer === at);
  if (!doubt) return null;
  const meant = take && meantBy(doubt);
  return (
    <p className={css.doubt}>
      {saysFault(doubt.message).replaceAll("`", "")}
      {meant && take ? (
        <>
          .{" "}
          <button type="button" className="link" onClick={() => take(meant)}>
            Take {meant}
          </button>
        </>
      ) : (
        doubt.hint && `: ${doubt.hint.replaceAll("`", "")}`
      )}
    </p>
  );
}

const useWords = (at: string | undefined): string | undefined => {
  const fault = useFault(at);
  return fault && saysFault(fault.message).replaceAll("`", "");
};

interface Condition extends Omit<Field<string>, "label" | "hint"> {
  label: string;
  /** The event that it asks, by bare names of its properties; the person if left out. */
  event?: string;
}

/** A length of time. */
export function SpanField({ hint, at, ...rest }: Omit<Field<string>, "label"> & { label: string }) {
  return <LengthOfTime {...rest} description={hint} error={useWords(at)} />;
}

/** Any text; emptied it is gone from the document. */
export function TextField({ value, onChange, hint, at, ...rest }: Field<string>) {
  return (
    <div>
      <TextInput
        {...rest}
        error={useWords(at)}
        description={hint}
        value={value ?? ""}
        onChange={(event) => onChange(event.currentTarget.value || undefined)}
      />
      <Doubt at={at} take={onChange} />
    </div>
  );
}

/** An instant, by the clock of whoever looks; emptied it is gone from the document. */
export function InstantField({ value, onChange, hint, at, ...rest }: Field<string>) {
  // What is no instant is kept as it was written, and shown until another takes its place.
  const odd = value !== undefined && localOf(value) === "";
  return (
    <TextInput
      {...rest}
      type={odd ? "text" : "datetime-local"}
      error={useWords(at)}
      description={hint}
      value={odd ? value : localOf(value)}
      onChange={(event) =>
        onChange(odd ? event.currentTarget.value || undefined : instantOf(event.currentTarget.value))
      }
    />
  );
}

/** A condition, read as a sentence and built as in segments; of an event if one is named, though it be none yet. */
export function ConditionField({ label, value, onChange, at, event, placeholder }: Condition) {
  const fault = useFault(at);
  return (
    <div>
      <Built
        label={label}
        error={useWords(at)}
        missing={fault && missingIn(fault.message)}
        value={value ?? ""}
        onChange={(found) => onChange(found || undefined)}
        placeholder={placeholder ?? (event === undefined ? "Choose a condition" : "any")}
        event={event}
      />
      <Doubt at={at} />
    </div>
  );
}

/** A whole number. */
export function WholeField({
  value,
  onChange,
  hint,
  min = 1,
  max,
  suffix,
  at,
  ...rest
}: Field<number> & { min?: number; max?: number; suffix?: string }) {
  return (
    <NumberInput
      {...rest}
      error={useWords(at)}
      description={hint}
      min={min}
      max={max}
      suffix={suffix}
      allowDecimal={false}
      value={value ?? ""}
      onChange={(found) => onChange(typeof found === "number" ? found : undefined)}
    />
  );
}

/** Something that is there, by its name: chosen from what is known, or typed, by its name or its id. */
export function NameField({
  naming,
  value,
  onChange,
  hint,
  at,
  ...rest
}: Field<string> & { naming: Naming }) {
  const known = useKnown(naming);
  const { called, idOf } = useMemo(() => callings(known), [known]);
  // What is being typed stays as it is typed, though it be the id of something by now.
  const [typed, setTyped] = useState<string>();
  return (
    <div>
      <Autocomplete
        {...rest}
        error={useWords(at)}
        description={hint}
        data={known.map((one) => called.get(one.value) ?? one.value)}
        limit={50}
        filter={({ options, search }) => {
          const fits = finding(search);
          return options.filter((option) => "label" in option && fits(option.label));
        }}
        value={typed ?? called.get(value ?? "") ?? value ?? ""}
        onChange={(found) => {
          setTyped(found);
          onChange(idOf.get(found) ?? (found || undefined));
        }}
        onOptionSubmit={() => setTyped(undefined)}
        onBlur={() => setTyped(undefined)}
        comboboxProps={{ shadow: "md" }}
      />
      <Doubt at={at} take={onChange} />
    </div>
  );
}

/** Names by id, and ids by name; of two that are called alike, each is told by its id too. */
function callings(known: readonly Known[]) {
  const many = new Map<string, number>();
  for (const { label } of known) many.set(label, (many.get(label) ?? 0) + 1);
  const called = new Map(
    known.map(({ value, label }) => [value, (many.get(label) ?? 0) > 1 ? `${label} (${value})` : label]),
  );
  return { called, idOf: new Map([...called].map(([id, name]) => [name, id])) };
}

/** Where a way leads: a step of this journey, or the end. Steps are told by what they do. */
export function TargetField({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (value: string) => void;
}) {
  const { body, stepOf } = useBench();
  const names = Object.keys(body.nodes);
  const titles = names.map(stepOf);
  const data = names.map((name, index) => {
    const title = titles[index] ?? name;
    const alone = titles.indexOf(title) === titles.lastIndexOf(title);
    return { value: name, label: alone ? title : `${title} (${name})` };
  });
  data.push({ value: END, label: "End" });
  const missing = !data.some((one) => one.value === value);
  return (
    <Select
      label={label}
      data={data}
      value={missing ? null : value}
      placeholder={missing && value ? value : "Choose a step"}
      searchable={names.length > 8}
      renderOption={({ option }) => (
        <span>
          {option.label}
          {option.value !== END && !option.label.endsWith(`(${option.value})`) && (
            <span className="quiet"> {option.value}</span>
          )}
        </span>
      )}
      error={missing && value ? `There is no step ${value}` : undefined}
      onChange={(found) => found !== null && onChange(found)}
    />
  );
}
