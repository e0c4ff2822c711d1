type Answers<Value> = ReadonlyMap<string, Value>;

/** About a frame: all rows that come into view together. */
const PAUSE = 12;

/**
 * Turns many small questions into few larger ones: what is asked for within a moment is asked together.
 *
 * `ask` answers for all keys at once, of which it gets `most` at most; a key that it leaves out has no answer.
 */
export function gathered<Value>(
  ask: (keys: string[]) => Promise<Answers<Value>>,
  most: number,
): (key: string) => Promise<Value | undefined> {
  let open: { keys: Set<string>; answers: Promise<Answers<Value>> } | undefined;

  function begin() {
    const keys = new Set<string>();
    const answers = new Promise((resolve) => setTimeout(resolve, PAUSE)).then(() => {
      if (open?.keys === keys) open = undefined;
      return ask([...keys]);
    });
    return { keys, answers };
  }

  return async (key) => {
    if (!open || (open.keys.size >= most && !open.keys.has(key))) open = begin();
    open.keys.add(key);
    return (await open.answers).get(key);
  };
}
