import { useRef } from "react";
import { Said } from "@/ui/said";
import type { Node } from "../cxl";
import type { Palette } from "../drafts";
import { isListed } from "../lists";
import type { Row } from "../model";
import { testOf } from "../tests";
import { type Deeds, Handle, Remove } from "./builder";
import css from "./builder.module.css";
import { carried, useDragged, useDropped } from "./dragging";
import { DidRow, SegmentRow } from "./event-row";
import { SequenceRow } from "./sequence-row";
import { TestRow } from "./test-row";
import { TextRow } from "./text-row";
import { ListFields } from "./where";

interface Props {
  row: Row;
  into: string;
  at: number;
  deeds: Deeds;
}

/** One condition, by what it is; what no form of its own stands for is shown as text and stays as it is. */
export function RowView({ row, into, at, deeds }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const handle = useRef<HTMLButtonElement>(null);
  useDragged(box, handle, carried(row.id));
  const over = useDropped(box, { into, at }, true);
  const fault = deeds.faults.get(row.id);
  const set = (node: Node, not = row.not) => deeds.change(row.id, () => ({ ...row, node, not }));
  return (
    <div ref={box} className={css.row} data-over={over} data-fault={fault !== undefined}>
      <Handle ref={handle} id={row.id} label={`condition ${at + 1}`} deeds={deeds} />
      <div className={css.fields} data-condition>
        <Form row={row} set={set} deeds={deeds} />
        {fault && (
          <p role="alert" className={css.fault}>
            <Said text={fault} />
          </p>
        )}
      </div>
      <Remove label={`Remove condition ${at + 1}`} onClick={() => deeds.remove(row.id)} />
    </div>
  );
}

function Form({ row, set, deeds }: { row: Row; set: (node: Node, not?: boolean) => void; deeds: Deeds }) {
  const { node, not } = row;
  if (node.op === "in_segment") return <SegmentRow node={node} not={not} set={set} palette={deeds.palette} />;
  if (not && testOf(node) === null && !["did", "sequence", "quantified"].includes(node.op))
    return <TextRow node={{ op: "not", term: node }} set={set} />;
  return (
    <>
      {not && (
        <button
          type="button"
          className={css.not}
          aria-pressed
          title="Take the not away"
          onClick={() => set(node, false)}
        >
          not
        </button>
      )}
      <Positive
        node={node}
        set={(next) => set(next, not)}
        remove={() => deeds.remove(row.id)}
        palette={deeds.palette}
      />
    </>
  );
}

function Positive({
  node,
  set,
  remove,
  palette,
}: {
  node: Node;
  set: (node: Node, not?: boolean) => void;
  remove: () => void;
  palette: Palette;
}) {
  if (node.op === "did") return <DidRow node={node} set={set} palette={palette} />;
  if (node.op === "sequence") return <SequenceRow node={node} set={set} palette={palette} />;
  if (isListed(node)) {
    return (
      <ListFields
        node={node}
        root="profile"
        fields={palette.attributes}
        set={(next) => (next ? set(next) : remove())}
      />
    );
  }
  const test = testOf(node);
  return test ? <TestRow test={test} set={set} palette={palette} /> : <TextRow node={node} set={set} />;
}
