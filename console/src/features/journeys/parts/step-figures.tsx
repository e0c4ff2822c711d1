import { Link } from "@tanstack/react-router";
import { useMay } from "@/api/session";
import { count } from "@/ui/format";
import { useBench } from "./bench";
import css from "./inspector.module.css";

const LABELS = { waiting: "Here now", passed: "Went on", held: "Held" } as const;

/** How many were at a step and are, where it is or was live; who they are, for whoever may see that. */
export function Figures({ name }: { name: string }) {
  const { figures, peopleOf } = useBench();
  const may = useMay("profiles:read");
  const figure = figures.get(name);
  if (!figure) return null;
  return (
    <>
      <dl className={css.figures}>
        {(["waiting", "passed", "held"] as const).map((what) => (
          <div key={what}>
            <dt>{LABELS[what]}</dt>
            <dd className="figure">{count(figure[what])}</dd>
          </div>
        ))}
      </dl>
      {peopleOf && may && (
        <Link
          to="/journeys/$id"
          params={{ id: peopleOf }}
          search={{ tab: "people", step: name }}
          className={`${css.people} link`}
        >
          Who is here
        </Link>
      )}
    </>
  );
}
