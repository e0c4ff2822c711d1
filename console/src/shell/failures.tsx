import { Button } from "@mantine/core";
import { type ErrorComponentProps, Link } from "@tanstack/react-router";
import { problemOf } from "@/api/problem";
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
}

/** A thing that is not there: nothing that could be done with it is offered, but the way to those that are. */
export function Gone({ what, list }: GoneProps) {
  return (
    <>
      <PageHead title="Not found" crumb={list} />
      <EmptyState
        title={`There is no such ${what}`}
        words="It may be gone since, or the link is not quite right."
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
