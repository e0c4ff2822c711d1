import { useRef } from "react";
import { Part } from "@/ui/workbench";
import { type Kind, OFFERED, type Tone } from "../model/kinds";
import { useDrag } from "./dragging";
import css from "./palette.module.css";
import { hueOf, Sign } from "./signs";

const GROUPS: [Tone, string][] = [
  ["message", "Messages"],
  ["time", "Time"],
  ["choice", "Choices"],
  ["data", "Data"],
  ["flow", "Flow"],
];

/** Every kind of step: drag one onto a way, or press it to put it behind the selected step. */
export function Palette({ add }: { add: (kind: Kind) => void }) {
  return (
    <>
      {GROUPS.map(([tone, label]) => (
        <Part key={tone} title={label}>
          <ul>
            {OFFERED.filter((kind) => kind.tone === tone).map((kind) => (
              <li key={kind.field}>
                <Piece kind={kind} add={add} />
              </li>
            ))}
          </ul>
        </Part>
      ))}
    </>
  );
}

function Piece({ kind, add }: { kind: Kind; add: (kind: Kind) => void }) {
  const button = useRef<HTMLButtonElement>(null);
  const moving = useDrag(button, { what: "kind", field: kind.field });
  return (
    <button
      ref={button}
      type="button"
      className={css.piece}
      data-moving={moving}
      data-kind={kind.field}
      title={kind.hint}
      onClick={() => add(kind)}
    >
      <span className={css.sign} style={{ "--hue": hueOf(kind.field) } as never}>
        <Sign field={kind.field} size={14} />
      </span>
      {kind.label}
    </button>
  );
}
