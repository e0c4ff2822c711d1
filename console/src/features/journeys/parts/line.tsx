import { Menu, ScrollArea, TextInput } from "@mantine/core";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { BaseEdge, EdgeLabelRenderer, type EdgeProps } from "@xyflow/react";
import { memo, useRef, useState } from "react";
import { finding } from "@/ui/finding";
import { compact, plural } from "@/ui/format";
import { useLateMenu } from "@/ui/late-menu";
import type { Body } from "../model/document";
import type { Spot } from "../model/edit";
import { type Kind, type Named, OFFERED, waysOf } from "../model/kinds";
import { COMING_IN, useBench, wayKey } from "./bench";
import css from "./canvas.module.css";
import { useDrop } from "./dragging";
import { hueOf, Sign } from "./signs";

interface LineData extends Record<string, unknown> {
  label: string;
  spot: Spot;
  back: boolean;
  at: { x: number; y: number };
  path: string;
}

/** A way from one step to the next, with what is said on it, how often it was taken, and a place to insert a step. */
export const LineEdge = memo(function LineEdge(props: EdgeProps & { data?: LineData }) {
  const { data } = props;
  const { readOnly, taken, counted, body, named } = useBench();
  if (!data) return null;
  const { x, y } = data.at;
  const label = saysWay(body, data, named);
  const expected = counted;
  const times = taken.get(data.spot.from === null ? COMING_IN : wayKey(data.spot.from, data.spot.path));
  return (
    <>
      <BaseEdge path={data.path} className={css.line} data-back={data.back} />
      <EdgeLabelRenderer>
        <div
          className={`${css.way} nodrag nopan`}
          style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
        >
          {(label || expected) && (
            <span
              className={css.label}
              data-waits={!label && times === undefined}
              title={[label, times === undefined ? "" : saysTimes(times)].filter(Boolean).join(": ")}
            >
              {label && <span className="clip">{label}</span>}
              {expected && (
                <span className={`${css.times} figure`}>
                  {times !== undefined && (
                    <>
                      <span aria-hidden>{compact(times)}</span>
                      <span className={css.heard}>, {saysTimes(times)}</span>
                    </>
                  )}
                </span>
              )}
            </span>
          )}
          {!readOnly && <Insert spot={data.spot} label={label} />}
        </div>
      </EdgeLabelRenderer>
    </>
  );
});

/** What the figure of a way counts. */
const saysTimes = (times: number): string =>
  times === 0 ? "nobody went this way" : `${plural(times, "person", "people")} went this way`;

/** What is said on a way, by the names that people give; where it is drawn knows ids alone. */
function saysWay(body: Body, { label, spot }: LineData, named: Named): string {
  const node = label && spot.from !== null ? body.nodes[spot.from] : undefined;
  const key = spot.from === null ? "" : spot.path.join("/");
  return (node && waysOf(node, named).find((way) => way.path.join("/") === key)?.label) ?? label;
}

/** How long the list takes to go. */
const DRAWN = 60;

/** A menu holds nothing but what can be chosen: with a field to find it by, what opens is a dialogue that holds one. */
function asDialog(dropdown: HTMLElement | null) {
  dropdown?.setAttribute("role", "dialog");
  dropdown?.removeAttribute("aria-orientation");
}

/** The `+` of a way: opens the list of steps; also takes what is dragged upon it. */
function Insert({ spot, label }: { spot: Spot; label: string }) {
  const { insertAt, moveTo, stepOf } = useBench();
  const button = useRef<HTMLButtonElement>(null);
  const [typed, setTyped] = useState("");
  const above = useDrop(
    button,
    (dragged) => dragged.what !== "way" && !(dragged.what === "step" && dragged.name === spot.from),
    (dragged) => {
      if (dragged.what === "step") moveTo(dragged.name, spot);
      const kind = dragged.what === "kind" && OFFERED.find((known) => known.field === dragged.field);
      if (kind) insertAt(spot, kind);
    },
  );
  const late = useLateMenu(button);
  function add(kind: Kind) {
    const name = insertAt(spot, kind);
    late.menu.onChange(false);
    setTyped("");
    // Once it is drawn: who keeps to the keyboard goes on at the new step.
    setTimeout(() => {
      const card = document.querySelector<HTMLElement>(`[data-step="${CSS.escape(name)}"]`);
      card?.focus({ preventScroll: true });
    }, DRAWN);
  }
  const plus = (
    <button
      ref={button}
      type="button"
      className={css.insert}
      data-above={above}
      data-insert={spot.from === null ? COMING_IN : wayKey(spot.from, spot.path)}
      aria-label={`Insert a step after ${spot.from === null ? "the entry" : stepOf(spot.from)}${label ? `, ${label}` : ""}`}
      {...late.button}
    >
      <IconPlus size={13} stroke={2} aria-hidden />
    </button>
  );
  if (!late.asked) return plus;
  const fits = finding(typed);
  const found = OFFERED.filter((kind) => fits(`${kind.label} ${kind.hint}`));
  return (
    <Menu {...late.menu} position="bottom" width={264} onClose={() => setTyped("")} trapFocus>
      <Menu.Target>{plus}</Menu.Target>
      <Menu.Dropdown ref={asDialog}>
        <TextInput
          data-autofocus
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          placeholder="Find a step"
          aria-label="Find a step"
          leftSection={<IconSearch size={14} stroke={1.7} />}
          mb={4}
          onKeyDown={(event) => {
            if (event.key === "Enter" && found[0]) add(found[0]);
          }}
        />
        <ScrollArea.Autosize mah={300} type="auto">
          <div role="menu" aria-label="Steps">
            {found.map((kind) => (
              <Menu.Item
                key={kind.field}
                leftSection={
                  <span className={css.sign} style={{ "--hue": hueOf(kind.field) } as never}>
                    <Sign field={kind.field} size={14} />
                  </span>
                }
                onClick={() => add(kind)}
              >
                {kind.label}
              </Menu.Item>
            ))}
          </div>
          {found.length === 0 && <p className={css.nothing}>No step has this name.</p>}
        </ScrollArea.Autosize>
      </Menu.Dropdown>
    </Menu>
  );
}
