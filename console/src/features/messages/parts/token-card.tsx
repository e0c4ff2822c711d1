import { Button, Popover, Select } from "@mantine/core";
import { useMemo } from "react";
import form from "@/ui/form.module.css";
import css from "../messages.module.css";
import type { Lack } from "../model/template";
import { insteadIn, nameOf, spelled, type Token, valuesOf, withInstead } from "../model/tokens";
import { LackField } from "./lack";

/** Where on the screen a value stands. */
export type Place = Pick<DOMRect, "left" | "top" | "width" | "height">;

/** What a template does where a value is not there, and what changes that; a fragment says it in each place alone. */
export interface Lacks {
  of: (path: string) => Lack;
  set: (path: string, lack: Lack) => void;
}

interface Props {
  token: Token;
  place: Place;
  names: readonly string[];
  lacks?: Lacks;
  may: boolean;
  /** Writes it anew; nothing takes it away. */
  write: (text: string | null) => void;
  /** Leads to it as it is written. */
  open: () => void;
  close: () => void;
}

/** A value of a text: which it is, what is done with it, and what is said where it is not known. */
export function TokenCard({ token, place, names, lacks, may, write, open, close }: Props) {
  const values = useMemo(() => grouped([...names, token.path]), [names, token.path]);
  const here = insteadIn(token);
  const done = withInstead(token.filters, undefined);
  const own = here !== undefined || !lacks;
  return (
    // What it points at is no control of its own: the roles are said here.
    <Popover
      opened
      onChange={(opened) => opened || close()}
      trapFocus
      width={300}
      withArrow
      position="bottom"
      withRoles={false}
    >
      <Popover.Target>
        <span className={css.anchor} style={{ ...place }} />
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={`Value: ${nameOf(token.path)}`}>
        <div className={form.form}>
          <Select
            label="Value"
            description={<span className={css.path}>{token.path}</span>}
            data={values}
            value={token.path}
            searchable
            openOnFocus={false}
            readOnly={!may}
            nothingFoundMessage="Nothing has this name"
            maxDropdownHeight={220}
            comboboxProps={{ withinPortal: false }}
            onChange={(path) => path && write(spelled({ ...token, path }))}
          />
          {done.length > 0 && (
            <p className={css.done}>
              Written with <code>{done.join(" | ")}</code>
            </p>
          )}
          <LackField
            key={`${token.path} ${own}`}
            path={token.path}
            filters={done}
            may={may}
            lack={own ? (here === undefined ? null : { instead: here }) : lacks.of(token.path)}
            setLack={(lack) => {
              if (!own) return lacks.set(token.path, lack);
              const said = lack !== null && lack !== "held" ? String(lack.instead) : undefined;
              write(spelled({ path: token.path, filters: withInstead(token.filters, said) }));
              if (lack === "held") lacks?.set(token.path, lack);
            }}
            holdable={lacks !== undefined}
            holds={own ? "In this place alone." : "Wherever this template says it, in every language."}
          />
          <div className={css.acts}>
            <Button variant="subtle" color="gray" size="compact-sm" onClick={open}>
              {may ? "Edit as text" : "Show as text"}
            </Button>
            {may && (
              <Button variant="subtle" color="red" size="compact-sm" onClick={() => write(null)}>
                Remove
              </Button>
            )}
            <Button variant="default" size="compact-sm" onClick={close}>
              Done
            </Button>
          </div>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}

/** Values as a field offers them, by where they come from. */
function grouped(paths: readonly string[]) {
  const groups = new Map<string, { value: string; label: string }[]>();
  for (const { path, label, group } of valuesOf(paths)) {
    const items = groups.get(group) ?? [];
    groups.set(group, [...items, { value: path, label }]);
  }
  const known = [...groups].map(([group, items]) => ({ group, items }));
  const offered = new Set(known.flatMap(({ items }) => items.map(({ value }) => value)));
  const others = paths.filter((path) => !offered.has(path));
  return others.length
    ? [...known, { group: "Others", items: others.map((value) => ({ value, label: nameOf(value) })) }]
    : known;
}
