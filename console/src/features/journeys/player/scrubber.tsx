import { ActionIcon, Slider, Tooltip } from "@mantine/core";
import { useReducedMotion } from "@mantine/hooks";
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from "@tabler/icons-react";
import { memo, useEffect, useMemo, useState } from "react";
import { Table } from "@/charts/bars";
import { Figures, TableSwitch } from "@/charts/charted";
import { count, moment } from "@/ui/format";
import css from "./player.module.css";
import type { Film } from "./use-simulation";

const FRAMES_A_SECOND = 14;
const ACTIVITY = "Who came in";

interface Props {
  film: Film;
  frame: number;
  onChange: (frame: number) => void;
}

/** The virtual clock: drag it, or let it run, and see where people are at each instant. */
export function Scrubber({ film, frame, onChange }: Props) {
  const last = film.frames.length - 1;
  const still = useReducedMotion();
  const [running, setRunning] = useState(false);
  const [table, setTable] = useState(false);
  // A new film begins by itself; who wants no motion sees how it came out.
  useEffect(() => {
    if (still) onChange(film.frames.length - 1);
    else setRunning(true);
  }, [film, still, onChange]);
  useEffect(() => {
    if (!running) return;
    if (frame >= last) {
      setRunning(false);
      return;
    }
    const timer = setTimeout(() => onChange(frame + 1), 1_000 / FRAMES_A_SECOND);
    return () => clearTimeout(timer);
  }, [running, frame, last, onChange]);
  const now = film.frames[frame];
  const sent = useMemo(
    () => film.frames.slice(0, frame + 1).reduce((sum, one) => sum + one.sent, 0),
    [film, frame],
  );
  const goals = useMemo(
    () => film.frames.slice(0, frame + 1).reduce((sum, one) => sum + one.goals, 0),
    [film, frame],
  );
  if (!now) return null;
  const inside = Object.values(now.nodes).reduce((sum, people) => sum + people, 0);
  return (
    <section className={css.scrubber} aria-label="Virtual clock">
      <Tooltip label={running ? "Stop" : "Play"}>
        <ActionIcon
          variant="default"
          size={32}
          aria-label={running ? "Stop the clock" : "Let the clock run"}
          onClick={() => {
            if (frame >= last) onChange(0);
            setRunning(!running);
          }}
        >
          {running ? <IconPlayerPauseFilled size={15} /> : <IconPlayerPlayFilled size={15} />}
        </ActionIcon>
      </Tooltip>
      <div className={css.rail}>
        <Activity film={film} table={table} />
        <Slider
          thumbLabel="Instant"
          thumbValueText={(value) => moment(film.frames[Math.min(value, last)]?.at ?? now.at)}
          label={null}
          size={4}
          thumbSize={16}
          min={0}
          max={Math.max(last, 1)}
          value={frame}
          onChange={(value) => {
            setRunning(false);
            onChange(Math.min(value, last));
          }}
        />
      </div>
      <TableSwitch label={ACTIVITY} table={table} onChange={setTable} />
      <dl className={css.now} aria-live={running ? "off" : "polite"}>
        <div className={css.instant}>
          <dt>Instant</dt>
          <dd className="figure">{moment(now.at)}</dd>
        </div>
        <div>
          <dt>Inside</dt>
          <dd className="figure">{count(inside)}</dd>
        </div>
        <div>
          <dt>Sent so far</dt>
          <dd className="figure">{count(sent)}</dd>
        </div>
        <div>
          <dt>Goals so far</dt>
          <dd className="figure">{count(goals)}</dd>
        </div>
      </dl>
    </section>
  );
}

/** How high a bar is: by the root, so that days of few are seen beside a day of very many. */
const risen = (entered: number, most: number): number => Math.sqrt(entered / most) * 20;

/** How many came in, frame by frame, above the rail; not drawn anew while the clock runs. */
const Activity = memo(function Activity({ film: { frames }, table }: { film: Film; table: boolean }) {
  const bars = frames.map((frame) => ({ label: moment(frame.at), value: frame.entered }));
  if (table) {
    const rows = bars.map((bar) => [bar.label, count(bar.value)]);
    return <Figures label={ACTIVITY} head={["From", "Came in"]} rows={rows} />;
  }
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  return (
    <figure className={css.activity} data-chart={ACTIVITY}>
      <svg viewBox={`0 0 ${frames.length} 20`} preserveAspectRatio="none" aria-hidden>
        {frames.map(({ at, entered }, index) => (
          <rect key={at} x={index} width={0.8} y={20 - risen(entered, most)} height={risen(entered, most)} />
        ))}
      </svg>
      <Table label={ACTIVITY} bars={bars} />
    </figure>
  );
});
