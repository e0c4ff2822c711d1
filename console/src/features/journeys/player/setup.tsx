import { Button, Checkbox, Progress, Select } from "@mantine/core";
import { useState } from "react";
import { count, plural } from "@/ui/format";
import { ErrorNote } from "@/ui/states";
import { Part } from "@/ui/workbench";
import inspector from "../parts/inspector.module.css";
import css from "./player.module.css";
import type { Question, Simulation } from "./use-simulation";

const SPANS = [
  { value: "7", label: "The last 7 days" },
  { value: "30", label: "The last 30 days" },
  { value: "90", label: "The last 90 days" },
  { value: "365", label: "The last year" },
];
const DAY = 86_400_000;

interface Props {
  journeyId: string;
  document: Record<string, unknown>;
  /** Whether there is a published version that differs. */
  comparable: boolean;
  simulation: Simulation | undefined;
  running: boolean;
  wrong: string;
  /** Whether the journey was edited since it was played. */
  stale: boolean;
  /** How many things are wrong with it. */
  faults: number;
  begin: (question: Question) => void;
  stop: () => void;
}

/** Over which part of the past, and with what beside it. */
export function Setup({
  journeyId,
  document,
  comparable,
  simulation,
  running,
  wrong,
  stale,
  faults,
  begin,
  stop,
}: Props) {
  const [days, setDays] = useState("30");
  const [compare, setCompare] = useState(false);
  function run() {
    const until = new Date();
    const since = new Date(until.getTime() - Number(days) * DAY);
    begin({
      versions: [{ document }, ...(compare && comparable ? [{ id: journeyId }] : [])],
      since: since.toISOString(),
      until: until.toISOString(),
    });
  }
  const share = simulation && simulation.of > 0 ? (simulation.done / simulation.of) * 100 : 0;
  return (
    <Part title="Play it over the past">
      <div className={inspector.stack}>
        <p className={inspector.hint}>
          Your own history under a virtual clock. Nothing is sent; the same question always has the same
          answer.
        </p>
        <Select
          aria-label="Over which time"
          data={SPANS}
          value={days}
          onChange={(value) => setDays(value ?? "30")}
        />
        {comparable && (
          <Checkbox
            size="xs"
            label="Compare with the published version"
            checked={compare}
            onChange={(event) => setCompare(event.currentTarget.checked)}
          />
        )}
        {running ? (
          <>
            <Progress value={Math.max(3, share)} animated aria-label="How far it is" />
            <div className={inspector.row}>
              <span className={inspector.hint}>
                {simulation ? `${count(simulation.done)} of ${count(simulation.of)} people` : "Beginning"}
              </span>
              <Button variant="default" size="compact-sm" onClick={stop}>
                Stop
              </Button>
            </div>
          </>
        ) : (
          <Button onClick={run}>Play</Button>
        )}
        {faults > 0 && (
          <p className={inspector.hint} role="status">
            It is played as it stands, with {plural(faults, "problem")} that would keep it from being
            published.
          </p>
        )}
        {stale && !running && (
          <p className={inspector.hint} role="status">
            The journey has changed since it was played. Play it again to see what that changes.
          </p>
        )}
        {wrong && <ErrorNote words={wrong} />}
        <details className={css.assumed}>
          <summary>What this assumes</summary>
          <ul>
            <li>
              It would have been published at the beginning of that time; whatever happened before is known,
              and begins nothing.
            </li>
            <li>
              People do what they did: no message changes it. What it adds is told by a hold-out, not here.
            </li>
            <li>
              Segments, templates, limits and quiet hours are those of today; consents are as they were known
              at each instant.
            </li>
            <li>
              Each person is played alone: what the journey itself writes, what other systems would answer,
              and what others use up is not seen by later steps.
            </li>
          </ul>
        </details>
      </div>
    </Part>
  );
}
