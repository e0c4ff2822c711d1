import type { View } from "@/api/client";
import { count, moment, plain } from "@/ui/format";
import { Status } from "@/ui/status";
import { Part } from "@/ui/workbench";
import css from "./mapping.module.css";

const SHOWN = 20;

/** What rows become: events as they will stand in timelines, faults with their place. */
export function DryRun({ result }: { result: View<"DryRunView"> }) {
  const faults = result.items.filter((item) => item.fault);
  const events = result.items.filter((item) => !item.fault);
  return (
    <Part
      title="What becomes of them"
      aside={
        faults.length ? (
          <Status tone="warn">{`${count(faults.length)} would be held`}</Status>
        ) : (
          <Status tone="good">All fit</Status>
        )
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the pane around it scrolls, and must be reachable by keyboard. */}
      <ul className={css.rows} tabIndex={0}>
        {[...faults, ...events].slice(0, SHOWN).map((item, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row may make several events.
          <li key={place} className={css.made} data-fault={item.fault !== ""}>
            {item.fault ? (
              <>
                <b>Row {item.row}</b>
                <span>{item.fault}</span>
                <small>{item.pointer}</small>
              </>
            ) : (
              <>
                <b>{item.type}</b>
                <span className="quiet">
                  {item.identities.join(", ")}
                  {item.ts && ` · ${moment(item.ts)}`}
                </span>
                <small>
                  {Object.entries(item.properties)
                    .map(([name, value]) => `${name} ${plain(value)}`)
                    .join(" · ")}
                </small>
              </>
            )}
          </li>
        ))}
      </ul>
    </Part>
  );
}
