import { useMemo } from "react";
import type { RawNode } from "../model/document";
import { type Named, titleOf } from "../model/kinds";
import { saysMark } from "../model/totals";
import { type Naming, useKnown } from "./known";

/** What the steps of a journey are called, and what they name. */
export interface Names {
  named: Named;
  /** What a step does, for people; its id where there is no such step. */
  stepOf: (id: string) => string;
}

/** Asks only for names of what the steps mention. */
export function useNames(nodes: Readonly<Record<string, RawNode>>, around: unknown = null): Names {
  const said = useMemo(() => JSON.stringify([nodes, around]), [nodes, around]);
  const templates = useKnown("template");
  const segments = useKnown("segment", /"(segment|left|add_to|remove_from)":/.test(said));
  const journeys = useKnown("journey", said.includes('"jump":'));
  return useMemo(() => {
    const all: Partial<Record<Naming, ReadonlyMap<string, string>>> = {
      template: labels(templates),
      segment: labels(segments),
      journey: labels(journeys),
    };
    // Of a step that leads back to one that leads back, the second is told by its id.
    const bare: Named = (naming, id) => (naming === "step" ? id : (all[naming]?.get(id) ?? id));
    const named: Named = (naming, id) =>
      naming === "step" ? (id in nodes ? titleOf(nodes[id], bare) : id) : bare(naming, id);
    return { named, stepOf: (id) => (id in nodes ? titleOf(nodes[id], named) : id) };
  }, [nodes, templates, segments, journeys]);
}

const labels = (known: readonly { value: string; label: string }[]) =>
  new Map(known.map((one) => [one.value, one.label]));

/** What a sentence of the engine's names, as people call it: steps, templates, ways. */
export function calledBy({ named, stepOf }: Names): (name: string) => string | undefined {
  return (name) => {
    const step = stepOf(name);
    if (step !== name) return step;
    const template = named("template", name);
    return template === name ? saysMark(name) : template;
  };
}
