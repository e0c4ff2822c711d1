import type { ReactNode } from "react";
import css from "./notice.module.css";

interface Props {
  /** What it is about, where it stands for itself; without one it tells how things stand here. */
  label?: string;
  children: ReactNode;
}

/** A line below a page's head: what one should know before anything else, and the way on. */
export function Notice({ label, children }: Props) {
  return label ? (
    <aside className={css.notice} aria-label={label}>
      {children}
    </aside>
  ) : (
    <div className={css.notice} role="status">
      {children}
    </div>
  );
}
