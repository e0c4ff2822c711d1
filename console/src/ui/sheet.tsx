import type { ReactNode } from "react";
import css from "./sheet.module.css";

/** A screen that is read and filled in from top to bottom. */
export function Sheet({ children, wide = false }: { children: ReactNode; wide?: boolean }) {
  return (
    <div className={css.sheet}>
      <div className={`${css.column} in-order`} data-wide={wide}>
        {children}
      </div>
    </div>
  );
}

interface Props {
  title: string;
  /** What it is for, in one line. */
  words?: ReactNode;
  /** At the right of the title. */
  aside?: ReactNode;
  children?: ReactNode;
}

/** A part of a sheet, under its heading. */
export function Section({ title, words, aside, children }: Props) {
  return (
    <section className={css.section} aria-label={title}>
      <div className={css.top}>
        <div>
          <h2>{title}</h2>
          {words && <p className={css.words}>{words}</p>}
        </div>
        {aside}
      </div>
      {children}
    </section>
  );
}
