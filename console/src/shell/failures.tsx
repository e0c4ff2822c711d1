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
