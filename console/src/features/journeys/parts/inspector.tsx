import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import { IconCopy, IconTrash } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { Part } from "@/ui/workbench";
import { type Path, put, type RawNode } from "../model/document";
import { NAME, targetOf } from "../model/edit";
import { isAtField } from "../model/faults";
import { kindOf, waysOf } from "../model/kinds";
import { useBench } from "./bench";
import { FaultList } from "./fault-list";
import { TargetField } from "./fields";
import css from "./inspector.module.css";
import { StepFields } from "./step-fields";
import { Figures } from "./step-figures";

interface Props {
  name: string;
  /** Writes the step anew; changes of one field in a row are one step back. */
  onChange: (node: RawNode, field: string) => void;
  onRename: (to: string) => void;
  onLead: (path: Path, target: string) => void;
}

/** All of one step, to be changed: what it does, where it leads, how many were there. */
export function Inspector({ name, onChange, onRename, onLead }: Props) {
  const { body, faults, doubts, removeStep, duplicateStep } = useBench();
  const node = body.nodes[name];
  if (!node) return null;
  const kind = kindOf(node);
  const armed = kind?.field === "split" || kind?.field === "experiment";
  const ways = waysOf(node).filter((way) => !(armed && way.path.length > 1));
  return (
    <>
      <div className={css.head}>
        <div>
          <h2 className={css.title}>{kind?.label ?? "Unknown step"}</h2>
          <p className={css.hint}>{kind?.hint ?? "This kind of step is edited as text."}</p>
        </div>
        <span className={css.row}>
          <Tooltip label="Copy behind itself">
            <ActionIcon aria-label="Copy this step" onClick={() => duplicateStep(name)}>
              <IconCopy size={16} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
          <Tooltip label="Take out">
            <ActionIcon aria-label="Take this step out" onClick={() => removeStep(name)}>
              <IconTrash size={16} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        </span>
      </div>
      <FaultList
        faults={faults.filter((fault) => fault.node === name)}
        doubts={doubts.filter((doubt) => doubt.node === name && !isAtField(doubt))}
      />
      <Figures name={name} />
      <div className={css.stack}>
        <StepFields
          at={`/nodes/${name}`}
          node={node}
          write={(path, value) => onChange(put(node, path, value), `${name}/${path.join("/")}`)}
        />
        {ways.length > 0 && (
          <Part title="Leads to">
            <div className={css.stack}>
              {ways.map((way) => (
                <TargetField
                  key={way.path.join("/")}
                  label={way.label || "Next"}
                  value={targetOf(body, { from: name, path: way.path })}
                  onChange={(target) => onLead(way.path, target)}
                />
              ))}
            </div>
          </Part>
        )}
        <Part title="Id">
          <NameBox key={name} name={name} taken={Object.keys(body.nodes)} onRename={onRename} />
        </Part>
      </div>
    </>
  );
}

/** The step's id; taken over when the field is left. */
function NameBox({
  name,
  taken,
  onRename,
}: {
  name: string;
  taken: string[];
  onRename: (to: string) => void;
}) {
  const [typed, setTyped] = useState(name);
  useEffect(() => setTyped(name), [name]);
  const wrong =
    typed !== name &&
    (!NAME.test(typed) || typed === "end"
      ? "Letters, digits and inner - _ ."
      : taken.includes(typed) && "Another step has this id");
  return (
    <TextInput
      aria-label="Id of the step"
      description="What the YAML and the command line call this step"
      value={typed}
      error={wrong || undefined}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={() => (wrong ? setTyped(name) : onRename(typed))}
      onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
    />
  );
}
