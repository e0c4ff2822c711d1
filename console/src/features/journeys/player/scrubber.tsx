import { ActionIcon, Slider, Tooltip } from "@mantine/core";
import { useReducedMotion } from "@mantine/hooks";
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from "@tabler/icons-react";
import { useEffect, useMemo, useState } from "react";
import { count, moment } from "@/ui/format";
import css from "./player.module.css";
import type { Film } from "./use-simulation";

const FRAMES_A_SECOND = 14;

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
        <Activity film={film} />
        <Slider
          thumbLabel="Instant"
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

/** How many came in, frame by frame, above the rail. */
function Activity({ film }: { film: Film }) {
  const most = Math.max(1, ...film.frames.map((frame) => frame.entered));
  return (
    <svg
      className={css.activity}
      viewBox={`0 0 ${film.frames.length} 20`}
      preserveAspectRatio="none"
      aria-hidden
    >
      {film.frames.map((frame, index) => (
        <rect
          key={frame.at}
          x={index}
          width={0.8}
          y={20 - (frame.entered / most) * 20}
          height={(frame.entered / most) * 20}
        />
      ))}
    </svg>
  );
}
