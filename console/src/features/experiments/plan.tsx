import { NumberInput, type NumberInputProps, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { client, type View } from "@/api/client";
import { sentence } from "@/api/problem";
import { PageHead } from "@/shell/page-head";
import { count, figure, percent } from "@/ui/format";
import { Section, Sheet } from "@/ui/sheet";
import { Answer } from "@/ui/states";
import css from "./experiments.module.css";
import { lasting, PLAN, type Plan, planQuestion } from "./model";

type Sizing = NonNullable<View<"PlanAnswer">["sizing"]>;

/** What is asked in numbers, in this order. */
const FIELDS: readonly ({ name: Exclude<keyof Plan, "method"> } & NumberInputProps)[] = [
  {
    name: "baseline",
    label: "Baseline: reach the goal without it",
    suffix: "%",
    min: 0.01,
    max: 99,
    decimalScale: 2,
  },
  {
    name: "effect",
    label: "Worth finding, in points",
    description: "1 means from 5% to 6%",
    suffix: " pt",
    decimalScale: 2,
  },
  { name: "perDay", label: "People a day", min: 0, thousandSeparator: "," },
  { name: "heldOut", label: "Held out", suffix: "%", min: 1, max: 99 },
  { name: "treatments", label: "Arms beside the control", min: 1, max: 20 },
  { name: "power", label: "Power: chance to find it if it is there", suffix: "%", min: 50, max: 99 },
];

/** How large an experiment must be to find what would be worth finding. */
export function PlanPage() {
  const [plan, setPlan] = useState<Plan>(PLAN);
  const [settled] = useDebouncedValue(plan, 250);
  const answer = useQuery({
    queryKey: ["plan", settled],
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      const { data } = await client.POST("/api/v1/experiments/plan", {
        body: planQuestion(settled) as never,
        signal,
      });
      return data as View<"PlanAnswer">;
    },
  });
  const number = (name: keyof Plan) => (value: number | string) =>
    value !== "" && setPlan({ ...plan, [name]: Number(value) });
  return (
    <>
      <PageHead title="Sample size" crumb={{ label: "Experiments", to: "/experiments" }} />
      <Sheet wide>
        <div className={css.two}>
          <Section
            title="What is known before"
            words="Say what happens without it, and the least difference that would be worth the trouble."
          >
            <form className={css.form} onSubmit={(event) => event.preventDefault()}>
              {FIELDS.map(({ name, ...field }) => (
                <NumberInput key={name} {...field} value={plan[name]} onChange={number(name)} />
              ))}
              <Select
                label="How it is read"
                data={[
                  { value: "anytime", label: "At any time" },
                  { value: "fixed", label: "Once, at a fixed horizon" },
                ]}
                value={plan.method}
                onChange={(method) => method && setPlan({ ...plan, method: method as Plan["method"] })}
              />
            </form>
          </Section>
          <Answer of={answer} lines={6}>
            {(found) => (
              <section
                aria-label="Answer"
                aria-live="polite"
                aria-busy={answer.isFetching}
                className={css.sizing}
              >
                {found.sizing ? (
                  <Size sizing={found.sizing} plan={settled} />
                ) : (
                  <p>{sentence(found.unanswered?.message ?? "")}</p>
                )}
              </section>
            )}
          </Answer>
        </div>
      </Sheet>
    </>
  );
}

function Size({ sizing, plan }: { sizing: Sizing; plan: Plan }) {
  const all = sizing.control + sizing.treatment * plan.treatments;
  return (
    <>
      <span className={`${css.big} figure`}>{count(all)}</span>
      <p>
        people in all: {count(sizing.control)} in the control and {count(sizing.treatment)} in{" "}
        {plan.treatments === 1 ? "the arm" : `each of ${plan.treatments} arms`}.
      </p>
      {plan.perDay > 0 && (
        <p>
          At {count(plan.perDay)} a day that takes <b>{lasting(all / plan.perDay)}</b>.
        </p>
      )}
      <p className="quiet">
        It then finds {figure(plan.effect)} {plan.effect === 1 ? "point" : "points"} (
        {percent(plan.effect / Math.max(plan.baseline, 1e-9))} of what happens without it) in{" "}
        {figure(plan.power)} of 100 experiments, and sees a difference where there is none in at most 5.{" "}
        {plan.method === "anytime"
          ? "You may look every day and stop when it is clear."
          : "Looking earlier raises false alarms: with twenty looks to one in four."}
      </p>
    </>
  );
}
