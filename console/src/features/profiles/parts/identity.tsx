import { useState } from "react";
import { api } from "@/api/client";
import { useMay } from "@/api/session";
import { useSourceNames } from "@/api/sources";
import { Charted } from "@/charts/charted";
import { humane, plural } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Soon } from "@/ui/soon";
import { Answer } from "@/ui/states";
import { type Graph, keptApart, type Name } from "../identity-model";
import type { Profile } from "../model";
import { PersonLink } from "../person-link";
import css from "./identity.module.css";
import { IdentityDetail } from "./identity-detail";
import { type Asked, IdentityGraph } from "./identity-graph";
import { KINDS } from "./identity-words";
import { Merging } from "./merging";
import { TheirData } from "./their-data";

/** How a person's names hang together: which profiles were joined, by what, and how to part them again. */
export default function Identity({ profile }: { profile: Profile }) {
  const graph = api.useQuery("get", "/api/v1/profiles/{profile_id}/identities", {
    params: { path: { profile_id: profile.id } },
  });
  const [asked, setAsked] = useState<Asked | null>(null);
  const may = useMay("profiles:write");
  return (
    <section aria-label="Identity" className={`${css.identity} in-order`}>
      <Answer of={graph} lines={10}>
        {(found) => (
          <>
            <Charted
              title="How the names hang together"
              words={saysOf(found)}
              aside={may && <Merging profile={profile} />}
              table={tableOf(found.identities, setAsked)}
            >
              <IdentityGraph graph={found} onAsk={setAsked} />
            </Charted>
            <Apart graph={found} />
            <History links={found.links} />
            <IdentityDetail
              graph={found}
              asked={asked}
              onAsk={setAsked}
              onClose={() => setAsked(null)}
              may={may}
            />
          </>
        )}
      </Answer>
      <Soon>
        <TheirData profile={profile} />
      </Soon>
    </section>
  );
}

function saysOf({ identities, profiles }: Graph): string {
  const names = plural(identities.length, "name");
  return profiles.length === 1
    ? `${names}, one profile. Choose a name to see what links it, or to unmerge it.`
    : `${names}, ${plural(profiles.length, "profile")} that were joined. Choose any of them to see why, or to unmerge.`;
}

/** The same to read and to copy; each name leads to what it rests on. */
function tableOf(names: Name[], onAsk: (asked: Asked) => void) {
  return {
    head: ["Name", "Kind", "Linked by", "Since", "Records", "Last"],
    rows: names.map((name) => [
      <button key="name" type="button" className="link" onClick={() => onAsk({ name })}>
        {name.value}
      </button>,
      humane(name.namespace),
      <SourceName key="source" id={name.source} />,
      <Moment key="since" at={name.since} />,
      name.records,
      name.last_at ? <Moment key="last" at={name.last_at} /> : "–",
    ]),
  };
}

function SourceName({ id }: { id: string }) {
  const sourceName = useSourceNames();
  return id ? sourceName(id) : "–";
}

/** Whom somebody parted from this person by hand. */
function Apart({ graph }: { graph: Graph }) {
  const apart = keptApart(graph);
  if (apart.length === 0) return null;
  return (
    <section className={css.apart} aria-label="Kept apart">
      <h2>Kept apart</h2>
      <p className="quiet">Somebody parted them from this person: no source joins them again.</p>
      <ul>
        {apart.map(({ profile, at }) => (
          <li key={profile}>
            <PersonLink id={profile} />
            <Moment at={at} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function History({ links }: { links: Graph["links"] }) {
  const sourceName = useSourceNames();
  return (
    <details className={css.history}>
      <summary>History of names ({links.length})</summary>
      <ol>
        {[...links].reverse().map((link) => (
          <li key={`${link.seq} ${link.index} ${link.namespace} ${link.value} ${link.kind} ${link.profile}`}>
            <span className="clip">
              {humane(link.namespace)} <b>{link.value}</b> {KINDS[link.kind] ?? link.kind}, by{" "}
              {sourceName(link.source)}
            </span>
            <Moment at={link.at} />
          </li>
        ))}
      </ol>
    </details>
  );
}
