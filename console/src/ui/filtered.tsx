import { Button, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import css from "./filtered.module.css";
import { finding } from "./finding";
import { byName, count, plural } from "./format";
import { EmptyState } from "./states";

interface BarProps {
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
  /** How many there are. */
  many: ReactNode;
  /** What else is done with the list. */
  children?: ReactNode;
}

/** The line above a list: what is sought in it, and how many there are. */
export function FilterBar({ label, placeholder, value, onChange, many, children }: BarProps) {
  return (
    <div className={css.bar}>
      <TextInput
        aria-label={label}
        placeholder={placeholder}
        leftSection={<IconSearch size={14} stroke={1.8} />}
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || value === "") return;
          event.stopPropagation();
          onChange("");
        }}
        spellCheck={false}
        maxLength={200}
      />
      <span className={`${css.many} quiet figure`} role="status">
        {many}
      </span>
      {children}
    </div>
  );
}

interface Named {
  id: string;
  name: string;
  labels?: readonly string[];
}

interface Props<One> {
  items: readonly One[];
  /** What one of them is called: `segment`. */
  noun: string;
  placeholder?: string;
  /** What it is found by besides its name, id and labels. */
  says?: (one: One) => string;
  /** By name unless given. */
  order?: (items: readonly One[]) => One[];
  children: (shown: One[]) => ReactNode;
}

/** A list that is there whole, in order, and what is left of it by a few letters. */
export function Filtered<One extends Named>(props: Props<One>) {
  const { items, noun, placeholder = "Filter by name", says, order = byName, children } = props;
  const [sought, setSought] = useState("");
  const words = sought.trim();
  const fits = finding(words);
  const text = (one: One) => `${one.name} ${one.id} ${one.labels?.join(" ") ?? ""} ${says?.(one) ?? ""}`;
  const shown = order(words ? items.filter((one) => fits(text(one))) : items);
  const all = plural(items.length, noun);
  return (
    <>
      <FilterBar
        label={`Filter ${noun}s`}
        placeholder={placeholder}
        value={sought}
        onChange={setSought}
        many={words ? `${count(shown.length)} of ${all}` : all}
      />
      {shown.length > 0 ? (
        children(shown)
      ) : (
        <EmptyState
          title={`No ${noun} fits`}
          words="Any parts of a name or id find it."
          action={
            <Button variant="default" onClick={() => setSought("")}>
              Show all
            </Button>
          }
        />
      )}
    </>
  );
}
