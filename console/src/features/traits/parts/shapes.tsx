import { Select } from "@mantine/core";
import { useState } from "react";
import type { View } from "@/api/client";
import { eventName } from "@/features/segments/drafts";
import { checkNow } from "@/features/segments/use-estimate";
import { tellFault } from "@/ui/tell";
import { Part } from "@/ui/workbench";
import { type Shape, shapesOf } from "../model";
import css from "../traits.module.css";

interface Props {
  /** Those that happen first. */
  events: readonly View<"EventWordView">[];
  own: string;
  write: (expression: string) => void;
}

/** Values that are there by a click, from one sort of events; what stands in the editor gives way, and comes back by Ctrl+Z. */
export function Shapes({ events, own, write }: Props) {
  const [chosen, setChosen] = useState(events[0]?.type ?? null);
  const event = events.find(({ type }) => type === chosen);

  async function take({ node }: Shape) {
    const { text } = await checkNow({ tree: node }, own, "trait");
    if (text) write(text);
  }

  return (
    <Part title="Begin with">
      <Select
        label="Event"
        searchable
        data={events.map(({ type }) => ({ value: type, label: eventName(type) }))}
        value={chosen}
        onChange={(type) => type && setChosen(type)}
        placeholder={events.length ? undefined : "Nothing has happened yet"}
        disabled={events.length === 0}
      />
      {event && (
        <ul className={css.shapes} aria-label={`Values of ${eventName(event.type)}`}>
          {shapesOf(event).map((shape) => (
            <li key={shape.label}>
              <button type="button" onClick={() => void take(shape).catch(tellFault)}>
                {shape.label}
              </button>
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}
