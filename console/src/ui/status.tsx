import { percent } from "./format";
import css from "./status.module.css";

export type Tone = "good" | "warn" | "bad" | "accent" | "quiet";

const STATES: Record<string, [words: string, tone: Tone]> = {
  live: ["Live", "good"],
  building: ["Building", "accent"],
  pending: ["Publishing", "accent"],
  draft: ["Draft", "quiet"],
  paused: ["Paused", "warn"],
  archived: ["Archived", "quiet"],
  refused: ["Refused", "bad"],
};

/** A dot and a word; never colour alone. */
export function Status({ tone = "quiet", children }: { tone?: Tone; children: string }) {
  return (
    <span className={css.status}>
      <span className={css.dot} data-tone={tone} aria-hidden />
      {children}
    </span>
  );
}

/** How the engine stands to a document, and whether a draft waits beside it. */
export function DocumentStatus({
  state,
  draft,
  seeded,
}: {
  state: string;
  draft?: number | null;
  /** While it is being built, which part of everybody's history has been read. */
  seeded?: number | null;
}) {
  const [plain, tone] = STATES[state] ?? [state, "quiet"];
  const words = typeof seeded === "number" ? `${plain} ${percent(seeded)}` : plain;
  return <Status tone={tone}>{draft ? `${words} · draft` : words}</Status>;
}
