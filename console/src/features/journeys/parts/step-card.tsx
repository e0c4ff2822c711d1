import { Menu } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconCopy, IconDots, IconTrash } from "@tabler/icons-react";
import { Handle, Position } from "@xyflow/react";
import { memo, useRef } from "react";
import { compact } from "@/ui/format";
import { useLateMenu } from "@/ui/late-menu";
import { END } from "../model/document";
import { type Spot, stepped } from "../model/edit";
import { saysEntry } from "../model/entry";
import { type Fault, isOfEntry, saysFault } from "../model/faults";
import { kindOf, saysStep, waysOf } from "../model/kinds";
import { useBench } from "./bench";
import css from "./canvas.module.css";
import { useDrag, useDrop } from "./dragging";
import { hueOf, Sign } from "./signs";

const HIDDEN = { opacity: 0, pointerEvents: "none" } as const;

function Ends() {
  return (
    <>
      <Handle type="target" position={Position.Top} style={HIDDEN} isConnectable={false} />
      <Handle type="source" position={Position.Bottom} style={HIDDEN} isConnectable={false} />
    </>
  );
}

/** How people come in. */
export const EntryCard = memo(function EntryCard() {
  const { body, selected, select, faults, doubts, named } = useBench();
  const wrong = faults.filter(isOfEntry);
  const doubtful = doubts.filter(isOfEntry);
  const says = saysEntry(body.entry, named);
  return (
    <button
      type="button"
      className={`${css.card} ${css.entry} nodrag nopan`}
      data-selected={selected === ""}
      data-entry
      data-wrong={wrong.length > 0}
      data-doubtful={doubtful.length > 0}
      aria-pressed={selected === ""}
      onClick={() => select("")}
    >
      <span className={css.sign} style={{ "--hue": "var(--pink)" } as never}>
        <Sign field="do" />
      </span>
      <span key={coming(says)} className={css.words}>
        <span className={css.kind}>Entry</span>
        <span className={`${css.says} ${long(says)}`} data-long={long(says) === ""} title={says}>
          {says}
        </span>
      </span>
      <Marks wrong={wrong} doubtful={doubtful} />
      <Ends />
    </button>
  );
});

/** That something is wrong, else that something may be: what it is, is said to who points at it and who hears it. */
function Marks({ wrong, doubtful }: { wrong: readonly Fault[]; doubtful: readonly Fault[] }) {
  const [first] = wrong.length > 0 ? wrong : doubtful;
  if (!first) return null;
  const words = plain(first);
  return (
    <span className={css.fault} data-tone={wrong.length > 0 ? "bad" : "warn"} title={words}>
      <span aria-hidden>{wrong.length > 0 ? "!" : "?"}</span>
      <span className={css.heard}>. {words}</span>
    </span>
  );
}

/** One step: what it does, how many are there, and what is wrong with it. */
export const StepCard = memo(function StepCard({ data }: { data: { name: string } }) {
  const { name } = data;
  const bench = useBench();
  const { body, selected, faults, doubts, figures, lit, through, named, readOnly } = bench;
  const box = useRef<HTMLDivElement>(null);
  const moving = useDrag(box, readOnly ? null : { what: "step", name });
  const above = useDrop(
    box,
    (dragged) => dragged.what === "way" && dragged.spot.from !== name,
    (dragged) => dragged.what === "way" && bench.leadTo(dragged.spot, name),
  );
  const node = body.nodes[name];
  if (!node) return null;
  const kind = kindOf(node);
  const wrong = faults.filter((fault) => fault.node === name);
  const doubtful = doubts.filter((doubt) => doubt.node === name);
  const figure = figures.get(name);
  const people = lit ? (lit.get(name) ?? 0) : (figure?.waiting ?? 0);
  const came = lit && people === 0 ? (through.get(name) ?? 0) : 0;
  const label = kind?.label ?? "Unknown step";
  const says = saysStep(node, named) || name;
  // What is read aloud begins with what is seen, so that whoever speaks to the browser can name it.
  const seen = `${label} ${says}${people > 0 ? ` ${compact(people)} here` : came > 0 ? ` ${compact(came)} came through` : ""}`;
  // Lines are seen only: who hears the step hears where it leads.
  const leads = waysOf(node, named)
    .map(
      ({ label: on, target }) => `${on ? `${on}: ` : ""}${target === END ? "the end" : bench.stepOf(target)}`,
    )
    .join("; ");
  return (
    <div
      ref={box}
      className={`${css.card} nodrag nopan`}
      data-selected={selected === name}
      data-wrong={wrong.length > 0}
      data-doubtful={doubtful.length > 0}
      data-moving={moving}
      data-above={above}
      data-lit={lit ? people + came > 0 : undefined}
      style={{ "--heat": heat(people) } as never}
    >
      <button
        type="button"
        className={css.face}
        data-step={name}
        aria-pressed={selected === name}
        aria-description={leads && `Leads to ${leads}`}
        aria-label={[`${seen}, step ${name}`, ...[...wrong, ...doubtful].slice(0, 1).map(plain)].join(". ")}
        onClick={() => bench.select(name)}
      >
        <span className={css.sign} style={{ "--hue": hueOf(kind?.field ?? "") } as never}>
          <Sign field={kind?.field ?? ""} />
        </span>
        <span key={coming(says)} className={css.words}>
          <span className={css.kind}>{label}</span>{" "}
          <span className={`${css.says} ${long(says)}`} data-long={long(says) === ""} title={says}>
            {says}
          </span>
        </span>
        <Marks wrong={wrong} doubtful={doubtful} />
        {people > 0 && " "}
        {people > 0 && (
          <span className={`${css.waiting} figure`} title={lit ? "here at this moment" : "here now"}>
            {compact(people)}
          </span>
        )}
        {came > 0 && " "}
        {came > 0 && (
          <span className={`${css.came} figure`} title="came through in this span of time">
            {compact(came)}
          </span>
        )}
      </button>
      {!readOnly && <StepMenu name={name} />}
      <Ends />
    </div>
  );
});

/** What a drag does, for who drags nothing. */
const MOVES = [
  { way: -1, words: "Move up", keys: "Alt ↑", Icon: IconArrowUp },
  { way: 1, words: "Move down", keys: "Alt ↓", Icon: IconArrowDown },
] as const;

function StepMenu({ name }: { name: string }) {
  const { body, removeStep, duplicateStep, stepBy, stepOf } = useBench();
  const button = useRef<HTMLButtonElement>(null);
  const late = useLateMenu(button);
  const dots = (
    <button
      ref={button}
      type="button"
      className={css.more}
      aria-label={`More for ${stepOf(name)}`}
      {...late.button}
    >
      <IconDots size={15} stroke={1.7} aria-hidden />
    </button>
  );
  if (!late.asked) return dots;
  return (
    <Menu {...late.menu}>
      <Menu.Target>{dots}</Menu.Target>
      <Menu.Dropdown>
        {MOVES.map(({ way, words, keys, Icon }) => (
          <Menu.Item
            key={words}
            leftSection={<Icon size={14} stroke={1.7} />}
            rightSection={<span aria-hidden>{keys}</span>}
            disabled={stepped(body, name, way) === body}
            onClick={() => stepBy(name, way)}
          >
            {words}
          </Menu.Item>
        ))}
        <Menu.Item leftSection={<IconCopy size={14} stroke={1.7} />} onClick={() => duplicateStep(name)}>
          Copy behind itself
        </Menu.Item>
        <Menu.Item
          color="red"
          leftSection={<IconTrash size={14} stroke={1.7} />}
          onClick={() => removeStep(name)}
        >
          Take out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Where a way ends; drag it onto a step to lead it there. */
export const EndCard = memo(function EndCard({ data }: { data: { name: string; spot: Spot } }) {
  const { readOnly } = useBench();
  const box = useRef<HTMLDivElement>(null);
  const moving = useDrag(box, readOnly ? null : { what: "way", spot: data.spot });
  return (
    <div
      ref={box}
      className={`${css.end} nodrag nopan`}
      data-moving={moving}
      data-missing={data.name !== ""}
      title={readOnly ? undefined : "Drag onto a step to go on there"}
    >
      {data.name === "" ? "End" : `${data.name}?`}
      <Handle type="target" position={Position.Top} style={HIDDEN} isConnectable={false} />
    </div>
  );
});

/** What is wrong and what to do, without signs of code. */
const plain = ({ message, hint }: Fault): string =>
  `${saysFault(message)}${hint ? `: ${hint}` : ""}`.replaceAll("`", "");

/** A sentence that is still to come takes no place: what it says then stands there from the start. */
const coming = (says: string): string => String(says.includes("…"));

/** Cut off at the end of its line, unless it is too long for one. */
const long = (says: string): string => (says.length > 30 ? "" : "clip");

/** How warm a step is drawn by how many are there: by powers of ten, up to a million. */
const heat = (people: number): number => (people > 0 ? Math.min(1, (1 + Math.log10(people)) / 7) : 0);
