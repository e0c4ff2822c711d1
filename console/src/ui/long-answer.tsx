import { Button } from "@mantine/core";
import { IconPlayerStop } from "@tabler/icons-react";
import { type QueryKey, type UseQueryResult, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { Answer, EmptyState } from "./states";
import css from "./states.module.css";

/** After how long somebody who waits is told that it goes on, and how to end it. */
const LONG = 3_000;

interface Props<T> {
  of: UseQueryResult<T>;
  /** What is asked: the beginning of its key is enough. */
  asks: QueryKey;
  /** What stands where the answer will, as it will look. */
  shape: ReactNode;
  children: (data: T) => ReactNode;
}

/** The answer to a question that may take long: one can stop waiting for it, and then it is worked out no longer. */
export function LongAnswer<T>({ of, asks, shape, children }: Props<T>) {
  const queries = useQueryClient();
  const long = useLong(of.isFetching);
  const stopped = of.isEnabled && of.fetchStatus === "idle" && (of.isPending || of.isPlaceholderData);
  if (stopped) {
    return (
      <EmptyState
        icon={IconPlayerStop}
        title="You stopped this question"
        words="Nothing was worked out. A shorter period, or fewer people, is answered sooner."
        action={
          <Button ref={takeFocus} onClick={() => void of.refetch()}>
            Ask again
          </Button>
        }
      />
    );
  }
  return (
    <>
      <Answer of={of} shape={shape}>
        {children}
      </Answer>
      <div role="status" className={css.still}>
        {long && (
          <>
            <span>Still working it out…</span>
            <Button
              variant="default"
              size="compact-sm"
              onClick={() => void queries.cancelQueries({ queryKey: asks })}
            >
              Stop
            </Button>
          </>
        )}
      </div>
    </>
  );
}

/** What was pressed is gone: what takes its place takes the focus too. */
const takeFocus = (one: HTMLElement | null) => {
  if (document.activeElement === document.body) one?.focus();
};

/** Whether it has been so for long. */
function useLong(now: boolean): boolean {
  const [long, setLong] = useState(false);
  useEffect(() => {
    if (!now) return;
    const timer = setTimeout(() => setLong(true), LONG);
    return () => {
      clearTimeout(timer);
      setLong(false);
    };
  }, [now]);
  return long;
}
