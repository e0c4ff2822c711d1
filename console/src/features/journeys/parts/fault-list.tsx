import { Said } from "@/ui/said";
import { saysFault } from "../model/faults";
import { type Fault, useBench } from "./bench";
import css from "./inspector.module.css";

/** Whether it is mended where people come in. */
const ofEntry = ({ pointer }: Fault): boolean => /^\/(entry|period|reentry|concurrency)\b/.test(pointer);

/** What is wrong, each with what to do; a click shows the step. */
export function FaultList({ faults, link = false }: { faults: readonly Fault[]; link?: boolean }) {
  const { body, select, stepOf } = useBench();
  const called = (name: string) => (name in body.nodes ? stepOf(name) : undefined);
  if (faults.length === 0) return null;
  return (
    <ul className={css.faults} aria-label="What is wrong">
      {faults.map((fault) => {
        const words = (
          <>
            {link && fault.node && <strong>{stepOf(fault.node)}: </strong>}
            {link && ofEntry(fault) && <strong>Entry: </strong>}
            <Said text={saysFault(fault.message)} called={called} />
            {fault.hint && (
              <span className={css.remedy}>
                {" "}
                — <Said text={fault.hint} called={called} />
              </span>
            )}
          </>
        );
        return (
          <li key={`${fault.pointer} ${fault.message}`}>
            {link && (fault.node || ofEntry(fault)) ? (
              <button type="button" onClick={() => select(fault.node)}>
                {words}
              </button>
            ) : (
              words
            )}
          </li>
        );
      })}
    </ul>
  );
}
