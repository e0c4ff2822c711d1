import { ActionIcon, Menu, Textarea, TextInput } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconGripVertical, IconTrash } from "@tabler/icons-react";
import { type CSSProperties, type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import type { View } from "@/api/client";
import { Loading } from "@/ui/states";
import { nearest, type Tile, WIDTHS } from "../board";
import css from "../insight.module.css";
import { Inside } from "./tile";

interface Props {
  place: number;
  count: number;
  tile: Tile;
  answer: View<"DashboardAnswer">["tiles"][number] | undefined;
  move: (from: number, to: number) => void;
  resize: (step: number) => void;
  change: (part: Partial<Tile>) => void;
  remove: () => void;
}

const MOVES: Record<string, number> = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };
const CARRIED = "text/x-clew-tile";

/** A tile that can be moved by its handle, widened at its edge, both by a click on the handle too, named and removed. */
export function EditableTile({ place, count, tile, answer, move, resize, change, remove }: Props) {
  const box = useRef<HTMLElement>(null);
  const [over, setOver] = useState(false);
  const name = tile.title || answer?.title || `Tile ${place + 1}`;

  function byKey(event: KeyboardEvent) {
    const step = MOVES[event.key];
    if (!step) return;
    event.preventDefault();
    const to = place + step;
    if (to >= 0 && to < count) shift(to);
  }

  function shift(to: number) {
    move(place, to);
    // The focus goes with the tile: its handle stands at the new place once that is drawn.
    const handles = box.current?.parentElement;
    requestAnimationFrame(() => handles?.querySelectorAll<HTMLElement>("[data-handle]")[to]?.focus());
  }

  return (
    <article
      ref={box}
      className={css.tile}
      data-editing
      data-over={over}
      style={{ "--span": tile.width ?? 6 } as CSSProperties}
      aria-label={name}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(CARRIED)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        const from = Number(event.dataTransfer.getData(CARRIED));
        if (Number.isInteger(from) && from !== place) move(from, place);
      }}
    >
      <div className={css.tools}>
        <Menu position="bottom-start">
          <Menu.Target>
            <ActionIcon
              data-handle
              size={26}
              draggable
              className={css.handle}
              aria-label={`Move ${name}: place ${place + 1} of ${count}`}
              onKeyDown={byKey}
              onDragStart={(event) => {
                event.dataTransfer.setData(CARRIED, String(place));
                event.dataTransfer.effectAllowed = "move";
                if (box.current) event.dataTransfer.setDragImage(box.current, 20, 20);
              }}
            >
              <IconGripVertical size={15} stroke={1.7} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {[-1, 1].map((step) => (
              <Menu.Item
                key={step}
                disabled={place + step < 0 || place + step >= count}
                onClick={() => shift(place + step)}
              >
                {step < 0 ? "One place earlier" : "One place later"}
              </Menu.Item>
            ))}
            {[1, -1].map((step) => (
              <Menu.Item
                key={step}
                disabled={WIDTHS[WIDTHS.indexOf(tile.width ?? 6) + step] === undefined}
                onClick={() => resize(step)}
              >
                {step > 0 ? "Wider" : "Narrower"}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <TextInput
          size="xs"
          variant="unstyled"
          className={css.name}
          aria-label={`Title of ${name}`}
          placeholder={answer?.title || "Title"}
          maxLength={200}
          value={tile.title ?? ""}
          onChange={(event) => change({ title: event.currentTarget.value })}
        />
        {[
          { step: -1, words: "Up", Icon: IconArrowUp },
          { step: 1, words: "Down", Icon: IconArrowDown },
        ].map(({ step, words, Icon }) => (
          <ActionIcon
            key={words}
            size={26}
            className={css.stepwise}
            aria-label={`${words}: ${name}`}
            disabled={place + step < 0 || place + step >= count}
            onClick={() => move(place, place + step)}
          >
            <Icon size={15} stroke={1.7} />
          </ActionIcon>
        ))}
        <ActionIcon size={26} aria-label={`Remove ${name}`} onClick={remove}>
          <IconTrash size={15} stroke={1.6} />
        </ActionIcon>
      </div>
      {tile.text !== undefined && !tile.metric ? (
        <Words text={tile.text} onChange={(text) => change({ text })} />
      ) : (
        <div className={css.still} data-number={tile.metric !== undefined} inert>
          {answer ? <Inside tile={answer} body={tile} table={false} /> : <Loading lines={2} />}
        </div>
      )}
      <Edge
        name={name}
        width={tile.width ?? 6}
        box={box}
        resize={resize}
        set={(width) => change({ width })}
      />
    </article>
  );
}

interface EdgeProps {
  name: string;
  width: number;
  box: { current: HTMLElement | null };
  resize: (step: number) => void;
  set: (width: (typeof WIDTHS)[number]) => void;
}

/** The right edge: dragged, or moved by the arrow keys. */
function Edge({ name, width, box, resize, set }: EdgeProps) {
  function drag(event: PointerEvent<HTMLDivElement>) {
    const tile = box.current;
    const grid = tile?.parentElement;
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || !tile || !grid) return;
    const columns = ((event.clientX - tile.getBoundingClientRect().left) / grid.clientWidth) * 12;
    const next = nearest(columns);
    if (next !== width) set(next);
  }
  return (
    <div
      role="slider"
      tabIndex={0}
      className={css.edge}
      aria-label={`Width of ${name}`}
      aria-valuemin={WIDTHS[0]}
      aria-valuemax={12}
      aria-valuenow={width}
      aria-valuetext={`${width} of 12 columns`}
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={drag}
      onKeyDown={(event) => {
        const step = MOVES[event.key];
        if (!step) return;
        event.preventDefault();
        resize(event.key === "ArrowUp" ? 1 : event.key === "ArrowDown" ? -1 : step);
      }}
    />
  );
}

/** The words of a text tile. */
function Words({ text, onChange }: { text: string; onChange: (text: string) => void }) {
  return (
    <Textarea
      aria-label="Words"
      autosize
      minRows={2}
      maxLength={10_000}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
