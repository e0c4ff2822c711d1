import { Link } from "@tanstack/react-router";
import { useMay } from "@/api/session";
import { count } from "@/ui/format";
import { Figure, Numbers } from "@/ui/numbers";
import { useBench } from "./bench";
import css from "./inspector.module.css";

/** How many were at a step and are, where it is or was live; who they are, for whoever may see that. */
export function Figures({ name }: { name: string }) {
  const { figures, peopleOf } = useBench();
  const may = useMay("profiles:read");
  const figure = figures.get(name);
  if (!figure) return null;
  return (
    <>
      <Numbers look="thirds" className={css.figures}>
        <Figure name="Here now">{count(figure.waiting)}</Figure>
        <Figure name="Went on">{count(figure.passed)}</Figure>
        <Figure name="Held">{count(figure.held)}</Figure>
      </Numbers>
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
