import { Select } from "@mantine/core";
import { useState } from "react";
import { useAll } from "@/api/all";
import { problemOf } from "@/api/problem";
import { count } from "@/ui/format";
import { ErrorNote, Loading } from "@/ui/states";
import { Part } from "@/ui/workbench";
import { useSize } from "../use-estimate";
import css from "./overlap.module.css";

interface Shared {
  /** In this one alone. */
  only: number;
  both: number;
  /** In the other one alone. */
  other: number;
}

/** How two audiences lie over each other: three parts of one bar, each with its number. */
export function Overlap({ of, name }: { of: Shared; name: string }) {
  const parts: [string, number, string][] = [
    ["Only in this one", of.only, "this"],
    ["In both", of.both, "both"],
    [`Only in ${name}`, of.other, "other"],
  ];
  const total = Math.max(1, of.only + of.both + of.other);
  return (
    <>
      <div className={css.bar} aria-hidden>
        {parts.map(
          ([label, value, part]) =>
            value > 0 && (
              <span key={part} data-part={part} title={label} style={{ flexGrow: value / total }} />
            ),
        )}
      </div>
      <ul className={css.legend}>
        {parts.map(([label, value, part]) => (
          <li key={part}>
            <span data-part={part} aria-hidden />
            {label} <b className="figure">{count(value)}</b>
          </li>
        ))}
      </ul>
    </>
  );
}

/** While it is built: how much of it another segment has already. */
export function OverlapPart({ text, members, own }: { text: string; members: number; own?: string }) {
  const [chosen, setChosen] = useState<string | null>(null);
  const segments = useAll("segments");
  const others = (segments.data ?? []).filter((each) => each.state === "live" && each.id !== own);
  const other = others.find((each) => each.id === chosen);
  const both = useSize(other ? `(${text}) and in segment "${other.id}"` : null);
  if (segments.isPending) return <Loading lines={3} />;
  if (others.length === 0) return null;
  return (
    <Part title={both.data && both.data.sampled < 1 ? "Estimated overlap" : "Overlap"}>
      <Select
        aria-label="Overlap with"
        placeholder="with another segment"
        data={others.map((each) => ({ value: each.id, label: each.name }))}
        value={chosen}
        onChange={setChosen}
        clearable
        searchable
      />
      {both.error && <ErrorNote words={problemOf(both.error).words} />}
      {other && both.data && (
        <div className={css.shown} data-late={both.isFetching} aria-live="polite">
          <Overlap
            name={other.name}
            of={{
              only: Math.max(0, members - both.data.members),
              both: both.data.members,
              other: Math.max(0, other.count - both.data.members),
            }}
          />
        </div>
      )}
    </Part>
  );
}
