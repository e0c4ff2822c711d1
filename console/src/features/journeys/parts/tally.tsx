import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { client, type View } from "@/api/client";
import { useSoon } from "@/api/live";
import { count, plural } from "@/ui/format";
import css from "../journey.module.css";
import { saysDoubts } from "../model/faults";

type Journey = View<"JourneyView">;

interface Props {
  journey: Journey;
  faults: number | undefined;
  /** How many things may be mistakes. */
  doubts: number;
  /** Whether the server gives no answer: what is on the screen is kept, and not checked. */
  unheard: boolean;
  /** Whether it is drawn here, and not only read. */
  writes: boolean;
  /** Leads to all of it. */
  showFaults: () => void;
}

/** How it stands, in one line: who is in it, followed while it moves, and whether anything is wrong. */
export function Tally({ journey, faults, doubts, unheard, writes, showFaults }: Props) {
  const { now, older } = useStanding(journey);
  if (unheard) {
    return (
      <div className={css.tally} role="status">
        <span className={css.unheard}>
          The server gives no answer{writes && "; what you draw stays here"}
        </span>
      </div>
    );
  }
  return (
    <div className={css.tally}>
      <span>
        <b className="figure">{count(now.under_way)}</b> under way
        {older > 0 && (
          <>
            ,{" "}
            <Link
              to="/journeys/$id"
              params={{ id: journey.id }}
              search={{ tab: "versions" }}
              className="link figure"
            >
              {older === now.under_way ? "all" : count(older)} on older versions
            </Link>
          </>
        )}
      </span>
      <span>
        <b className="figure">{count(now.entered)}</b> entered
      </span>
      <span>
        <b className="figure">{count(now.ended)}</b> ended
      </span>
      {now.held_out > 0 && (
        <span>
          <b className="figure">{count(now.held_out)}</b> held out
        </span>
      )}
      <span className={css.verdict} data-tone={faults ? "bad" : doubts > 0 ? "warn" : "good"} role="status">
        {faults === 0 && doubts === 0 && "No problems"}
        {Boolean(faults || doubts) && (
          <button type="button" className="link" onClick={showFaults}>
            {faults ? plural(faults, "problem") : saysDoubts(doubts)}
          </button>
        )}
      </span>
    </div>
  );
}

/**
 * How many are in it now, and how many of them on versions that were replaced.
 *
 * Asked apart from the document itself: that one is on the bench, and is not taken from under anybody's hands.
 */
function useStanding(journey: Journey): { now: Journey; older: number } {
  const path = { document_id: journey.id };
  const standing = useQuery({
    queryKey: ["journey-standing", journey.id],
    enabled: journey.state !== "draft",
    staleTime: 0,
    queryFn: async ({ signal }) => {
      const { data: now } = await client.GET("/api/v1/journeys/{document_id}", { params: { path }, signal });
      if (!now || now.version === 1) return { now: now as Journey, older: 0 };
      const { data } = await client.GET("/api/v1/journeys/{document_id}/versions", {
        params: { path },
        signal,
      });
      const behind = (data?.items ?? []).filter((one) => one.version < now.version);
      return { now: now as Journey, older: behind.reduce((sum, one) => sum + one.under_way, 0) };
    },
  });
  useSoon(() => journey.state !== "draft" && void standing.refetch());
  return standing.data ?? { now: journey, older: 0 };
}
