import { Button } from "@mantine/core";
import { useState } from "react";
import { count, plural } from "@/ui/format";
import { Figure, Numbers } from "@/ui/numbers";
import { Part } from "@/ui/workbench";
import { type Line, linesOf } from "../model/totals";
import { useBench } from "../parts/bench";
import { Cast } from "./cast";
import css from "./player.module.css";
import type { Simulation } from "./use-simulation";

/** What would have come of it: who would have come in, what they would have got and what not. */
export function Results({ simulation }: { simulation: Simulation }) {
  const [cast, setCast] = useState(false);
  const { named } = useBench();
  const result = simulation.result;
  const [first, second] = result?.versions ?? [];
  if (!result || !first) return null;
  const { head, groups } = linesOf(first, second, (id) => named("template", id));
  return (
    <>
      <Part
        title="What would have happened"
        aside={
          result.people < result.of ? `${count(result.people)} of ${count(result.of)} people` : undefined
        }
      >
        <Numbers look="thirds" className={css.numbers}>
          {head.map((line) => (
            <Figure key={line.label} name={line.label}>
              {count(line.value)}
              {line.other !== undefined && <Delta line={line} />}
            </Figure>
          ))}
        </Numbers>
        {first.entered === 0 && (
          <p className={css.nobody}>
            Nobody would have come in over this time. Try a longer one, or another entry.
          </p>
        )}
        <Button
          variant="default"
          fullWidth
          disabled={first.entered === 0 && !result.differ}
          onClick={() => setCast(true)}
        >
          See who, and their messages
        </Button>
      </Part>
      {second && (
        <Part title="Beside the published version">
          <p>
            {result.differ === 0
              ? "Nobody would have lived through anything else."
              : `It would have been different for ${plural(result.differ, "person", "people")}.`}
          </p>
        </Part>
      )}
      {groups.map(
        (group) =>
          group.lines.length > 0 && (
            <Part key={group.title} title={group.title}>
              <ul className={css.lines}>
                {group.lines.map((line) => (
                  <li key={line.label}>
                    <span>{line.label.charAt(0).toUpperCase() + line.label.slice(1)}</span>
                    <b className="figure">
                      {count(line.value)}
                      {line.other !== undefined && <Delta line={line} />}
                    </b>
                  </li>
                ))}
              </ul>
            </Part>
          ),
      )}
      {cast && <Cast simulation={simulation.id} close={() => setCast(false)} />}
    </>
  );
}

/** How far the draft is from the published version. */
function Delta({ line }: { line: Line }) {
  const delta = line.value - (line.other ?? 0);
  return (
    <small className={css.delta}>
      {delta === 0 ? "same" : `${delta > 0 ? "+" : "−"}${count(Math.abs(delta))}`}
    </small>
  );
}
