import { PageHead } from "@/shell/page-head";
import { describe, People, Search, useFinding } from "./parts/people";
import css from "./profiles.module.css";

/** As many as fit beside a telephone. */
const LATELY = 20;

/**
 * Where somebody who answers calls begins: who is it? Below, who did something lately.
 *
 * It is asked once and not followed: whom an agent is shown stands in the audit trail.
 */
export default function Desk() {
  const finding = useFinding(LATELY);
  const { found, asked, limit } = finding;
  return (
    <>
      <PageHead title="Desk" />
      <div className={css.desk}>
        <div className={css.who}>
          <h2>Who is it?</h2>
          <Search of={finding} size="lg" />
          <p className="quiet">A number, an address or a name finds them; Enter opens who is found first.</p>
        </div>
        <h3 className={css.lately}>
          {asked ? "Found" : "Active lately"}
          <span className="quiet" role="status">
            {asked && found.data && !found.isPlaceholderData ? describe(found.data, asked, limit) : ""}
          </span>
        </h3>
        <People of={finding} />
      </div>
    </>
  );
}
