import { useMemo } from "react";
import { api } from "@/api/client";
import { Answer, Loading } from "@/ui/states";
import { type Change, differenceOf, saysChanges, type Turn } from "../model/difference";
import css from "./changes.module.css";
import { useVersion } from "./use-version";

interface Props {
  id: string;
  before: number;
  after: number;
}

const WORDS = { added: "Added", removed: "Removed", changed: "Changed" } as const;

/** What differs between two versions: steps that came, went and changed, in words; the same as text below. */
export function Changes({ id, before, after }: Props) {
  const [one, other] = [useVersion(id, before), useVersion(id, after)];
  const changes = useMemo(() => (one && other ? differenceOf(one, other) : undefined), [one, other]);
  if (!changes) return <Loading lines={4} />;
  return (
    <>
      {changes.length === 0 ? (
        <p className="quiet">They say the same.</p>
      ) : (
        <>
          <p className={css.sum}>{saysChanges(changes)}.</p>
          <ul className={css.changes} aria-label={`From version ${before} to version ${after}`}>
            {changes.map((change) => (
              <Line key={`${change.what} ${change.step || change.title}`} change={change} />
            ))}
          </ul>
        </>
      )}
      <details className={css.text}>
        <summary>As text</summary>
        <Text id={id} before={before} after={after} />
      </details>
    </>
  );
}

function Line({ change }: { change: Change }) {
  return (
    <li className={css.change} data-what={change.what}>
      <span className={css.what}>{WORDS[change.what]}</span>
      <div>
        <b title={change.step || undefined}>{change.title}</b>
        {change.turns.map((turn) => (
          <Turned key={turn.label} turn={turn} />
        ))}
      </div>
    </li>
  );
}

function Turned({ turn }: { turn: Turn }) {
  return (
    <p className={css.turn}>
      {turn.label && <span className="quiet">{turn.label}: </span>}
      {turn.before ? <del>{turn.before}</del> : <span className="quiet">nothing</span>}
      <span aria-hidden> → </span>
      <span className={css.heard}> now </span>
      {turn.after ? <ins>{turn.after}</ins> : <span className="quiet">nothing</span>}
    </p>
  );
}

function Text({ id, before, after }: Props) {
  const found = api.useQuery("get", "/api/v1/journeys/{document_id}/diff", {
    params: { path: { document_id: id }, query: { before, after } },
  });
  return (
    <Answer of={found} lines={3}>
      {({ differences }) =>
        differences.length === 0 ? (
          <p className="quiet">They say the same.</p>
        ) : (
          <ul className={css.lines}>
            {differences.map((one) => (
              <li key={one.path + one.text}>
                <code>{one.text}</code>
              </li>
            ))}
          </ul>
        )
      }
    </Answer>
  );
}
