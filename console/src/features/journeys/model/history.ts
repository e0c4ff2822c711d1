/** Something that is edited, with the way back. */
export interface History<T> {
  readonly past: readonly T[];
  readonly now: T;
  readonly future: readonly T[];
  /** What the last change was about; changes of one thing in a row are one step back. */
  readonly about: string;
}

export type Change<T> =
  | { do: "edit"; to: T; about: string }
  | { do: "undo" }
  | { do: "redo" }
  /** Begin anew with what is saved. */
  | { do: "load"; to: T };

const KEPT = 200;

export const begin = <T>(now: T): History<T> => ({ past: [], now, future: [], about: "" });

/** The next state. Typing into one field is undone as a whole; a change of nothing is none. */
export function advance<T>(history: History<T>, change: Change<T>): History<T> {
  const { past, now, future, about } = history;
  switch (change.do) {
    case "load":
      return begin(change.to);
    case "edit":
      if (change.to === now) return history;
      if (change.about && change.about === about) return { past, now: change.to, future: [], about };
      return { past: [...past, now].slice(-KEPT), now: change.to, future: [], about: change.about };
    case "undo": {
      const before = past.at(-1);
      return before === undefined
        ? history
        : { past: past.slice(0, -1), now: before, future: [now, ...future], about: "" };
    }
    case "redo": {
      const [after, ...rest] = future;
      return after === undefined ? history : { past: [...past, now], now: after, future: rest, about: "" };
    }
  }
}
