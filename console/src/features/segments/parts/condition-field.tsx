import { Autocomplete, Input } from "@mantine/core";
import { IconFilter, IconX } from "@tabler/icons-react";
import { lazy, type ReactNode, Suspense, useId, useRef, useState } from "react";
import { api } from "@/api/client";
import { useComing } from "@/ui/coming";
import { Said } from "@/ui/said";
import { around, behind, type Chosen, eventsOf, textOf } from "../condition";
import { labelsOf, singles } from "../lists";
import { useChecked } from "../use-estimate";
import css from "./condition.module.css";

const Dialog = lazy(() => import("./condition-dialog"));

interface Props {
  /** What is meant, for those who hear it; shown above unless `bare`. */
  label: string;
  description?: string;
  bare?: boolean;
  /** In CXL; empty for none. */
  value: string;
  onChange: (value: string) => void;
  /** What stands there while there is none. */
  placeholder: string;
  /** The event whose conditions they are; people's if left out. */
  event?: string;
  /** What else is wrong with it. */
  error?: string;
  /** A name in it that nothing has; marked where it stands. */
  missing?: string;
}

/** A condition as a sentence; a click opens the builder, with the same as text on its other side. */
export function ConditionField({
  label,
  description,
  bare,
  value,
  onChange,
  placeholder,
  event,
  error,
  missing,
}: Props) {
  const [opened, setOpened] = useState(false);
  const id = useId();
  const [begin, end] = event === undefined ? ["", ""] : around(event);
  const checked = useChecked(value.trim() ? { expression: begin + value + end } : null, undefined);
  const says =
    event === undefined
      ? (checked.data?.says ?? "")
      : behind(event, checked.data?.valid ? checked.data.says : "");
  const [begun] = useState(value);
  const saying = value === begun && value.trim() !== "" && !checked.data && !checked.error;
  const box = useRef<HTMLDivElement>(null);
  useComing(box, saying);
  const [problem] = value.trim() && checked.data?.valid === false ? checked.data.problems : [];
  // What stands behind the value is ours, and nobody has seen it.
  const beyond = problem !== undefined && problem.start - begin.length >= value.length;
  const fault = beyond ? problem.message.replace("found `)`", "found the end") : (problem?.message ?? error);
  const field = (
    <div className={css.field} data-fault={(problem ?? error) !== undefined} ref={box}>
      <button
        type="button"
        id={id}
        className={css.open}
        aria-label={`${label}: ${value ? says || value : placeholder}. Change`}
        aria-haspopup="dialog"
        onClick={() => setOpened(true)}
      >
        <IconFilter size={13} stroke={1.8} aria-hidden />
        {value ? (
          says ? (
            <span>
              <Marked text={says} name={missing} />
            </span>
          ) : (
            <code>
              <Marked
                text={value}
                name={
                  missing ??
                  (problem && value.slice(problem.start - begin.length, problem.end - begin.length))
                }
              />
            </code>
          )
        ) : (
          <i>{placeholder}</i>
        )}
      </button>
      {value && (
        <button
          type="button"
          className={css.clear}
          aria-label={`Without: ${label}`}
          onClick={() => onChange("")}
        >
          <IconX size={13} stroke={1.8} />
        </button>
      )}
    </div>
  );
  return (
    <>
      {bare ? (
        field
      ) : (
        <Input.Wrapper
          label={label}
          labelElement="div"
          description={description}
          error={fault && <Said text={fault} />}
        >
          {field}
        </Input.Wrapper>
      )}
      {opened && (
        <Suspense fallback={null}>
          <Dialog
            title={label}
            value={value}
            event={event}
            onDone={onChange}
            onClose={() => {
              setOpened(false);
              document.getElementById(id)?.focus();
            }}
          />
        </Suspense>
      )}
    </>
  );
}

/** A text in which a name that is wrong is marked; seen and heard. */
function Marked({ text, name }: { text: string; name: string | undefined }) {
  const at = name ? text.indexOf(name) : -1;
  if (!name || at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <mark className={css.wrong}>{name}</mark>
      {text.slice(at + name.length)}
    </>
  );
}

interface EventProps {
  label: string;
  description?: string;
  value: Chosen;
  onChange: (value: Chosen) => void;
  /** Names that are offered. */
  events: readonly string[];
  /** What takes it away, at its right. */
  aside?: ReactNode;
}

/** Events of one type, and what must hold of each. */
export function EventField({ label, description, value, onChange, events, aside }: EventProps) {
  return (
    <div className={css.event}>
      <Autocomplete
        label={label}
        description={description}
        placeholder="Choose an event"
        data={[...events]}
        limit={40}
        value={value.event}
        onChange={(event) => onChange({ ...value, event })}
        rightSectionPointerEvents="all"
        rightSection={aside}
      />
      {value.event && (
        <ConditionField
          bare
          label={`Condition on ${label.toLowerCase()}`}
          placeholder="where …"
          value={value.where}
          event={value.event}
          onChange={(where) => onChange({ ...value, where })}
        />
      )}
    </div>
  );
}

/** The same for what is kept as one text in CXL; what says more than these fields can stays text. */
export function EventsField({
  value,
  onChange,
  ...rest
}: Omit<EventProps, "value" | "onChange"> & { value: string; onChange: (value: string) => void }) {
  const chosen = eventsOf(value);
  if (chosen) {
    return <EventField {...rest} value={chosen} onChange={(next) => onChange(textOf(next))} />;
  }
  return (
    <Autocomplete
      label={rest.label}
      description="In CXL: it says more than an event and a condition"
      value={value}
      onChange={onChange}
      rightSectionPointerEvents="all"
      rightSection={rest.aside}
      classNames={{ input: css.text }}
    />
  );
}

interface PropertyProps {
  label: string;
  description?: string;
  placeholder?: string;
  value: string;
  onChange: (value: string) => void;
  /** Of which event; of any that happens if it is empty. */
  event: string;
  /** Whether only numbers make sense. */
  numeric?: boolean;
  /** Offered besides. */
  others?: readonly string[];
}

/** A property of events: those that occur are offered, any may be typed. */
export function PropertyField({ event, numeric = false, others = [], ...rest }: PropertyProps) {
  const [asked, setAsked] = useState(false);
  const palette = api.useQuery(
    "get",
    "/api/v1/expressions/palette",
    {},
    { staleTime: 60_000, enabled: asked },
  );
  const known = palette.data?.events ?? [];
  const properties = (known.find((each) => each.type === event) ?? known[0])?.properties ?? [];
  const fitting = singles(properties).filter(
    ({ type }) => type !== "list" && (!numeric || type === "number"),
  );
  const label = labelsOf(properties);
  return (
    <Autocomplete
      {...rest}
      data={[...new Set([...fitting.map(({ name }) => name), ...others])]}
      limit={40}
      onFocus={() => setAsked(true)}
      renderOption={({ option }) => (
        <>
          {label(option.value)} <code className="quiet">{option.value}</code>
        </>
      )}
    />
  );
}
