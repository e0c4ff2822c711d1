import { Button, Drawer } from "@mantine/core";
import { IconArrowsSplit2 } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useSourceNames } from "@/api/sources";
import { humane, plural } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { type Graph, type Merge, type Name, partnerOf, TYPES } from "../identity-model";
import css from "./identity-detail.module.css";
import type { Asked } from "./identity-graph";
import { CAUSES, KINDS } from "./identity-words";
import { byId, byName, Parting, type Sides } from "./parting";

interface Props {
  graph: Graph;
  asked: Asked | null;
  onAsk: (asked: Asked) => void;
  onClose: () => void;
  /** Whether the one who looks may part. */
  may: boolean;
}

/** What a name, a merge or a profile of a graph rests on, and what parting there would come to. */
export function IdentityDetail({ graph, asked, onAsk, onClose, may }: Props) {
  return (
    <Drawer
      opened={asked !== null}
      onClose={onClose}
      position="right"
      size={460}
      title={asked && titleOf(asked, graph)}
      closeButtonProps={{ "aria-label": "Close" }}
      classNames={{ content: css.drawer, title: css.title }}
    >
      {asked && "name" in asked && (
        <OfName key={asked.name.value} {...{ graph, onAsk, onClose, may }} name={asked.name} />
      )}
      {asked && "merge" in asked && <OfMerge {...{ graph, onClose, may }} merge={asked.merge} />}
      {asked && "profile" in asked && <OfProfile {...{ graph, onAsk }} profile={asked.profile} />}
    </Drawer>
  );
}

function titleOf(asked: Asked, graph: Graph): string {
  if ("name" in asked) return asked.name.value;
  if ("merge" in asked) return "Why they are one";
  return asked.profile === graph.profile ? "This profile" : "Joined profile";
}

interface Part {
  graph: Graph;
  onAsk: (asked: Asked) => void;
  onClose: () => void;
  may: boolean;
}

function OfName({ graph, name, onAsk, onClose, may }: Part & { name: Name }) {
  const sourceName = useSourceNames();
  const [parting, setParting] = useState(false);
  const partner = partnerOf(graph, name);
  const merges = mergesOf(graph, name.profile);
  const links = graph.links.filter((link) => link.namespace === name.namespace && link.value === name.value);
  const sides: Sides | null = partner ? { one: byName(partner), other: byName(name) } : null;
  return (
    <>
      <Facts>
        <Fact name="Kind">
          {TYPES[name.type] ? `${humane(name.namespace)}: ${TYPES[name.type]}` : humane(name.namespace)}
        </Fact>
        <Fact name="Theirs since">
          <Moment at={name.since} />
          {name.source && `, by ${sourceName(name.source)}`}
        </Fact>
        <Fact name="Came with">
          {plural(name.records, "record")}
          {name.last_at && (
            <>
              , the newest <Moment at={name.last_at} />
            </>
          )}
        </Fact>
      </Facts>
      <h3 className={css.head}>What happened to it</h3>
      <ol className={css.history}>
        {[...links].reverse().map((link) => (
          <li key={`${link.seq} ${link.index} ${link.kind} ${link.profile}`}>
            <span>
              It {KINDS[link.kind] ?? link.kind}, by {sourceName(link.source)}
            </span>
            <Moment at={link.at} />
          </li>
        ))}
      </ol>
      {may && (
        <div className={css.deeds}>
          {sides && !parting && (
            <Button
              variant="default"
              leftSection={<IconArrowsSplit2 size={15} stroke={1.7} />}
              onClick={() => setParting(true)}
            >
              Unmerge this name…
            </Button>
          )}
          {merges.length > 0 && !parting && <Ways graph={graph} merges={merges} onAsk={onAsk} />}
          {!sides && merges.length === 0 && (
            <p className="quiet">It is all that they are known by, so there is nobody to part from.</p>
          )}
          {sides && parting && (
            <Parting sides={sides} name={name} onDone={onClose} onCancel={() => setParting(false)} />
          )}
        </div>
      )}
    </>
  );
}

function OfMerge({ merge, onClose, may }: Omit<Part, "onAsk"> & { merge: Merge }) {
  const sourceName = useSourceNames();
  return (
    <>
      <Facts>
        <Fact name="Why">{CAUSES[merge.cause] ?? humane(merge.cause)}</Fact>
        {merge.cause !== "merge" && merge.event && <Fact name="Record">{merge.event}</Fact>}
        {merge.cause !== "merge" && <Fact name="By">{sourceName(merge.source)}</Fact>}
        <Fact name="When">
          <Moment at={merge.at} />
        </Fact>
      </Facts>
      {may && (
        <div className={css.deeds}>
          <Parting sides={{ one: byId(merge.a), other: byId(merge.b) }} onDone={onClose} onCancel={onClose} />
        </div>
      )}
    </>
  );
}

function OfProfile({ graph, profile, onAsk }: Pick<Part, "graph" | "onAsk"> & { profile: string }) {
  const names = graph.identities.filter((name) => name.profile === profile);
  const merges = mergesOf(graph, profile);
  const since = graph.profiles.find((one) => one.profile === profile)?.created_at;
  return (
    <>
      <Facts>
        <Fact name="Id">
          <code>{profile}</code>
        </Fact>
        {since && (
          <Fact name="Since">
            <Moment at={since} />
          </Fact>
        )}
        <Fact name="Names">{names.length}</Fact>
      </Facts>
      <div className={css.deeds}>
        {merges.length > 0 ? (
          <Ways graph={graph} merges={merges} onAsk={onAsk} />
        ) : (
          <p className="quiet">
            No other profile was joined to it. To part somebody from this person, choose one of their names.
          </p>
        )}
      </div>
    </>
  );
}

/** What joins a profile to others: each leads to where it can be undone. */
function Ways({ graph, merges, onAsk }: { graph: Graph; merges: Merge[]; onAsk: Part["onAsk"] }) {
  const sourceName = useSourceNames();
  return (
    <>
      <h3 className={css.head}>What joins {merges.length === 1 ? "it" : "them"} to the rest</h3>
      <ul className={css.ways}>
        {merges.map((merge) => (
          <li key={`${merge.a} ${merge.b} ${merge.seq}`}>
            <button type="button" className={css.way} onClick={() => onAsk({ merge })}>
              <span>
                {CAUSES[merge.cause] ?? humane(merge.cause)}, by {sourceName(merge.source)}
                <small>{namesOf(graph, merge)}</small>
              </span>
              <Moment at={merge.at} />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The name that says most of either side. */
function namesOf(graph: Graph, merge: Merge): string {
  return [merge.a, merge.b]
    .map(
      (profile) =>
        graph.identities.find((name) => name.profile === profile)?.value ?? `…${profile.slice(-6)}`,
    )
    .join(" and ");
}

const mergesOf = (graph: Graph, profile: string): Merge[] =>
  graph.merges.filter((merge) => merge.active && (merge.a === profile || merge.b === profile));

const Facts = ({ children }: { children: ReactNode }) => <dl className={css.facts}>{children}</dl>;

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
