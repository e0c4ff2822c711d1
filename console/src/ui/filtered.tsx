import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import css from "./filtered.module.css";
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
  const words = sought.trim().toLowerCase();
  const fits = (one: One) =>
    `${one.name} ${one.id} ${one.labels?.join(" ") ?? ""} ${says?.(one) ?? ""}`.toLowerCase().includes(words);
  const shown = order(words ? items.filter(fits) : items);
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
        <EmptyState title={`No ${noun} fits`} words="Any part of a name or id finds it." />
      )}
    </>
  );
}
