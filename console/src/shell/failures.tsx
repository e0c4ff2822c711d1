import { Button } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { useCallback, useEffect, useState } from "react";
import { answers, isUnfetched } from "@/api/away";
import { Problem, problemOf } from "@/api/problem";
import { EmptyState, Refused } from "@/ui/states";
import { PageHead } from "./page-head";

/** An address that leads nowhere. */
export function Missing() {
  return (
    <>
      <PageHead title="Not found" />
      <EmptyState
        title="There is nothing at this address"
        words="It may have been archived, or the link is not quite right."
        action={
          <Button component={Link} to="/">
            To the overview
          </Button>
        }
      />
    </>
  );
}

interface GoneProps {
  /** What it was to be: `segment`. */
  what: string;
  /** Where all of them stand. */
  list: { label: string; to: string };
  /** Why that may be. */
  words?: string;
}

/** A thing that is not there: nothing that could be done with it is offered, but the way to those that are. */
export function Gone({
  what,
  list,
  words = "It may be gone since, or the link is not quite right.",
}: GoneProps) {
  return (
    <>
      <PageHead title="Not found" crumb={list} />
      <EmptyState
        title={`There is no such ${what}`}
        words={words}
        action={
          <Button component={Link} to={list.to}>
            To all {list.label.toLowerCase()}
          </Button>
        }
      />
    </>
  );
}

/** Whether what was asked for by its id is not there; an id that none can have is that of nothing. */
export function isGone({ data, error }: { data: unknown; error: unknown }): boolean {
  return data === undefined && Boolean(error) && [404, 422].includes(problemOf(error).status);
}

/** A screen that the role of the one who is signed in may not see: nothing is asked for it. */
export function Closed() {
  return (
    <>
      <PageHead title="Not for your role" />
      <Refused />
    </>
  );
}

/** A screen that broke, or whose data was refused: says what is known and how to go on. */
export function Crashed({ error, reset }: ErrorComponentProps) {
  const problem = problemOf(error);
  if (problem.status === 403) return <Closed />;
  if (isUnfetched(error) || (error instanceof Problem && error.status === 0)) return <Away />;
  return (
    <>
      <PageHead title={problem.status === 404 ? "Not found" : "Something went wrong"} />
      <EmptyState
        title={problem.status === 404 ? "It isn’t there" : "This screen can’t be shown"}
        words={problem.words}
        action={<Button onClick={reset}>Try again</Button>}
      />
    </>
  );
}

const PACE = 3_000;
const RELOADED = "clew-reloaded";

/** Nobody answers: said calmly. As soon as somebody does, the page is there again, at the same address. */
function Away() {
  const [asking, setAsking] = useState(false);
  const ask = useCallback(async () => {
    if (await answers()) location.reload();
    setAsking(false);
  }, []);
  useEffect(() => {
    const timer = setInterval(async () => {
      // What can't be fetched from a server that answers is not asked for again and again.
      const before = Number(sessionStorage.getItem(RELOADED) ?? 0);
      if (Date.now() - before < 10 * PACE || !(await answers())) return;
      sessionStorage.setItem(RELOADED, String(Date.now()));
      location.reload();
    }, PACE);
    return () => clearInterval(timer);
  }, []);
  return (
    <>
      <PageHead title="Can’t reach Clew" />
      <EmptyState
        icon={IconPlugConnectedX}
        title="Clew gives no answer"
        words="It may be starting again, or the connection is gone. This screen comes by itself as soon as there is an answer."
        action={
          <Button
            loading={asking}
            onClick={() => {
              setAsking(true);
              void ask();
            }}
          >
            Try again
          </Button>
        }
      />
    </>
  );
}
