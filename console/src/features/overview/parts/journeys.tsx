import { Link } from "@tanstack/react-router";
import type { View } from "@/api/client";
import { count } from "@/ui/format";
import { DocumentStatus } from "@/ui/status";
import css from "../overview.module.css";

/** What journeys came to since yesterday. */
export function Journeys({ of }: { of: View<"JourneyMoveView">[] }) {
  if (of.length === 0) return null;
  return (
    <section aria-label="Journeys" className={css.part}>
      <header>
        <h2>Journeys</h2>
        <span className="quiet">what they came to since yesterday</span>
        <Link to="/journeys" className="link">
          All
        </Link>
      </header>
      <ul>
        {of.slice(0, 6).map((journey) => (
          <li key={journey.id}>
            <Link to="/journeys/$id" params={{ id: journey.id }} className={css.row}>
              <span className="clip">{journey.name}</span>
              <span className={`${css.results} quiet figure`}>
                <span>{count(journey.entered)} entered</span>
                <span>{count(journey.goals)} goals</span>
                <span>{count(journey.under_way)} under way</span>
              </span>
              <DocumentStatus state={journey.state} />
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
