import { Link } from "@tanstack/react-router";
import css from "./strip.module.css";

interface Place {
  to: string;
  label: string;
  /** Behind the label, such as how many wait there. */
  number?: string;
}

/** The parts of a screen, each at an address of its own. */
export function Strip({ label, places }: { label: string; places: Place[] }) {
  return (
    <nav className={css.strip} aria-label={label}>
      {places.map((place) => (
        <Link
          key={place.to}
          to={place.to}
          className={css.tab}
          activeOptions={{ exact: true, includeSearch: false }}
          activeProps={{ "data-active": true, "aria-current": "page" }}
        >
          {place.label}
          {place.number && <span className={css.number}>{place.number}</span>}
        </Link>
      ))}
    </nav>
  );
}
