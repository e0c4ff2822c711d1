import { Skeleton } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import { IconAlertTriangle, IconLock } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { isFinal, problemOf, sentence } from "@/api/problem";
import { useComing } from "./coming";
import { Said } from "./said";
import css from "./states.module.css";

interface Empty {
  title: string;
  /** What this is for, in one line. */
  words: ReactNode;
  icon?: Icon;
  /** One primary action, and perhaps an example to start from. */
  action?: ReactNode;
}

/** What stands where there is nothing yet: says what would be here and how to get it. */
export function EmptyState({ title, words, icon: Sign, action }: Empty) {
  return (
    <div className={css.empty}>
      {Sign && (
        <span className={css.sign} aria-hidden>
          <Sign size={22} stroke={1.5} />
        </span>
      )}
      <h2>{title}</h2>
      <p>{words}</p>
      {action && <div className={css.actions}>{action}</div>}
    </div>
  );
}

/** What the role of the one who is signed in may not see. */
export function Refused() {
  return (
    <EmptyState
      icon={IconLock}
      title="Your role may not see this"
      words="Ask an admin of this workspace if you need it."
    />
  );
}

/** A fault within a screen, in words that say what to do. */
export function ErrorNote({ words, action }: { words: string; action?: ReactNode }) {
  return (
    <div role="alert" className={css.note}>
      <IconAlertTriangle size={16} stroke={1.7} aria-hidden />
      <span>
        <Said text={words} />
      </span>
      {action}
    </div>
  );
}

const LINE = 24;

/** Lines where text will be, as high as they are; nothing to see during the first 300 ms, when a wait is not felt. */
export function Loading({
  lines = 6,
  shape,
  label = "Loading",
  kept = false,
}: {
  lines?: number;
  /** What comes as it will look, where that is not lines. */
  shape?: ReactNode;
  label?: string;
  /** Whether what comes has its place already: nothing below need wait for it. */
  kept?: boolean;
}) {
  const [late, setLate] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useComing(box, !kept);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div
      role="status"
      aria-label={label}
      ref={box}
      data-loading
      className={css.loading}
      style={{ minHeight: lines * LINE }}
    >
      {late && shape}
      {late &&
        !shape &&
        Array.from({ length: lines }, (_, line) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike.
          <Skeleton key={line} height={12} radius="sm" width={`${[72, 90, 58, 81, 66][line % 5]}%`} />
        ))}
    </div>
  );
}

interface Asked<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  refetch?: () => unknown;
}

/** A query's answer, or how it stands: skeleton while it loads, the fault with its mend when it failed or was refused. */
export function Answer<T>({
  of,
  children,
  lines,
  shape,
  kept,
}: {
  of: Asked<T>;
  children: (data: T) => ReactNode;
  lines?: number;
  shape?: ReactNode;
  kept?: boolean;
}) {
  if (of.data !== undefined) return children(of.data);
  if (of.error) {
    const problem = problemOf(of.error);
    // Asked again it is refused again.
    if (problem.status === 403) return <Refused />;
    if (problem.status === 404)
      return <EmptyState title="It isn’t there" words={sentence(problem.message)} />;
    return (
      <ErrorNote
        words={problem.words}
        action={
          of.refetch &&
          !isFinal(problem) && (
            <button type="button" className={css.again} onClick={() => of.refetch?.()}>
              Try again
            </button>
          )
        }
      />
    );
  }
  return <Loading lines={lines} shape={shape} kept={kept} />;
}
