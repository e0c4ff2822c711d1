import { Button, Modal } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconAffiliate, IconArrowsSplit2, IconDeviceMobile, IconMail, IconUser } from "@tabler/icons-react";
import { useState } from "react";
import { api, type View } from "@/api/client";
import { problemOf } from "@/api/problem";
import { queries } from "@/api/queries";
import { useMay } from "@/api/session";
import { useSourceNames } from "@/api/sources";
import { humane, moment } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { Answer, ErrorNote } from "@/ui/states";
import type { Profile } from "../model";
import css from "./identity.module.css";
import { Merging } from "./merging";
import { TheirData } from "./their-data";

type Graph = View<"IdentityGraphView">;
type Merge = View<"MergeView">;

const CAUSES: Record<string, string> = {
  identified: "one record named both",
  linked: "a record linked them",
  alias: "a source said they are the same",
  merge: "joined by hand",
};
const KINDS: Record<string, string> = {
  created: "began a profile",
  linked: "was linked",
  claimed: "was claimed from a visitor",
  moved: "moved to another profile",
  evicted: "gave way: too many names of its sort",
  restored: "came back when two were parted",
  refused: "was refused: it belongs to somebody else",
  detached: "was detached",
};

/** How a person's names hang together: which profiles were joined, why, and how to part them again. */
export default function Identity({ profile }: { profile: Profile }) {
  const graph = api.useQuery("get", "/api/v1/profiles/{profile_id}/identities", {
    params: { path: { profile_id: profile.id } },
  });
  const [asked, setAsked] = useState<Merge | null>(null);
  const may = useMay("profiles:write");
  return (
    <section aria-label="Identity" className={`${css.identity} in-order`}>
      {may && (
        <div className={css.deeds}>
          <Merging profile={profile} />
        </div>
      )}
      <Answer of={graph} lines={10}>
        {(found) => (
          <>
            <ol className={css.graph} aria-label="Profiles that this person consists of">
              {found.profiles.map((leaf, place) => (
                <li key={leaf.profile} className={css.leaf}>
                  {place > 0 && (
                    <Joint merge={mergeOf(found, leaf.profile)} onPart={may ? setAsked : undefined} />
                  )}
                  <div className={css.card}>
                    <h2>
                      <IconUser size={15} stroke={1.7} aria-hidden />
                      {place === 0 ? "This profile" : "Joined profile"}
                      <code>{leaf.profile}</code>
                      <span className="quiet">
                        since <Moment at={leaf.created_at} />
                      </span>
                    </h2>
                    <ul>
                      {found.identities
                        .filter((identity) => identity.profile === leaf.profile)
                        .map((identity) => (
                          <li key={`${identity.namespace} ${identity.value}`} className={css.name}>
                            <NameIcon namespace={identity.namespace} />
                            <span className="quiet">{humane(identity.namespace)}</span>
                            <span className="clip">{identity.value}</span>
                            <Moment at={identity.since} />
                          </li>
                        ))}
                    </ul>
                  </div>
                </li>
              ))}
            </ol>
            <History links={found.links} />
          </>
        )}
      </Answer>
      <TheirData profile={profile} />
      <Part merge={asked} onClose={() => setAsked(null)} />
    </section>
  );
}

function mergeOf(graph: Graph, leaf: string): Merge | undefined {
  return graph.merges.find((merge) => merge.active && (merge.a === leaf || merge.b === leaf));
}

function Joint({ merge, onPart }: { merge: Merge | undefined; onPart?: (merge: Merge) => void }) {
  const sourceName = useSourceNames();
  return (
    <div className={css.joint}>
      <IconAffiliate size={15} stroke={1.7} aria-hidden />
      {merge ? (
        <>
          <span>
            {CAUSES[merge.cause] ?? merge.cause}, by {sourceName(merge.source)}, {moment(merge.at)}
          </span>
          {onPart && (
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconArrowsSplit2 size={13} />}
              onClick={() => onPart(merge)}
            >
              Part them
            </Button>
          )}
        </>
      ) : (
        <span>joined through another profile</span>
      )}
    </div>
  );
}

function NameIcon({ namespace }: { namespace: string }) {
  const Sign =
    namespace === "email"
      ? IconMail
      : /anonymous|device|cookie/.test(namespace)
        ? IconDeviceMobile
        : IconUser;
  return <Sign size={14} stroke={1.6} aria-hidden className={css.icon} />;
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

/** Parting is a record: nothing is lost, but joining again is done by hand. */
function Part({ merge, onClose }: { merge: Merge | null; onClose: () => void }) {
  const part = api.useMutation("post", "/api/v1/profiles/unmerge", {
    onSuccess: () => {
      void queries.invalidateQueries();
      notifications.show({ message: "They are two people again, and stay apart.", color: "teal" });
      onClose();
    },
  });
  return (
    <Modal
      opened={merge !== null}
      onClose={onClose}
      title="Part these two?"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {merge && (
        <>
          <p>
            Every record goes back to whom it came with, segments and journeys are worked out anew for both,
            and they are not joined again by what sources say. Nothing is lost; only a join by hand makes them
            one again.
          </p>
          {part.error && <ErrorNote words={problemOf(part.error).words} />}
          <div className={css.buttons}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button
              color="red"
              loading={part.isPending}
              onClick={() =>
                part.mutate({
                  body: {
                    one: { namespace: "profile", id: merge.a },
                    other: { namespace: "profile", id: merge.b },
                  },
                })
              }
            >
              Part them
            </Button>
          </div>
        </>
      )}
    </Modal>
  );
}
