import { Button, Menu, UnstyledButton } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconArrowBackUp, IconArrowDown, IconArrowUp, IconPlus } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef } from "react";
import { Choice } from "@/ui/choice";
import { useSpoken } from "@/ui/spoken";
import { didOf, type Palette } from "../drafts";
import {
  changed,
  type Group,
  type Item,
  inserted,
  moved,
  group as newGroup,
  parentOf,
  row,
  stepped,
  without,
} from "../model";
import css from "./builder.module.css";
import { carried, useDragged, useDropped, useMonitor } from "./dragging";
import { RowView } from "./row";

interface Props {
  root: Group;
  onChange: (root: Group) => void;
  palette: Palette;
  /** What is wrong, by the id of the row. */
  faults: Map<string, string>;
  /** The group that a click in the palette adds to. */
  target: string;
  onTarget: (id: string) => void;
  onUndo?: () => void;
}

/** Groups of conditions: built by mouse or by keys, each change can be undone. */
export function Builder({ root, onChange, palette, faults, target, onTarget, onUndo }: Props) {
  const [spoken, say] = useSpoken();
  const focus = useRef<string | null>(null);
  useHotkeys([["mod+Z", () => onUndo?.()]]);
  useMonitor(({ what, into, at }) => {
    onChange(what.id ? moved(root, what.id, into, at) : inserted(root, into, row(what.make()), at));
    say(what.id ? "Moved" : "Added");
  });

  // The handle that was used stays in hand where it went; after what was removed comes what stood beside it.
  useEffect(() => {
    if (!focus.current) return;
    const id = focus.current;
    focus.current = null;
    document.querySelector<HTMLElement>(`[data-handle="${id}"], [data-add="${id}"]`)?.focus();
  });

  const deeds: Deeds = {
    palette,
    faults,
    target,
    onTarget,
    change: (id, change) => onChange(changed(root, id, change)),
    remove: (id) => {
      focus.current = besideOf(root, id);
      onChange(without(root, id));
      say("Removed. Undo with Control Z");
    },
    add: (into, item) => onChange(inserted(root, into, item)),
    steps: (id, way) => stepped(root, id, way) !== root,
    step: (id, way) => {
      const next = stepped(root, id, way);
      if (next === root) return;
      focus.current = id;
      onChange(next);
      const parent = parentOf(next, id);
      const at = parent ? parent.items.findIndex((item) => item.id === id) + 1 : 0;
      say(`Moved to place ${at} of ${parent?.items.length ?? 0}`);
    },
  };
  return (
    <div className={css.builder}>
      {spoken}
      <GroupView group={root} deeds={deeds} outermost>
        {onUndo && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconArrowBackUp size={14} />}
            onClick={onUndo}
          >
            Undo
          </Button>
        )}
      </GroupView>
    </div>
  );
}

/** What has the focus once an item is gone: its neighbour, or the group in which it stood alone. */
function besideOf(root: Group, id: string): string | null {
  const parent = parentOf(root, id);
  const at = parent?.items.findIndex((item) => item.id === id) ?? -1;
  return (parent?.items[at + 1] ?? parent?.items[at - 1] ?? parent)?.id ?? null;
}

/** What rows and groups can do. */
export interface Deeds {
  palette: Palette;
  faults: Map<string, string>;
  target: string;
  onTarget: (id: string) => void;
  change: (id: string, change: (item: Item) => Item) => void;
  remove: (id: string) => void;
  add: (into: string, item: Item) => void;
  step: (id: string, way: -1 | 1) => void;
  /** Whether there is anywhere to go that way. */
  steps: (id: string, way: -1 | 1) => boolean;
}

interface GroupProps {
  group: Group;
  deeds: Deeds;
  outermost?: boolean;
  children?: ReactNode;
}

function GroupView({ group, deeds, outermost = false, children }: GroupProps) {
  const box = useRef<HTMLFieldSetElement>(null);
  const handle = useRef<HTMLButtonElement>(null);
  const over = useDropped(box, { into: group.id });
  useDragged(outermost ? null : box, handle, carried(group.id));
  const [first] = deeds.palette.events;
  const name = `${group.not ? "None" : group.any ? "Any" : "All"} of these`;
  return (
    <fieldset
      ref={box}
      className={css.group}
      aria-label={name}
      data-outermost={outermost}
      data-over={over}
      data-target={deeds.target === group.id}
      onFocusCapture={(event) => {
        if ((event.target as HTMLElement).closest("fieldset") === box.current) deeds.onTarget(group.id);
      }}
    >
      <div className={css.head}>
        {!outermost && <Handle ref={handle} id={group.id} label={`the group: ${name}`} deeds={deeds} />}
        <Choice
          size="xs"
          aria-label="How many must hold"
          value={group.any ? "any" : "all"}
          data={[
            { value: "all", label: "All of" },
            { value: "any", label: "Any of" },
          ]}
          onChange={(value) => deeds.change(group.id, (item) => ({ ...item, any: value === "any" }) as Item)}
        />
        <UnstyledButton
          className={css.not}
          aria-pressed={group.not}
          onClick={() => deeds.change(group.id, (item) => ({ ...item, not: !item.not }))}
        >
          not
        </UnstyledButton>
        <Button
          data-add={group.id}
          size="compact-sm"
          variant="default"
          leftSection={<IconPlus size={13} />}
          onClick={() => deeds.add(group.id, row(didOf(first?.type ?? "page")))}
        >
          Condition
        </Button>
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          onClick={() => deeds.add(group.id, newGroup([row(didOf(first?.type ?? "page"))], !group.any))}
        >
          Add group
        </Button>
        <span className={css.rest}>{children}</span>
        {!outermost && <Remove label="Remove the group" onClick={() => deeds.remove(group.id)} />}
      </div>
      {group.items.length === 0 && (
        <p className={css.hint}>
          Everybody. Drag a word here from the left, or click it, to say who is meant.
        </p>
      )}
      <ul className={css.items}>
        {group.items.map((item, at) => (
          <li key={item.id}>
            {item.kind === "group" ? (
              <GroupView group={item} deeds={deeds} />
            ) : (
              <RowView row={item} into={group.id} at={at} deeds={deeds} />
            )}
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

const WAYS = [
  { way: -1, key: "ArrowUp", words: "Move up", Icon: IconArrowUp },
  { way: 1, key: "ArrowDown", words: "Move down", Icon: IconArrowDown },
] as const;

/** What an item is moved by: dragged, by the arrow keys, or by the menu behind a click. */
export function Handle({
  ref,
  id,
  label,
  deeds,
}: {
  ref: React.Ref<HTMLButtonElement>;
  id: string;
  label: string;
  deeds: Deeds;
}) {
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <button
          ref={ref}
          data-handle={id}
          type="button"
          className={css.handle}
          aria-label={`Move ${label}: arrow keys up and down`}
          title="Drag, press ↑ and ↓, or click"
          onKeyDown={(event) => {
            const found = WAYS.find(({ key }) => key === event.key);
            if (!found) return;
            event.preventDefault();
            deeds.step(id, found.way);
          }}
        >
          <svg width="8" height="14" viewBox="0 0 8 14" aria-hidden="true">
            {[2, 7, 12].flatMap((y) =>
              [1.5, 6.5].map((x) => <circle key={`${x} ${y}`} cx={x} cy={y} r="1.2" fill="currentColor" />),
            )}
          </svg>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {WAYS.map(({ way, words, Icon }) => (
          <Menu.Item
            key={words}
            leftSection={<Icon size={14} stroke={1.7} />}
            disabled={!deeds.steps(id, way)}
            onClick={() => deeds.step(id, way)}
          >
            {words}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** A small cross. */
export function Remove({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button type="button" className={css.remove} aria-label={label} title={label} onClick={onClick}>
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
        <path d="m1.5 1.5 7 7m0-7-7 7" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
      </svg>
    </button>
  );
}
