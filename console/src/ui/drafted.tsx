import { Link, useRouterState } from "@tanstack/react-router";
import { useState } from "react";
import type { Documents, Show } from "@/api/document";
import { discard } from "@/api/drafts";
import { useMay } from "@/api/session";
import css from "./drafted.module.css";
import { tell, tellFault } from "./tell";

interface Props {
  documents: Documents;
  /** The document as it is live, with the number of the draft that waits beside it. */
  head: { id: string; name: string; draft?: number | null };
  /** Of the version on the screen. */
  version: number;
  /** What the draft says, as its author would send it. */
  content?: Readonly<Record<string, unknown>>;
  /** Whether it was edited since: then there is more to lose than can be brought back. */
  changed?: boolean;
  /** Where the draft is opened; here, unless told. */
  to?: string;
  /** How it is opened here. */
  search?: Readonly<Record<string, unknown>>;
}

/** Where a draft waits beside what is live: which of the two is on the screen, and the way to the other. */
export function Drafted({ documents, head, version, content, changed, to, search: opening }: Props) {
  const may = useMay("documents:write");
  const [busy, setBusy] = useState(false);
  const { pathname, search } = useRouterState({ select: (state) => state.location });
  if (!head.draft) return null;
  const drafted = version === head.draft;
  const other = { ...search, ...opening, show: drafted ? ("live" satisfies Show) : undefined };

  async function letGo() {
    if (!content || !head.draft) return;
    setBusy(true);
    try {
      const back = await discard(documents, head.id, head.draft, content);
      tell(`The draft of ${head.name} is discarded.`, back);
    } catch (error) {
      tellFault(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className={css.drafted} role="status">
      <span>
        {drafted ? (
          <>
            <b>Draft of version {head.draft}</b>, not yet published
          </>
        ) : (
          <>
            <b>What is live.</b> A draft of version {head.draft} waits
          </>
        )}
      </span>
      <Link to={to ?? pathname} search={(to ? {} : other) as never} className="link">
        {drafted ? "Show what is live" : "Open the draft"}
      </Link>
      {drafted && may && content && !changed && (
        <button type="button" className="link" disabled={busy} onClick={() => void letGo()}>
          Discard the draft
        </button>
      )}
    </div>
  );
}
