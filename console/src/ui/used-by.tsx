import { Link } from "@tanstack/react-router";
import { api } from "@/api/client";
import type { Documents } from "@/api/document";
import { humane } from "./format";
import { Answer } from "./states";
import css from "./used-by.module.css";

/** Kinds that have a screen of their own; the others are named only. */
const SCREENS: Readonly<Record<string, string>> = {
  segment: "/segments/$id",
  trait: "/traits/$id",
  journey: "/journeys/$id",
  template: "/templates/$id",
  fragment: "/fragments/$id",
  offer: "/offers/$id",
  dashboard: "/dashboards/$id",
  model: "/models/$id",
};

interface Props {
  documents: Documents;
  id: string;
  /** What is said where nothing mentions it. */
  nothing?: string;
}

/** What mentions a document: while anything does, it can’t be archived. */
export function UsedBy({ documents, id, nothing = "Nothing mentions it." }: Props) {
  const path = `/api/v1/${documents}/{document_id}/dependents` as "/api/v1/segments/{document_id}/dependents";
  const asked = api.useQuery("get", path, { params: { path: { document_id: id } } });
  return (
    <Answer of={asked} lines={2}>
      {({ items }) => (
        <ul className={css.list}>
          {items.map((one) => {
            const to = SCREENS[one.kind];
            return (
              <li key={`${one.kind} ${one.id}`}>
                {to ? (
                  <Link to={to as "/segments/$id"} params={{ id: one.id }} className="link">
                    {one.name}
                  </Link>
                ) : (
                  <span>{one.name}</span>
                )}
                <span className="quiet">{humane(one.kind).toLowerCase()}</span>
              </li>
            );
          })}
          {items.length === 0 && <li className="quiet">{nothing}</li>}
        </ul>
      )}
    </Answer>
  );
}
