import { useEffect, useRef, useState } from "react";
import { useSession } from "@/api/session";
import { keptKey, readKept, writeKept } from "./kept";
import { Moment } from "./moment";
import { Notice } from "./notice";

interface Props<T> {
  /** What is written: `segments/vip`. */
  place: string;
  /** The version that it is written on. */
  version: number;
  /** What is on the screen, as JSON can hold it. */
  now: T;
  /** Whether it differs from what is saved. */
  changed: boolean;
  /** Puts what was kept on the screen. */
  take: (now: T) => void;
}

const SOON = 300;

/**
 * Keeps what is changed on this device until it is saved or left on purpose, and offers what was left otherwise.
 *
 * A tab that was closed, a browser that ended or a sign-in that ran out leaves it; going elsewhere in the console lets
 * go of it, which one is asked about before.
 */
export function Keeping<T>({ place, version, now, changed, take }: Props<T>) {
  const { account } = useSession();
  const key = keptKey(account, place);
  const [found, setFound] = useState(() => readKept<T>(localStorage, key));
  const said = JSON.stringify(now);
  const kept = useRef(false);

  useEffect(() => {
    if (!changed) {
      if (kept.current) localStorage.removeItem(key);
      kept.current = false;
      return;
    }
    const keep = () => {
      kept.current = true;
      writeKept(localStorage, key, { at: new Date().toISOString(), version, now: JSON.parse(said) });
    };
    const soon = setTimeout(keep, SOON);
    // Whoever is quicker than that is told apart by the page: it is hidden before it is gone.
    addEventListener("pagehide", keep);
    return () => {
      clearTimeout(soon);
      removeEventListener("pagehide", keep);
    };
  }, [changed, said, key, version]);

  useEffect(
    () => () => {
      if (kept.current) localStorage.removeItem(key);
    },
    [key],
  );

  const letGo = () => {
    setFound(null);
    if (!kept.current) localStorage.removeItem(key);
  };
  if (!found || JSON.stringify(found.now) === said) return null;
  return (
    <Notice>
      <span>
        <b>Not saved when this was closed:</b> what you changed, <Moment at={found.at} />
        {found.version !== version && ", on another version"}
      </span>
      <button
        type="button"
        className="link"
        onClick={() => {
          take(found.now);
          setFound(null);
        }}
      >
        Go on with it
      </button>
      <button type="button" className="link" onClick={letGo}>
        Let it go
      </button>
    </Notice>
  );
}
