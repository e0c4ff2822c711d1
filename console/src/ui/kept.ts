// What was written and not saved, kept on this device: a tab that is closed, or a sign-in that ends, loses nothing.

/** What was on the screen. */
export interface Kept<T> {
  /** When it was last changed. */
  at: string;
  /** On which version it was written. */
  version: number;
  now: T;
}

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

const PREFIX = "clew-kept ";

/** The name of what one account writes at one place; other accounts of the same browser have their own. */
export const keptKey = (account: string, place: string): string => `${PREFIX}${account} ${place}`;

/** What is kept under a name; null for nothing, or for what can't be read. */
export function readKept<T>(store: Store, key: string): Kept<T> | null {
  try {
    const found = JSON.parse(store.getItem(key) ?? "null") as Kept<T> | null;
    return found && typeof found.at === "string" && "now" in found ? found : null;
  } catch {
    return null;
  }
}

/** Keeps it; a store that is full keeps nothing, and one is asked before one leaves as ever. */
export function writeKept<T>(store: Store, key: string, kept: Kept<T>): void {
  try {
    store.setItem(key, JSON.stringify(kept));
  } catch {
    // Nothing depends on it.
  }
}

/** Lets go of all that was kept here: whoever signs out leaves nothing behind. */
export function forgetKept(store: Store): void {
  const keys = Array.from({ length: store.length }, (_, at) => store.key(at) ?? "");
  for (const key of keys) if (key.startsWith(PREFIX)) store.removeItem(key);
}
