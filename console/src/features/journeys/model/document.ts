/** A journey as it is authored: the same words as its YAML. Nodes stay raw, so that nothing is lost on the way. */

/** Named values of a node, by the words of the reference. */
export type RawNode = Readonly<Record<string, unknown>>;

/** What an exit, a goal or a wait looks for. */
export interface Criterion {
  event?: string;
  segment?: string;
  left?: string;
  if?: string;
  where?: string;
  same?: string | readonly string[];
  name?: string;
  within?: string;
  next?: string;
}

export interface Entry {
  event?: string;
  where?: string;
  key?: string;
  max_lag?: string;
  segment?: string;
  on?: "enter" | "leave";
  existing?: boolean;
  broadcast?: { segment: string; at: string; every?: "day" | "week" | "month" | "year"; pace?: string };
  business?: { event: string; segment: string; where?: string; pace?: string };
}

export interface Body {
  entry: Entry;
  nodes: Readonly<Record<string, RawNode>>;
  start?: string;
  exit?: readonly Criterion[];
  goals?: readonly Criterion[];
  reentry?: { mode?: "after_exit" | "never"; gap?: string; most?: number };
  priority?: number;
  concurrency?: number;
  quiet?: { from: string; to: string; channels?: readonly string[]; policy?: "hold" | "drop" };
  caps?: readonly {
    max: number;
    per: string;
    channel?: string;
    purpose?: string;
    policy?: "skip" | "defer";
  }[];
  period?: { from?: string; to?: string };
  expiry?: string;
  holdout?: number;
}

/** The target that ends a journey. */
export const END = "end";

/** Where a way leaves a node: the steps inside the node to the name of its target. */
export type Path = readonly (string | number)[];

/** One way out of a node. */
export interface Way {
  path: Path;
  /** What is said on it; nothing where a node has but one way. */
  label: string;
  target: string;
}

/** The first node. */
export function startOf(body: Body): string {
  return body.start ?? Object.keys(body.nodes)[0] ?? END;
}

/** Conditions a wait waits for, one or several alike. */
export function awaited(node: RawNode): readonly Criterion[] {
  const found = node.wait_event;
  return Array.isArray(found) ? found : found ? [found as Criterion] : [];
}

/** What is at a path inside a value; undefined where there is nothing. */
export function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (found, step) =>
      found === null || typeof found !== "object"
        ? undefined
        : (found as Record<string | number, unknown>)[step],
    value,
  );
}

/** The same value with something else at a path; nothing that was given is changed. */
export function put<T>(value: T, path: Path, found: unknown): T {
  const [step, ...rest] = path;
  if (step === undefined) return found as T;
  if (Array.isArray(value)) {
    return value.map((item, index) => (index === step ? put(item, rest, found) : item)) as T;
  }
  const record = (value ?? {}) as Record<string, unknown>;
  const inner = put(record[step], rest, found);
  if (inner !== undefined) return { ...record, [step]: inner } as T;
  const { [step]: _, ...others } = record;
  return others as T;
}
