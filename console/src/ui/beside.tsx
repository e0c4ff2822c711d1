import { ActionIcon } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import css from "./beside.module.css";

interface Props {
  /** The list. */
  children: ReactNode;
  /** Of what is selected in it; nothing is shown beside the list without it. */
  detail?: { title: ReactNode; body: ReactNode; onClose: () => void };
}

/** A list with the details of what is selected beside it; on narrow windows in its place. */
export function Beside({ children, detail }: Props) {
  useHotkeys([["Escape", () => detail?.onClose()]]);
  return (
    <div className={css.split} data-open={detail !== undefined}>
      <div className={css.list}>{children}</div>
      {detail && (
        <aside className={css.detail} aria-label="Details">
          <div className={css.head}>
            <h2 className="clip">{detail.title}</h2>
            <ActionIcon onClick={detail.onClose} aria-label="Close the details">
              <IconX size={16} stroke={1.6} />
            </ActionIcon>
          </div>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
          <section className={css.body} tabIndex={0} aria-label="Details of what is selected">
            {detail.body}
          </section>
        </aside>
      )}
    </div>
  );
}
