import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { View } from "@/api/client";
import { queries } from "@/api/queries";
import { readText, writeText } from "@/api/texts";
import drafted from "@/ui/drafted.module.css";
import { tell, tellFault } from "@/ui/tell";

interface Props {
  kind: string;
  /** As it is live, with the number of the draft that waits beside it. */
  head: View<"DocumentView">;
  /** Of the version on the screen. */
  version: number;
  /** The version whose text was taken up again. */
  from?: number;
  changed: boolean;
}

/** Which version is on the screen, where there are two: what is live, the draft beside it, or an earlier one. */
export function Sides({ kind, head, version, from, changed }: Props) {
  const [busy, setBusy] = useState(false);
  const { id, name, draft } = head;
  const params = { kind, id };
  const to = "/documents/$kind/$id";

  async function letGo() {
    if (!draft) return;
    setBusy(true);
    try {
      const [live, waiting] = await Promise.all([readText(kind, id), readText(kind, id, draft)]);
      // A draft that says what is live is told of no more.
      await writeText(kind, id, live, "draft", draft);
      await queries.invalidateQueries();
      tell(`The draft of ${name} is discarded.`, async () => {
        await writeText(kind, id, waiting, "draft");
        await queries.invalidateQueries();
      });
    } catch (error) {
      tellFault(error);
    } finally {
      setBusy(false);
    }
  }

  if (from !== undefined) {
    return (
      <div className={drafted.drafted} role="status">
        <span>
          <b>The text of version {from}</b>, not yet saved
        </span>
        <Link to={to} params={params} className="link">
          Back to version {version}
        </Link>
      </div>
    );
  }
  if (!draft) return null;
  const waits = version === draft;
  return (
    <div className={drafted.drafted} role="status">
      <span>
        {waits ? (
          <>
            <b>Draft of version {draft}</b>, not yet published
          </>
        ) : (
          <>
            <b>What is live.</b> A draft of version {draft} waits
          </>
        )}
      </span>
      <Link to={to} params={params} search={waits ? { show: "live" } : {}} className="link">
        {waits ? "Show what is live" : "Open the draft"}
      </Link>
      {waits && !changed && (
        <button type="button" className="link" disabled={busy} onClick={() => void letGo()}>
          Discard the draft
        </button>
      )}
    </div>
  );
}
