import { MultiSelect, Select, Switch, TextInput } from "@mantine/core";
import css from "./mapping.module.css";
import { asProperty, become, type Column, calledBy, type Draft, type Part } from "./model";

const NAMESPACES = [
  { value: "identity email", label: "Who: email address" },
  { value: "identity user_id", label: "Who: customer or user id" },
  { value: "identity phone", label: "Who: phone number" },
  { value: "identity anonymous_id", label: "Who: device or visitor" },
];
const CHOICES = [
  { value: "property", label: "Property" },
  ...NAMESPACES,
  { value: "time", label: "When it happened" },
  { value: "nothing", label: "Leave out" },
];

interface Props {
  columns: readonly Column[];
  draft: Draft;
  onChange: (draft: Draft) => void;
  /** Whether it may only be looked at. */
  fixed?: boolean;
}

/** Each value with what it holds and what it becomes; those that only the mapping names stand last. */
export function Columns({ columns, draft, onChange, fixed = false }: Props) {
  const seen = new Set(columns.map((column) => column.path));
  const named = [...new Set([...Object.keys(draft.parts), ...draft.id.columns])].filter(
    (path) => !seen.has(path),
  );
  const rows = [
    ...columns.map(({ path, name, samples }) => ({ path, name, samples })),
    ...named.map((path) => ({ path, name: calledBy(path), samples: null })),
  ];
  return (
    <>
      <div className={css.event}>
        <MultiSelect
          label="These tell one row from another"
          description="A row that comes again is known by it, and counts once."
          w={460}
          readOnly={fixed}
          data={rows.map((row) => ({ value: row.path, label: row.name }))}
          value={draft.id.columns}
          onChange={(paths) => onChange({ ...draft, id: { ...draft.id, columns: paths } })}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className={css.wide} aria-label="What becomes of each value" tabIndex={0}>
        <table className={css.columns}>
          <thead>
            <tr>
              <th scope="col">Value</th>
              <th scope="col">Holds</th>
              <th scope="col">Becomes</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.path}>
                <th scope="row" className={`${css.column} clip`} title={row.name}>
                  {row.name}
                  <small className={css.inner}>{held(row.samples)}</small>
                </th>
                <td className={`${css.samples} clip`} title={row.samples?.join("\n")}>
                  {held(row.samples)}
                </td>
                <td>
                  <Becomes
                    name={row.name}
                    path={row.path}
                    part={draft.parts[row.path] ?? { as: "nothing" }}
                    fixed={fixed}
                    onChange={(part) => onChange(become(draft, row.path, part))}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

const held = (samples: readonly string[] | null) =>
  samples ? samples.slice(0, 2).join(", ") || "nothing" : "not in these rows";

interface BecomesProps {
  name: string;
  path: string;
  part: Part;
  fixed: boolean;
  onChange: (part: Part) => void;
}

function Becomes({ name, path, part, fixed, onChange }: BecomesProps) {
  const value = part.as === "identity" ? `identity ${part.namespace}` : part.as;
  const known = CHOICES.some((choice) => choice.value === value);
  const choices =
    part.as === "identity" && !known ? [...CHOICES, { value, label: `Who: ${part.namespace}` }] : CHOICES;
  function choose(next: string | null) {
    if (next === "property") onChange(asProperty(path));
    else if (next?.startsWith("identity "))
      onChange({ as: "identity", namespace: next.slice("identity ".length) });
    else if (next === "time" || next === "nothing") onChange({ as: next });
  }
  return (
    <div className={css.become}>
      <Select
        aria-label={`${name} becomes`}
        w={210}
        readOnly={fixed}
        data={choices}
        value={value}
        onChange={choose}
      />
      {part.as === "property" && (
        <>
          <TextInput
            aria-label={`Name of the property of ${name}`}
            w={150}
            readOnly={fixed}
            value={part.name}
            onChange={(event) => onChange({ ...part, name: event.currentTarget.value })}
          />
          <Switch
            size="xs"
            label="number"
            disabled={fixed}
            checked={part.number}
            onChange={(event) => onChange({ ...part, number: event.currentTarget.checked })}
          />
        </>
      )}
    </div>
  );
}
