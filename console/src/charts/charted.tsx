import { ActionIcon } from "@mantine/core";
import { IconChartBar, IconTable } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { Choice } from "@/ui/choice";
import css from "./charted.module.css";

/** Figures as rows: what a chart shows, to read and to copy. */
export interface Rows {
  head: ReactNode[];
  rows: ReactNode[][];
}

interface Props {
  title: string;
  /** What it says, in one line. */
  words?: ReactNode;
  table: Rows;
  /** Further choices, at the left of the switch. */
  aside?: ReactNode;
  children: ReactNode;
}

/** A chart under its heading, and the same as a table. */
export function Charted({ title, words, table, aside, children }: Props) {
  const [view, setView] = useState("chart");
  return (
    <section className={css.charted} aria-label={title}>
      <div className={css.top}>
        <div>
          <h2>{title}</h2>
          {words && <p className={css.words}>{words}</p>}
        </div>
        <div className={css.aside}>
          {aside}
          <Choice
            size="xs"
            aria-label={`${title}: how to show it`}
            value={view}
            onChange={setView}
            data={[
              { value: "chart", label: "Chart" },
              { value: "table", label: "Table" },
            ]}
          />
        </div>
      </div>
      {view === "chart" ? children : <Figures label={title} {...table} />}
    </section>
  );
}

/** A chart that needs no heading of its own, and beside it the switch that makes it a table. */
export function Tabled({ label, table, children }: { label: string; table: Rows; children: ReactNode }) {
  const [shown, show] = useState(false);
  return (
    <div className={css.tabled}>
      {shown ? <Figures label={label} {...table} /> : children}
      <TableSwitch label={label} table={shown} onChange={show} />
    </div>
  );
}

interface SwitchProps {
  label: string;
  table: boolean;
  onChange: (table: boolean) => void;
  className?: string;
}

/** Chart or table, where there is no room for both words. */
export function TableSwitch({ label, table, onChange, className }: SwitchProps) {
  const words = `${label}: ${table ? "as a chart" : "as a table"}`;
  return (
    <ActionIcon
      size={24}
      className={className}
      aria-label={words}
      title={words}
      aria-pressed={table}
      onClick={() => onChange(!table)}
    >
      {table ? <IconChartBar size={15} stroke={1.6} /> : <IconTable size={15} stroke={1.6} />}
    </ActionIcon>
  );
}

/** Rows as a table that scrolls sideways where it must. */
export function Figures({ label, head, rows }: Rows & { label: string }) {
  if (rows.length === 0) return <p className="quiet">There is nothing to tell yet.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard.
    <section className={css.scroll} tabIndex={0} aria-label={`${label}, as a table`}>
      <table className={css.table}>
        <thead>
          <tr>
            {head.map((name, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place.
              <th scope="col" key={place}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, line) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place.
            <tr key={line}>
              {row.map((cell, place) =>
                place === 0 ? (
                  // biome-ignore lint/suspicious/noArrayIndexKey: as above.
                  <th scope="row" key={place}>
                    {cell}
                  </th>
                ) : (
                  // biome-ignore lint/suspicious/noArrayIndexKey: as above.
                  <td key={place}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
