import { Said } from "@/ui/said";
import { type Fault, isOfEntry, partOf, saysFault } from "../model/faults";
import { useBench } from "./bench";
import css from "./inspector.module.css";

interface Props {
  faults: readonly Fault[];
  /** What may be a mistake, and keeps nothing from being published. */
  doubts?: readonly Fault[];
  /** Whether a click shows the step. */
  link?: boolean;
}

/** What is wrong, then what may be, each with what to do. */
export function FaultList({ faults, doubts = [], link = false }: Props) {
  return (
    <>
      <List label="What is wrong" tone="bad" faults={faults} link={link} />
      <List label="What may be a mistake" tone="warn" faults={doubts} link={link} />
    </>
  );
}

function List({
  label,
  tone,
  faults,
  link,
}: Required<Omit<Props, "doubts">> & { label: string; tone: string }) {
  const { select } = useBench();
  if (faults.length === 0) return null;
  return (
    <ul className={css.faults} data-tone={tone} aria-label={label}>
      {faults.map((fault) => (
        <li key={`${fault.pointer} ${fault.message}`}>
          {link && (fault.node || isOfEntry(fault)) ? (
            <button type="button" onClick={() => select(fault.node)}>
              <Words fault={fault} placed />
            </button>
          ) : (
            <Words fault={fault} placed={link} />
          )}
        </li>
      ))}
    </ul>
  );
}

/** One of them in words; with where it is, if that is not where it is told. */
export function Words({ fault, placed = false }: { fault: Fault; placed?: boolean }) {
  const { body, stepOf } = useBench();
  const called = (name: string) => (name in body.nodes ? stepOf(name) : undefined);
  const part = partOf(fault);
  return (
    <>
      {placed && fault.node && <strong>{stepOf(fault.node)}: </strong>}
      {placed && part && <strong>{part}: </strong>}
      <Said text={saysFault(fault.message)} called={called} />
      {fault.hint && (
        <span className={css.remedy}>
          {" "}
          — <Said text={fault.hint} called={called} />
        </span>
      )}
    </>
  );
}
