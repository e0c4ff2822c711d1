import { useQueries } from "@tanstack/react-query";
import { client, type View } from "@/api/client";
import { type Documents, newestOf } from "@/api/document";
import { moment } from "./format";
import { Loading } from "./states";
import { DocumentStatus } from "./status";
import css from "./versions.module.css";

type Version = View<"DocumentView"> & { expression: string; unit?: string | null };

const MOST = 20;

/** What may differ, and what it is called. */
const FIELDS = { name: "name", description: "description", expression: "rule", unit: "unit" } as const;

interface Props {
  /** Kinds that say one expression. */
  documents: Documents & ("segments" | "traits");
  /** As it is today. */
  head: View<"DocumentView">;
}

/** Every version, and what changed from the one before. */
export function Versions({ documents, head }: Props) {
  const newest = newestOf(head);
  const numbers = Array.from({ length: Math.min(MOST, newest) }, (_, back) => newest - back);
  const found = useQueries({
    queries: numbers.map((version) => ({
      queryKey: ["version", documents, head.id, version, head.state],
      queryFn: async () => {
        const path = `/api/v1/${documents}/{document_id}` as "/api/v1/segments/{document_id}";
        const { data } = await client.GET(path, {
          params: { path: { document_id: head.id }, query: { version } },
        });
        return data as Version;
      },
    })),
  });
  if (found.some((each) => each.isPending)) return <Loading lines={6} />;
  const versions = found.flatMap((each) => (each.data ? [each.data] : []));
  return (
    <ol className={css.versions}>
      {versions.map((version, place) => (
        <li key={version.version} className={css.card}>
          <h2>
            Version {version.version} <DocumentStatus state={version.state} />
            <span className="quiet">{moment(version.at)}</span>
          </h2>
          <Difference from={versions[place + 1]} to={version} />
        </li>
      ))}
    </ol>
  );
}

function Difference({ from, to }: { from: Version | undefined; to: Version }) {
  const fields = (Object.keys(FIELDS) as (keyof typeof FIELDS)[]).filter(
    (field) => (from?.[field] ?? "") !== (to[field] ?? ""),
  );
  if (!from) return <pre className={css.rule}>{to.expression}</pre>;
  if (fields.length === 0) return <p className="quiet">The same, published again.</p>;
  return fields.map((field) => (
    <div key={field} className={css.difference}>
      <span className="quiet">{FIELDS[field]}</span>
      <div>
        <del>{from[field] || "nothing"}</del>
        <ins>{to[field] || "nothing"}</ins>
      </div>
    </div>
  ));
}
