import { Button } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import css from "../overview.module.css";

interface Step {
  title: string;
  words: string;
  done: boolean;
  ways: { label: string; to: string; search?: Record<string, unknown> }[];
}

/** What a workspace begins with in which nobody is known yet: three steps, each with its way in. */
export function Begin({ segments, journeys }: { segments: number; journeys: number }) {
  const steps: Step[] = [
    {
      title: "Let Clew hear what people do",
      words:
        "A shop, an app or a till sends it with the SDK that you have; what you know already comes as a file.",
      done: false,
      ways: [
        { label: "Connect a source", to: "/data/sources", search: { create: true } },
        { label: "Import a file", to: "/data/imports" },
      ],
    },
    {
      title: "Say who you want to reach",
      words: "A segment is a rule, read as a sentence and counted while you build it.",
      done: segments > 0,
      ways: [{ label: "Build a segment", to: "/segments/new" }],
    },
    {
      title: "Write to them at the right moment",
      words: "A journey waits, asks and sends. Play it over your own past before it writes to anybody.",
      done: journeys > 0,
      ways: [{ label: "Choose a journey", to: "/journeys/new" }],
    },
  ];
  const next = steps.findIndex((step) => !step.done);
  return (
    <section aria-label="Begin here" className={css.begin}>
      <h2>Three steps to the first message</h2>
      <ol>
        {steps.map((step, place) => (
          <li key={step.title}>
            <span className={css.place} data-done={step.done || undefined}>
              {step.done ? <IconCheck size={14} stroke={2} aria-label="Done" /> : place + 1}
            </span>
            <div>
              <h3>{step.title}</h3>
              <p className="quiet">{step.words}</p>
            </div>
            <span className={css.ways}>
              {step.ways.map(({ label, to, search }, which) => (
                <Button
                  key={to}
                  component={Link}
                  to={to}
                  search={search as never}
                  variant={place === next && which === 0 ? "filled" : "default"}
                >
                  {label}
                </Button>
              ))}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
