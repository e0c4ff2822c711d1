import { IconAlertTriangle, IconChartDots, IconCircleCheck, IconInbox } from "@tabler/icons-react";
import { useMay } from "@/api/session";
import { useSourceNames } from "@/api/sources";
import { Moment } from "@/ui/moment";
import { Way } from "@/ui/way";
import { concernsOf, dropsOf, type Overview } from "../model";
import css from "../overview.module.css";

/** What needs somebody, or that nothing does. */
export function Concerns({ of }: { of: Overview }) {
  const may = useMay("documents:write");
  const sourceName = useSourceNames(of.rejects.length > 0);
  const concerns = concernsOf(of, sourceName, may);
  return (
    <section aria-label="Needs attention" className={css.part}>
      <header>
        <h2>Needs attention</h2>
      </header>
      {concerns.length === 0 ? (
        <p className={css.fine}>
          <IconCircleCheck size={16} stroke={1.7} aria-hidden />
          Everything works, and quarantine is empty.
        </p>
      ) : (
        <ul>
          {concerns.map((concern) => {
            const Sign = concern.severe ? IconAlertTriangle : concern.drifted ? IconChartDots : IconInbox;
            const body = (
              <>
                <Sign size={16} stroke={1.7} aria-hidden data-severe={concern.severe} className={css.sign} />
                <span className={css.words}>
                  {concern.words}
                  <span className="quiet">{concern.detail}</span>
                </span>
              </>
            );
            return (
              <li key={concern.key}>
                <Way href={concern.to} className={css.concern}>
                  {body}
                </Way>
              </li>
            );
          })}
        </ul>
      )}
      <Drops of={of} />
    </section>
  );
}

/** Retries are daily bread; what else is not kept is worth a second look. Nothing is dropped silently. */
function Drops({ of }: { of: Overview }) {
  const drops = dropsOf(of);
  if (drops.length === 0) return null;
  return (
    <dl className={css.drops} aria-label="Accepted and not kept">
      <dt>
        <Way href="/data/sources" className={css.into}>
          Not kept
        </Way>
      </dt>
      {drops.map((drop) => (
        <dd key={drop.key}>
          {drop.words}, the last <Moment at={drop.at} />
        </dd>
      ))}
    </dl>
  );
}
