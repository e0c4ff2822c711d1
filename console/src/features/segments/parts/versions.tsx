import { useQueries } from "@tanstack/react-query";
import { client, type View } from "@/api/client";
import { moment } from "@/ui/format";
import { Loading } from "@/ui/states";
import { DocumentStatus } from "@/ui/status";
import css from "../segments.module.css";

type Segment = View<"SegmentView">;

const MOST = 20;

/** Every version, and what changed from the one before. */
export function Versions({ segment }: { segment: Segment }) {
  const newest = segment.version;
  const numbers = Array.from({ length: Math.min(MOST, newest) }, (_, back) => newest - back);
  const found = useQueries({
    queries: numbers.map((version) => ({
      queryKey: ["version", segment.id, version, segment.state],
      queryFn: async () => {
        const { data } = await client.GET("/api/v1/segments/{document_id}", {
          params: { path: { document_id: segment.id }, query: { version } },
        });
        return data as Segment;
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

function Difference({ from, to }: { from: Segment | undefined; to: Segment }) {
  const fields = (["name", "description", "expression"] as const).filter(
    (field) => !from || from[field] !== to[field],
  );
  if (!from) return <pre className={css.rule}>{to.expression}</pre>;
  if (fields.length === 0) return <p className="quiet">The same, published again.</p>;
  return fields.map((field) => (
    <div key={field} className={css.difference}>
      <span className="quiet">{field === "expression" ? "rule" : field}</span>
      <div>
        <del>{from[field] || "nothing"}</del>
        <ins>{to[field] || "nothing"}</ins>
      </div>
    </div>
  ));
}
