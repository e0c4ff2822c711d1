import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { client, type View } from "@/api/client";
import { usePages } from "@/api/pages";
import { useMay } from "@/api/session";
import { readText } from "@/api/texts";
import card from "./card.module.css";
import { Copied } from "./copied";
import { moment } from "./format";
import { Lines } from "./lines";
import { Moment } from "./moment";
import { textOf } from "./places";
import { Answer, Loading } from "./states";
import { DocumentStatus } from "./status";
import css from "./versions.module.css";
import { Way } from "./way";

type Version = View<"WrittenVersionView">;
type Deed = View<"DeedView">;

/** What people call what differs, where its name in the document is another. */
const FIELDS: Readonly<Record<string, string>> = { expression: "rule" };
const DID: Readonly<Record<Deed["did"], string>> = {
  create: "created it",
  update: "saved it",
  publish: "published it",
  archive: "archived it",
};

interface Props {
  /** As in the catalog: `segment`. */
  kind: string;
  id: string;
  /** As it is today: once that is another, versions are read anew. */
  head?: { version: number; state: string; draft?: number | null };
  /** Whether it has ended, or never was. */
  ended?: boolean;
}

/** Every version: who made it, and what changed from the one before. */
export function Versions({ kind, id, head, ended = false }: Props) {
  const key = ["versions", kind, id, head?.version, head?.state, head?.draft];
  const versions = usePages<Version>(key, (cursor, signal) =>
    client.GET("/api/v1/documents/{kind}/{document_id}/versions", {
      params: { path: { kind, document_id: id }, query: { cursor, limit: 20 } },
      signal,
    }),
  );
  if (ended && versions.data === undefined) return null;
  return (
    <Answer of={versions}>
      {(found) => (
        <div className={css.versions}>
          <ol className={css.versions}>
            {found.map((version, place) => (
              <Card
                key={version.version}
                kind={kind}
                id={id}
                version={version}
                newest={place === 0 && !ended}
              />
            ))}
          </ol>
          {versions.hasMore && (
            <button type="button" className="link" onClick={versions.more}>
              Earlier versions
            </button>
          )}
        </div>
      )}
    </Answer>
  );
}

interface CardProps {
  kind: string;
  id: string;
  version: Version;
  newest: boolean;
}

function Card({ kind, id, version, newest }: CardProps) {
  const [opened, setOpened] = useState(false);
  const may = useMay("documents:write");
  const { deeds } = version;
  return (
    <li className={card.card}>
      <h2>
        Version {version.version} <DocumentStatus state={version.state} />
        <span className="quiet">{moment(deeds.at(-1)?.at ?? version.at)}</span>
      </h2>
      {deeds.length > 0 && (
        <p className={css.deeds}>
          {deeds.map((deed) => (
            <span key={`${deed.did} ${deed.at}`}>
              <b>{deed.name || (deed.via === "cli" ? "The command line" : "Somebody unknown")}</b>{" "}
              <span className="quiet">{DID[deed.did]}</span> <Moment at={deed.at} />
            </span>
          ))}
        </p>
      )}
      <Changed version={version} />
      <p className={css.ways}>
        <button type="button" className="link" aria-expanded={opened} onClick={() => setOpened(!opened)}>
          {opened ? "Hide the text" : "As text"}
        </button>
        {may && !newest && (
          <Way className="link" href={`${textOf(kind, id)}?from=${version.version}`}>
            Go back to it
          </Way>
        )}
      </p>
      {opened && <Whole kind={kind} id={id} version={version.version} />}
    </li>
  );
}

function Changed({ version }: { version: Version }): ReactNode {
  if (version.differences.length === 0) {
    return (
      <p className="quiet">
        {version.version === 1 ? "The first version." : "It says the same as the one before."}
      </p>
    );
  }
  return version.differences.map(({ path, before, after }) => (
    <div key={path} className={css.difference}>
      <span className="quiet">{FIELDS[path] ?? path}</span>
      {before?.includes("\n") || after?.includes("\n") ? (
        <Lines before={before ?? ""} after={after ?? ""} />
      ) : (
        <div>
          <del>{before || "nothing"}</del>
          <ins>{after || "nothing"}</ins>
        </div>
      )}
    </div>
  ));
}

function Whole({ kind, id, version }: { kind: string; id: string; version: number }) {
  const found = useQuery({
    queryKey: ["document-text", kind, id, version],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => readText(kind, id, version, signal),
  });
  if (found.isPending) return <Loading lines={4} />;
  return (
    <Answer of={found}>{(text) => <Copied label={`version ${version} as YAML`} text={text} wrap />}</Answer>
  );
}
