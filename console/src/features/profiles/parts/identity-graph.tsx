import {
  IconBrowser,
  IconDeviceMobile,
  IconId,
  IconMail,
  IconPhone,
  IconSitemap,
  IconUser,
} from "@tabler/icons-react";
import { type CSSProperties, useMemo, useState } from "react";
import { useSourceNames } from "@/api/sources";
import { humane, plural } from "@/ui/format";
import { OneStop } from "@/ui/one-stop";
import {
  drawn,
  type Graph,
  type Hub,
  isDevice,
  type Joint,
  keyOf,
  type Merge,
  mergeKey,
  type Name,
  thickness,
} from "../identity-model";
import css from "./identity-graph.module.css";
import { CAUSES, dateOf } from "./identity-words";

const SIGNS = {
  person: [IconId, "iris"],
  email: [IconMail, "teal"],
  phone: [IconPhone, "amber"],
  device: [IconDeviceMobile, "blue"],
  cookie: [IconBrowser, "grey"],
} as const;

/** What somebody points at, or has chosen: a name, a merge or a profile, by its key. */
export type Asked = { name: Name } | { merge: Graph["merges"][number] } | { profile: string };

interface Props {
  graph: Graph;
  onAsk: (asked: Asked) => void;
}

/**
 * Names at the left, each on a line to the profile that it leads to; what joined profiles at their right.
 *
 * Lines are drawn for the eye alone: whatever can be asked is a button, in the order of a list.
 */
export function IdentityGraph({ graph, onAsk }: Props) {
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set());
  const [lit, setLit] = useState("");
  const { hubs, height, lanes } = useMemo(() => drawn(graph, opened), [graph, opened]);
  const light = (key: string) => ({
    onPointerEnter: () => setLit(key),
    onPointerLeave: () => setLit(""),
    onFocus: () => setLit(key),
    onBlur: () => setLit(""),
  });
  return (
    <div className={css.box}>
      <OneStop
        items="[data-node]"
        className={css.graph}
        style={{ height, "--lanes": `${lanes}px` } as CSSProperties}
      >
        <Wires hubs={hubs} height={height} lit={lit} />
        <ol aria-label="Profiles that this person consists of">
          {hubs.map((hub, place) => (
            <li key={hub.profile}>
              {hub.since && <HubButton hub={hub} first={place === 0} light={light} onAsk={onAsk} />}
              {hub.joint?.merge && (
                <JointButton
                  hub={hub}
                  joint={hub.joint}
                  merge={hub.joint.merge}
                  light={light}
                  onAsk={onAsk}
                />
              )}
              <ul aria-label={`Names of ${place === 0 ? "this profile" : "the joined profile"}`}>
                {hub.names.map((node) => (
                  <li key={"name" in node ? keyOf(node.name) : node.fold}>
                    {"name" in node ? (
                      <button
                        type="button"
                        data-node
                        className={css.name}
                        style={{ top: node.y }}
                        onClick={() => onAsk(node)}
                        {...light(keyOf(node.name))}
                      >
                        <NameSign name={node.name} />
                        <span className={css.words}>
                          <span className="clip">{node.name.value}</span>
                          <small className="clip">
                            {humane(node.name.namespace)} · {plural(node.name.records, "record")}
                          </small>
                        </span>
                      </button>
                    ) : (
                      <button
                        type="button"
                        data-node
                        className={css.name}
                        data-fold
                        style={{ top: node.y }}
                        onClick={() => setOpened(new Set([...opened, node.fold]))}
                      >
                        {node.says}
                      </button>
                    )}
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ol>
      </OneStop>
      <p className={css.legend}>
        <span>
          <Sample thick={3.5} /> more records came with it
        </span>
        <span>
          <Sample thick={1.5} dashed /> a device or browser, which joins nobody
        </span>
      </p>
    </div>
  );
}

/** What a name is of: an icon on a tint of its hue. */
function NameSign({ name }: { name: Pick<Name, "type"> }) {
  const [Sign, hue] = SIGNS[name.type];
  return (
    <span className={css.sign} data-hue={hue} aria-hidden>
      <Sign size={15} stroke={1.7} />
    </span>
  );
}

type Light = (key: string) => {
  onPointerEnter: () => void;
  onPointerLeave: () => void;
  onFocus: () => void;
  onBlur: () => void;
};

interface Deeds {
  light: Light;
  onAsk: Props["onAsk"];
}

function HubButton({ hub, first, light, onAsk }: Deeds & { hub: Hub; first: boolean }) {
  const Sign = first ? IconUser : IconSitemap;
  return (
    <button
      type="button"
      data-node
      className={css.hub}
      data-first={first}
      style={{ top: hub.y }}
      onClick={() => onAsk({ profile: hub.profile })}
      {...light(hub.profile)}
    >
      <span className={css.ring}>
        <Sign size={first ? 17 : 15} stroke={1.7} aria-hidden />
      </span>
      <span className={first ? css.told : "unseen"}>
        <b>{first ? "This profile" : "Joined profile"}</b>
        <small>since {dateOf(hub.since)}</small>
      </span>
    </button>
  );
}

function JointButton({ hub, joint, merge, light, onAsk }: Deeds & { hub: Hub; joint: Joint; merge: Merge }) {
  const sourceName = useSourceNames();
  return (
    <button
      type="button"
      data-node
      className={css.joint}
      style={{ top: hub.y, "--x": `${joint.x}px` } as CSSProperties}
      onClick={() => onAsk({ merge })}
      {...light(mergeKey(merge))}
    >
      <span className={css.knot} data-hand={merge.cause === "merge"} aria-hidden />
      <span className={css.told}>
        <b className="clip">{CAUSES[merge.cause] ?? humane(merge.cause)}</b>
        <small className="clip">
          {sourceName(merge.source)}, {dateOf(merge.at)}
        </small>
      </span>
    </button>
  );
}

/** Every line: stretched to the room that there is, as thick as before. */
function Wires({ hubs, height, lit }: { hubs: Hub[]; height: number; lit: string }) {
  return (
    <>
      <svg
        className={css.wires}
        viewBox={`0 0 100 ${height}`}
        height={height}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {hubs.flatMap((hub) =>
          hub.names.map((node) => {
            const path = `M0 ${node.y} C55 ${node.y} 45 ${hub.y} 100 ${hub.y}`;
            if ("fold" in node)
              return <path key={node.fold} d={path} className={css.wire} data-dashed strokeWidth={1} />;
            const key = keyOf(node.name);
            return (
              <path
                key={key}
                d={path}
                className={css.wire}
                data-hue={SIGNS[node.name.type][1]}
                data-dashed={isDevice(node.name) || undefined}
                data-lit={lit === key || lit === hub.profile || undefined}
                strokeWidth={thickness(node.name.records)}
              />
            );
          }),
        )}
      </svg>
      <svg className={css.joints} height={height} aria-hidden="true">
        {hubs.map(
          ({ profile, joint }) =>
            joint && <path key={profile} d={joint.path} className={css.link} data-more={!joint.merge} />,
        )}
        {hubs.map(
          ({ profile, joint }) =>
            joint?.merge &&
            lit === mergeKey(joint.merge) && (
              <path key={profile} d={joint.path} className={css.link} data-lit />
            ),
        )}
      </svg>
    </>
  );
}

function Sample({ thick, dashed }: { thick: number; dashed?: boolean }) {
  return (
    <svg width={28} height={8} aria-hidden="true">
      <path d="M0 4H28" className={css.wire} data-dashed={dashed} strokeWidth={thick} />
    </svg>
  );
}
