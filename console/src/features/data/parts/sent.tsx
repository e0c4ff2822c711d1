import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { api, type View } from "@/api/client";
import { useSoon } from "@/api/live";
import { Bars, Spark } from "@/charts/bars";
import { count } from "@/ui/format";
import { Moment } from "@/ui/moment";
import { daysOf } from "../model";

export type Figures = View<"SourceFiguresView">;
export type Sent = ReadonlyMap<string, Figures>;

/** What was sent is counted anew at most so often, however much arrives. */
const PAUSE = 10_000;

/** By its source, what was sent; undefined until that is known. */
export function useSent(): Sent | undefined {
  const asked = api.useQuery("get", "/api/v1/source-figures");
  useSoon(() => void asked.refetch(), PAUSE);
  return useMemo(
    () => asked.data && new Map(asked.data.items.map((each) => [each.source, each])),
    [asked.data],
  );
}

interface DaysProps {
  of: Figures | undefined;
  height: number;
  /** Within a row of a list. */
  row?: boolean;
}

/** Day by day, how many events there were; a line where there was none. */
export function Days({ of, height, row = false }: DaysProps) {
  const Chart = row ? Spark : Bars;
  return <Chart label="Events, day by day" bars={daysOf(of?.days ?? Array(14).fill(0))} height={height} />;
}

/** When it was last heard of. */
export function Last({ of }: { of: Figures | undefined }) {
  return of?.last_at ? <Moment at={of.last_at} /> : <span className="quiet">never</span>;
}

/** How many wait in quarantine, and the way there. */
export function Held({ of }: { of: Figures | undefined }) {
  if (!of?.held) return <span className="quiet">0</span>;
  return (
    <Link to="/data/quarantine" search={{ source: of.source }} className="link">
      {count(of.held)}
    </Link>
  );
}
