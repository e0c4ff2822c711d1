import { Link, useRouterState } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { Documents, Show } from "@/api/document";
import { discard } from "@/api/drafts";
import { useMay } from "@/api/session";
import { Notice } from "./notice";
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
  const { pathname, search } = useRouterState({ select: (state) => state.location });
  if (!head.draft) return null;
  const drafted = version === head.draft;
  const other = { ...search, ...opening, show: drafted ? ("live" satisfies Show) : undefined };

  async function letGo() {
    if (!content || !head.draft) return;
    const back = await discard(documents, head.id, head.draft, content);
    tell(`The draft of ${head.name} is discarded.`, back);
  }

  return (
    <Sides
      drafted={drafted}
      draft={head.draft}
      other={(words) => (
        <Link to={to ?? pathname} search={(to ? {} : other) as never} className="link">
          {words}
        </Link>
      )}
      discard={may && content && !changed ? letGo : undefined}
    />
  );
}

interface SidesProps {
  /** Whether the draft is on the screen, and not what is live. */
  drafted: boolean;
  draft: number;
  /** The way to the other of the two. */
  other: (words: string) => ReactNode;
  discard?: () => Promise<void>;
}

/** What is live or its draft: which is on the screen, and the way to the other. */
export function Sides({ drafted, draft, other, discard }: SidesProps) {
  const [busy, setBusy] = useState(false);
  return (
    <Notice>
      <span>
        {drafted ? (
          <>
            <b>Draft of version {draft}</b>, not yet published
          </>
        ) : (
          <>
            <b>What is live.</b> A draft of version {draft} waits
          </>
        )}
      </span>
      {other(drafted ? "Show what is live" : "Open the draft")}
      {drafted && discard && (
        <button
          type="button"
          className="link"
          disabled={busy}
          onClick={() => {
            setBusy(true);
            void discard()
              .catch(tellFault)
              .finally(() => setBusy(false));
          }}
        >
          Discard the draft
        </button>
      )}
    </Notice>
  );
}
