import { Button, Select } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useAll } from "@/api/all";
import { client, type View } from "@/api/client";
import { problemOf } from "@/api/problem";
import { Area } from "@/charts/area";
import card from "@/ui/card.module.css";
import { count, day, span } from "@/ui/format";
import { Figure, Numbers } from "@/ui/numbers";
import { ErrorNote, Loading } from "@/ui/states";
import css from "../segments.module.css";
import { Overlap } from "./overlap";

const SPANS = [
  { value: "30", label: "the last 30 days" },
  { value: "90", label: "the last 90 days" },
  { value: "180", label: "the last 180 days" },
  { value: "365", label: "the last year" },
];

/** The same rule over your own past: who would have come and gone, and how it lies over another segment. */
export function Past({ segment }: { segment: View<"SegmentView"> }) {
  const [days, setDays] = useState("90");
  const [other, setOther] = useState<string | null>(null);
  const all = useAll("segments");
  const test = useMutation({
    mutationFn: async () => {
      const until = new Date();
      const since = new Date(until.getTime() - Number(days) * 86_400_000);
      const { data } = await client.POST("/api/v1/backtests", {
        body: {
          expression: segment.expression,
          since: since.toISOString(),
          until: until.toISOString(),
          received: false,
          ...(other ? { other } : {}),
        },
      });
      return data as View<"BackTestView">;
    },
  });
  const others = (all.data ?? [])
    .filter((each) => each.state === "live" && each.id !== segment.id)
    .map((each) => ({ value: each.id, label: each.name }));
  return (
    <div className={css.past}>
      <div className={css.ask2}>
        <span>Run it over</span>
        <Select
          aria-label="Period"
          data={SPANS}
          value={days}
          onChange={(value) => value && setDays(value)}
          w={170}
        />
        <span>and compare with</span>
        <Select
          aria-label="Compare with"
          placeholder="no other segment"
          data={others}
          value={other}
          onChange={setOther}
          clearable
          searchable
          w={210}
        />
        <Button variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          Run
        </Button>
      </div>
      {test.error && <ErrorNote words={problemOf(test.error).words} />}
      {test.isPending && <Loading lines={5} label="Going through the past" />}
      {!test.data && !test.isPending && (
        <p className="quiet">
          Nothing is sent and nobody is changed: the engine runs the rule over what happened, by the same
          clockwork as live.
        </p>
      )}
      {test.data && !test.isPending && (
        <Result of={test.data} other={others.find((each) => each.value === other)?.label} />
      )}
    </div>
  );
}

function Result({ of, other }: { of: View<"BackTestView">; other?: string }) {
  const figures: [string, string][] = [
    ["In it at the end", count(of.size)],
    ["Ever in it", count(of.ever)],
    ["Entered", count(of.entered)],
    ["Left", count(of.left)],
    ["By the clock alone", count(of.by_clock)],
    ["Half stayed at most", of.median_stay === null ? "–" : span(of.median_stay)],
  ];
  return (
    <>
      <Numbers look="cells" className={css.figures}>
        {figures.map(([name, value]) => (
          <Figure key={name} name={name}>
            {value}
          </Figure>
        ))}
      </Numbers>
      <section aria-label="Size day by day" className={card.card}>
        <Area
          label="Size at the end of each day"
          height={180}
          format={count}
          points={of.days.map((each) => ({ label: day(each.day), value: each.size }))}
        />
      </section>
      {of.overlap && (
        <section aria-label="Overlap" className={card.card}>
          <h2>Overlap with {other}</h2>
          <Overlap of={of.overlap} name={other ?? ""} />
        </section>
      )}
    </>
  );
}
