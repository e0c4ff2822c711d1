import { useMediaQuery } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, type ReactNode, useEffect, useLayoutEffect, useRef } from "react";
import css from "./data-table.module.css";
import { OneStop } from "./one-stop";

const ROW = 36;
const TALL = 44;
const LINED = 58;
const NARROW = "(max-width: 860px)";
const HEAD = 32;

export interface Column<Row> {
  id: string;
  /** Of the head; empty for a column of buttons. */
  label: string;
  cell: (row: Row) => ReactNode;
  /** As in `grid-template-columns`; `minmax(0, 1fr)` unless given. */
  width?: string;
  align?: "right";
  /** Where the window is narrow: left out, or on the second line of the row, beside others that are there. */
  wide?: boolean | "below";
  /** Below, it is understood without its label, as a time is. */
  alone?: boolean;
  /** Known after the row, such as a name that is asked for by its id: below, its place is kept. */
  late?: boolean;
}

interface Props<Row> {
  /** What the table is of, for those who hear it. */
  label: string;
  columns: Column<Row>[];
  rows: Row[];
  rowKey: (row: Row) => string;
  /** What a click or Enter does. */
  onOpen?: (row: Row) => void;
  /** Whether no cell leads there: who goes from word to word is offered the first one then. */
  opening?: boolean;
  /** The key of the row whose details stand beside the list. */
  current?: string;
  /** Called when the end comes into view. */
  onEnd?: () => void;
}

/** A dense list of any length: only what is in view is drawn, the head stays, arrow keys walk. */
export function DataTable<Row>({
  label,
  columns,
  rows,
  rowKey,
  onOpen,
  opening = false,
  current,
  onEnd,
}: Props<Row>) {
  const box = useRef<HTMLDivElement>(null);
  const wanted = useRef<number>(null);
  const narrow = useMediaQuery(NARROW, undefined, { getInitialValueInEffect: false });
  const lined = columns.some((column) => column.wide === "below");
  const height = !narrow ? ROW : lined ? LINED : TALL;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 12,
    scrollMargin: HEAD,
    // Rows beyond the view are drawn ahead: none has to be drawn before the browser scrolls on.
    useFlushSync: false,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was measured holds no longer.
  useEffect(() => virtual.measure(), [virtual, height]);
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? -1;
  useEffect(() => {
    if (onEnd && rows.length > 0 && last >= rows.length - 5) onEnd();
  }, [onEnd, last, rows.length]);

  function walk(from: HTMLElement, step: number) {
    const next = Math.max(0, Math.min(rows.length - 1, Number(from.dataset.index) + step));
    wanted.current = next;
    virtual.scrollToIndex(next);
    arrive();
  }

  /** Give the focus to the row that was walked to, as soon as it is drawn. */
  function arrive() {
    if (wanted.current === null) return;
    const row = box.current?.querySelector<HTMLElement>(`[data-index="${wanted.current}"]`);
    if (!row) return;
    wanted.current = null;
    row.focus();
  }
  useLayoutEffect(arrive);

  const widths = (all: boolean) =>
    columns
      .filter((column) => all || !column.wide)
      .map((column) => column.width ?? "minmax(0, 1fr)")
      .join(" ");
  return (
    <div ref={box} className={css.box}>
      <OneStop
        items="[data-index]"
        walk={walk}
        role="table"
        aria-label={label}
        aria-rowcount={rows.length + 1}
        className={css.table}
        style={
          {
            "--wide": widths(true),
            "--narrow": widths(false),
            "--row": `${height}px`,
            height: virtual.getTotalSize() + HEAD,
          } as never
        }
      >
        {/* biome-ignore lint/a11y/useSemanticElements: see above. */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: a head is read, not used. */}
        <div role="row" aria-rowindex={1} className={`${css.row} ${css.head}`}>
          {columns.map((column) => (
            // biome-ignore lint/a11y/useSemanticElements: see above.
            // biome-ignore lint/a11y/useFocusableInteractive: see above.
            <div key={column.id} role="columnheader" data-align={column.align} data-wide={column.wide}>
              {column.label || <span className="unseen">Actions</span>}
            </div>
          ))}
        </div>
        {shown.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          const key = rowKey(row);
          return (
            <Line
              key={key}
              row={row}
              columns={columns as Column<unknown>[]}
              lined={narrow === true && lined}
              index={item.index}
              top={item.start - HEAD}
              current={current === key}
              opening={opening}
              onOpen={onOpen as ((row: unknown) => void) | undefined}
            />
          );
        })}
      </OneStop>
    </div>
  );
}

const said = (column: Column<unknown>, row: unknown) => {
  const cell = column.cell(row);
  return (
    cell != null && (
      <>
        {cell} {column.label.toLowerCase()}
      </>
    )
  );
};

interface LineProps {
  row: unknown;
  columns: Column<unknown>[];
  /** Whether some columns stand on a second line. */
  lined: boolean;
  index: number;
  top: number;
  current: boolean;
  opening: boolean;
  onOpen?: (row: unknown) => void;
}

/** One row; while the list is scrolled, those that stay in view are not drawn anew. */
const Line = memo(function Line({ row, columns, lined, index, top, current, opening, onOpen }: LineProps) {
  const cellOf = (column: Column<unknown>) => (
    // biome-ignore lint/a11y/useSemanticElements: see above.
    <div
      key={column.id}
      role="cell"
      data-align={column.align}
      data-wide={column.wide}
      data-late={column.late}
      className="clip"
    >
      {opening && column === columns[0] ? (
        <button type="button" tabIndex={-1} className={`${css.opening} clip`} onClick={() => onOpen?.(row)}>
          {column.cell(row)}
        </button>
      ) : (
        column.cell(row)
      )}
    </div>
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are placed by transform, which tables can't.
    <div
      role="row"
      data-index={index}
      data-open={onOpen ? true : undefined}
      aria-rowindex={index + 2}
      aria-current={current ? "true" : undefined}
      tabIndex={0}
      className={css.row}
      style={{ transform: `translateY(${top}px)` }}
      onClick={(event) => {
        if (!(event.target as HTMLElement).closest("a, button, input, label")) onOpen?.(row);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && event.target === event.currentTarget) onOpen?.(row);
      }}
    >
      {columns.filter((column) => !lined || column.wide !== "below").map(cellOf)}
      {lined && (
        <div className={css.below}>
          {columns
            .filter((column) => column.wide === "below")
            .map((column) =>
              // Below there is no head: a figure says of what.
              cellOf(column.align && !column.alone ? { ...column, cell: (of) => said(column, of) } : column),
            )}
        </div>
      )}
    </div>
  );
});
