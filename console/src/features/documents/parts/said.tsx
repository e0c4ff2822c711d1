import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import type { View } from "@/api/client";
import { plural } from "@/ui/format";
import { Part } from "@/ui/workbench";
import css from "../documents.module.css";

type Checked = View<"TextCheckView">;

interface Props {
  checked: Checked | undefined;
  /** Whether anything differs from what is saved. */
  changed: boolean;
  goTo: (place: { line: number; column: number }) => void;
}

/** What is wrong with the text, each with the way to its line; else what publishing it would change. */
export function Said({ checked, changed, goTo }: Props) {
  if (!checked) return <Part title="Checked">…</Part>;
  const { faults, changes, blocked } = checked;
  const wrong = faults.filter((fault) => !fault.warning).length + blocked.length;
  return (
    <div aria-live="polite">
      {(wrong > 0 || faults.length > 0) && (
        <Part title={wrong > 0 ? plural(wrong, "fault") : "Worth a look"}>
          <ul className={css.faults}>
            {faults.map(({ line, column, message, hint, warning }) => (
              <li key={`${line} ${column} ${message}`} data-warning={warning}>
                <IconAlertTriangle size={14} stroke={1.7} aria-hidden />
                <span>
                  {line !== null && (
                    <button
                      type="button"
                      className="link"
                      onClick={() => goTo({ line, column: column ?? 1 })}
                    >
                      Line {line}
                    </button>
                  )}{" "}
                  {message}
                  {hint && <span className="quiet">. {hint}</span>}
                </span>
              </li>
            ))}
            {blocked.map((one) => (
              <li key={`${one.kind} ${one.id}`}>
                <IconAlertTriangle size={14} stroke={1.7} aria-hidden />
                <span>{one.reason}</span>
              </li>
            ))}
          </ul>
        </Part>
      )}
      {wrong === 0 && (
        <Part title="What publishing changes">
          {changes.length === 0 ? (
            <p className={css.fine}>
              <IconCircleCheck size={15} stroke={1.7} aria-hidden />
              {changed ? "Nothing: it says the same." : "Nothing: this is what is live."}
            </p>
          ) : (
            <ul className={css.changes}>
              {changes.map((change) => (
                <li key={`${change.kind} ${change.id}`}>
                  <span className="quiet">
                    {WORDS[change.action]} version {change.version}
                  </span>
                  {change.differences.map((each) => (
                    <code key={each.path}>{each.text}</code>
                  ))}
                </li>
              ))}
            </ul>
          )}
        </Part>
      )}
    </div>
  );
}

const WORDS: Readonly<Record<string, string>> = {
  create: "Begins, as",
  update: "Becomes",
  publish: "Goes live, as",
  archive: "Ends with",
};
