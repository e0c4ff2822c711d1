import type { View } from "@/api/client";
import { sentence } from "@/api/problem";
import { count, moment, plain, plural } from "@/ui/format";
import { Status } from "@/ui/status";
import { Part } from "@/ui/workbench";
import css from "./mapping.module.css";

const SHOWN = 20;

/** What rows become: events as they will stand in timelines, faults with their place. */
export function DryRun({ result, first = false }: { result: View<"DryRunView">; first?: boolean }) {
  const faults = result.items.filter((item) => item.fault);
  const events = result.items.filter((item) => !item.fault);
  return (
    <Part
      title={first ? `What the first ${plural(result.rows, "row")} become` : "What becomes of them"}
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
                <span>{sentence(item.fault.replace(/^row [\d to]+: /, ""))}</span>
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
        {result.items.length > SHOWN && (
          <li className="quiet">and {count(result.items.length - SHOWN)} more like them</li>
        )}
      </ul>
    </Part>
  );
}
