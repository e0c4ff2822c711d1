import { type ReactNode, useState } from "react";
import type { View } from "@/api/client";
import { type Reveal, Workbench } from "@/ui/workbench";
import { YamlEditor } from "@/ui/yaml-editor";
import css from "../documents.module.css";
import { isCommented } from "../model";
import { Said } from "./said";

const NONE: never[] = [];

interface Props {
  label: string;
  text: string;
  onChange: (text: string) => void;
  checked: View<"TextCheckView"> | undefined;
  /** Whether anything differs from what is saved. */
  changed: boolean;
  /** What else stands beside the text. */
  children: ReactNode;
}

/** A text and what is to be said of it. */
export function Bench({ label, text, onChange, checked, changed, children }: Props) {
  const [place, setPlace] = useState<{ line: number; column: number }>();
  const [reveal, setReveal] = useState<Reveal>();
  return (
    <Workbench
      names={["", "Text", checked?.faults.length ? "What is wrong" : "Details"]}
      reveal={reveal}
      inspector={
        <div className="in-order">
          <Said
            checked={checked}
            changed={changed}
            goTo={(next) => {
              setReveal({ pane: "canvas" });
              setPlace(next);
            }}
          />
          {children}
        </div>
      }
    >
      {isCommented(text) && (
        <p className={css.comments} role="status">
          Comments are not kept: what is saved has none.
        </p>
      )}
      <YamlEditor
        label={label}
        value={text}
        onChange={onChange}
        faults={checked?.faults ?? NONE}
        goTo={place}
      />
    </Workbench>
  );
}
