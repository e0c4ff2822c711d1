import { useDebouncedValue } from "@mantine/hooks";
import { IconChartDots2 } from "@tabler/icons-react";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useMay } from "@/api/session";
import { PageHead } from "@/shell/page-head";
import { Choice } from "@/ui/choice";
import { useInView } from "@/ui/in-view";
import { LongAnswer } from "@/ui/long-answer";
import { EmptyState } from "@/ui/states";
import strip from "@/ui/strip.module.css";
import { useInsight, useUnit } from "./asking";
import css from "./insight.module.css";
import { isWhole, measured, saysAsked, TOPIC_NAMES, TOPICS, unpacked } from "./model";
import { Coming } from "./parts/coming";
import { Folded } from "./parts/folded";
import { Keep } from "./parts/keep";
import { Question } from "./parts/question";
import { Shown } from "./parts/shown";
import { AnswerTable } from "./parts/table";

const route = getRouteApi("/shell/insight");

/** Explore what people did: a question at the left, its answer beside it, the same in the address. */
export function InsightPage() {
  const { topic = "funnel", ask } = route.useSearch();
  const navigate = useNavigate();
  const asked = unpacked(ask);
  const [settled] = useDebouncedValue(asked, 350);
  const [view, setView] = useState<"chart" | "table">("chart");
  const answer = useInsight(topic, settled);
  const worth = useUnit(...measured(topic, settled));
  const whole = isWhole(topic, asked);
  const topics = useInView(topic);
  const may = useMay("documents:write");
  return (
    <>
      <PageHead title="Explore">
        {may && <Keep key={topic} topic={topic} asked={asked} disabled={!whole} />}
        <Choice
          size="xs"
          aria-label="How to show it"
          value={view}
          onChange={setView}
          data={[
            { value: "chart", label: "Chart" },
            { value: "table", label: "Table" },
          ]}
        />
      </PageHead>
      <nav ref={topics} className={strip.strip} aria-label="What to ask">
        {TOPICS.map((each) => (
          <Link
            key={each}
            to="/insight"
            search={{ topic: each, ask }}
            className={strip.tab}
            data-active={each === topic}
            aria-current={each === topic ? "page" : undefined}
          >
            {TOPIC_NAMES[each]}
          </Link>
        ))}
      </nav>
      <div className={css.bench}>
        <Folded says={saysAsked(topic, asked)} whole={whole}>
          <Question
            topic={topic}
            asked={asked}
            onChange={(next) =>
              void navigate({ to: "/insight", search: { topic, ask: next }, replace: true })
            }
          />
        </Folded>
        <section
          className={css.answer}
          aria-label="Answer"
          aria-busy={answer.isFetching}
          data-late={answer.isFetching && answer.data !== undefined}
        >
          {whole ? (
            <LongAnswer
              of={answer}
              asks={["insight", topic]}
              shape={<Coming topic={topic} steps={asked.steps.length} view={view} />}
            >
              {(found) =>
                view === "table" ? (
                  <AnswerTable of={found} asked={settled} worth={worth} />
                ) : (
                  <Shown of={found} asked={settled} worth={worth} />
                )
              }
            </LongAnswer>
          ) : (
            <EmptyState
              icon={IconChartDots2}
              title="What do you want to know?"
              words="Choose the events at the left. The answer appears as soon as the question is whole."
            />
          )}
        </section>
      </div>
    </>
  );
}
