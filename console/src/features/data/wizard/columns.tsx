import { MultiSelect, Select, Switch, TextInput } from "@mantine/core";
import type { View } from "@/api/client";
import { asProperty, become, type Draft, type Part } from "./mapping";
import css from "./wizard.module.css";

const NAMESPACES = [
  { value: "identity email", label: "Who: e-mail address" },
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
  look: View<"LookView">;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

/** Each column with what it holds and what it becomes. */
export function Columns({ look, draft, onChange }: Props) {
  return (
    <>
      <div className={css.event}>
        <MultiSelect
          label="These columns tell one row from another"
          description="The same rows sent again then repeat nothing."
          w={460}
          data={look.columns.map((column) => column.name)}
          value={draft.id.columns}
          onChange={(columns) => onChange({ ...draft, id: { ...draft.id, columns } })}
        />
      </div>
      <div className={css.wide}>
        <table className={css.columns}>
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Holds</th>
              <th scope="col">Becomes</th>
            </tr>
          </thead>
          <tbody>
            {look.columns.map((column) => (
              <tr key={column.name}>
                <th scope="row" className={`${css.column} clip`}>
                  {column.name}
                </th>
                <td className={`${css.samples} clip`} title={column.samples.join("\n")}>
                  {column.samples.slice(0, 2).join(", ") || "nothing"}
                </td>
                <td>
                  <Becomes
                    column={column.name}
                    part={draft.parts[column.name] ?? { as: "nothing" }}
                    onChange={(part) => onChange(become(draft, column.name, part))}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Becomes({ column, part, onChange }: { column: string; part: Part; onChange: (part: Part) => void }) {
  const value = part.as === "identity" ? `identity ${part.namespace}` : part.as;
  const known = CHOICES.some((choice) => choice.value === value);
  const choices =
    part.as === "identity" && !known ? [...CHOICES, { value, label: `Who: ${part.namespace}` }] : CHOICES;
  function choose(next: string | null) {
    if (next === "property") onChange(asProperty(column));
    else if (next?.startsWith("identity "))
      onChange({ as: "identity", namespace: next.slice("identity ".length) });
    else if (next === "time" || next === "nothing") onChange({ as: next });
  }
  return (
    <div className={css.become}>
      <Select aria-label={`${column} becomes`} w={210} data={choices} value={value} onChange={choose} />
      {part.as === "property" && (
        <>
          <TextInput
            aria-label={`Name of the property of ${column}`}
            w={150}
            value={part.name}
            onChange={(event) => onChange({ ...part, name: event.currentTarget.value })}
          />
          <Switch
            size="xs"
            label="number"
            checked={part.number}
            onChange={(event) => onChange({ ...part, number: event.currentTarget.checked })}
          />
        </>
      )}
    </div>
  );
}
