import { api } from "@/api/client";
import { humane } from "./format";
import { placeOf } from "./places";
import { Answer } from "./states";
import css from "./used-by.module.css";
import { Way } from "./way";

interface Props {
  /** As in the catalog: `segment`. */
  kind: string;
  id: string;
  /** What is said where nothing mentions it. */
  nothing?: string;
}

/** What mentions a document: while anything does, it can’t be archived. */
export function UsedBy({ kind, id, nothing = "Nothing mentions it." }: Props) {
  const asked = api.useQuery("get", "/api/v1/documents/{kind}/{document_id}/dependents", {
    params: { path: { kind, document_id: id } },
  });
  return (
    <Answer of={asked} lines={2}>
      {({ items }) => (
        <ul className={css.list}>
          {items.map((one) => (
            <li key={`${one.kind} ${one.id}`}>
              <Way href={placeOf(one.kind, one.id)} className="link">
                {one.name}
              </Way>
              <span className="quiet">{humane(one.kind).toLowerCase()}</span>
            </li>
          ))}
          {items.length === 0 && <li className="quiet">{nothing}</li>}
        </ul>
      )}
    </Answer>
  );
}
