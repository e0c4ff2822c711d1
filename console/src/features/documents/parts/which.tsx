import { Link } from "@tanstack/react-router";
import type { View } from "@/api/client";
import { queries } from "@/api/queries";
import { readText, writeText } from "@/api/texts";
import { Sides } from "@/ui/drafted";
import { Notice } from "@/ui/notice";
import { tell } from "@/ui/tell";

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
export function Which({ kind, head, version, from, changed }: Props) {
  const { id, name, draft } = head;
  const params = { kind, id };
  const to = "/documents/$kind/$id";

  async function letGo() {
    if (!draft) return;
    const [live, waiting] = await Promise.all([readText(kind, id), readText(kind, id, draft)]);
    // A draft that says what is live is told of no more.
    await writeText(kind, id, live, "draft", draft);
    await queries.invalidateQueries();
    tell(`The draft of ${name} is discarded.`, async () => {
      await writeText(kind, id, waiting, "draft");
      await queries.invalidateQueries();
    });
  }

  if (from !== undefined) {
    return (
      <Notice>
        <span>
          <b>The text of version {from}</b>, not yet saved
        </span>
        <Link to={to} params={params} className="link">
          Back to version {version}
        </Link>
      </Notice>
    );
  }
  if (!draft) return null;
  const waits = version === draft;
  return (
    <Sides
      drafted={waits}
      draft={draft}
      other={(words) => (
        <Link to={to} params={params} search={waits ? { show: "live" } : {}} className="link">
          {words}
        </Link>
      )}
      discard={changed ? undefined : letGo}
    />
  );
}
