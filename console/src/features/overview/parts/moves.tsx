import { Link } from "@tanstack/react-router";
import type { View } from "@/api/client";
import { count } from "@/ui/format";
import { Way } from "@/ui/way";
import css from "../overview.module.css";

const MOST = 8;

/** Segments that people entered or left since yesterday; both directions on one axis. */
export function Moves({ of }: { of: View<"SegmentMoveView">[] }) {
  const shown = of.slice(0, MOST);
  const most = Math.max(1, ...shown.flatMap((move) => [move.entered, move.left]));
  return (
    <section aria-label="Segments" className={css.part}>
      <header>
        <h2>Segments</h2>
        <span className="quiet">who came and went since yesterday</span>
        <Link to="/segments" className="link">
          All
        </Link>
      </header>
      {shown.length === 0 ? (
        <p className={css.nothing}>
          A segment is a group of people by a rule, always up to date.{" "}
          <Link to="/segments/new" className="link">
            Build the first
          </Link>
        </p>
      ) : (
        <ul>
          {shown.map((move) => (
            <li key={move.id}>
              <Way href={`/segments/${move.id}`} className={css.row}>
                <span className="clip">{move.name}</span>
                <span className={css.moves}>
                  <span className={`${css.out} figure`}>{move.left ? `−${count(move.left)}` : ""}</span>
                  <span className={css.axis} aria-hidden>
                    <span data-way="out" style={{ width: `${(move.left / most) * 50}%` }} />
                    <span data-way="in" style={{ width: `${(move.entered / most) * 50}%` }} />
                  </span>
                  <span className={`${css.in} figure`}>{move.entered ? `+${count(move.entered)}` : ""}</span>
                </span>
                <span className={`${css.size} figure`}>{count(move.size)}</span>
              </Way>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
