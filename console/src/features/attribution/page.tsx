import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconGitMerge, IconTerminal2 } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { api, client } from "@/api/client";
import { Problem, sentence } from "@/api/problem";
import { useUnit } from "@/features/insight/asking";
import insight from "@/features/insight/insight.module.css";
import { Bars } from "@/features/insight/parts/coming";
import { Folded } from "@/features/insight/parts/folded";
import { eventsOf } from "@/features/segments/condition";
import { PageHead } from "@/shell/page-head";
import { applied, FOLDER, planned } from "@/ui/commands";
import { Copied } from "@/ui/copied";
import { Dialog } from "@/ui/dialog";
import { AsText } from "@/ui/document-text";
import { LongAnswer } from "@/ui/long-answer";
import { Answer, EmptyState } from "@/ui/states";
import { toYaml } from "@/ui/yaml";
import css from "./attribution.module.css";
import {
  type Asked,
  commandOf,
  documentOf,
  fieldOf,
  isWhole,
  questionOf,
  type Report,
  saysAsked,
  unpacked,
} from "./model";
import { Question } from "./parts/question";
import { Shown } from "./parts/shown";

const route = getRouteApi("/shell/attribution");

/** Who earned the conversions, by every model beside each other; the question stands in the address. */
export function AttributionPage() {
  const { ask, model } = route.useSearch();
  const navigate = useNavigate();
  const saved = api.useQuery("get", "/api/v1/attribution");
  const known = saved.data?.items ?? [];
  const asked = unpacked(ask, known);
  const [settled] = useDebouncedValue(asked, 350);
  const [copying, setCopying] = useState(false);
  const id = asked.saved || "attribution";
  const change = (part: Partial<Asked>) =>
    void navigate({ to: "/attribution", search: { ask: { ...asked, ...part }, model }, replace: true });
  const report = useReport(settled, saved.isSuccess);
  const worth = useUnit(eventsOf(settled.conversion)?.event, settled.value);
  const nothing =
    report.error instanceof Problem && report.error.code === "learning.unattributable" && !report.error.where
      ? sentence(report.error.message)
      : "";
  return (
    <>
      <PageHead title="Attribution">
        {asked.saved && <AsText kind="model" id={asked.saved} />}
        <Button
          variant="default"
          leftSection={<IconTerminal2 size={15} stroke={1.7} />}
          onClick={() => setCopying(true)}
        >
          As command
        </Button>
      </PageHead>
      <div className={insight.bench}>
        <Answer of={saved}>
          {({ items }) => (
            <Folded says={saysAsked(asked)} whole={isWhole(asked)}>
              <Question asked={asked} saved={items} channels={channelsOf(report.data)} change={change} />
            </Folded>
          )}
        </Answer>
        <section
          className={insight.answer}
          aria-label="Answer"
          aria-busy={report.isFetching}
          data-late={report.isFetching && report.data !== undefined}
        >
          {isWhole(asked) && !nothing ? (
            <LongAnswer of={report} asks={["attribution"]} shape={<Bars count={10} />}>
              {(found) => (
                <Shown
                  report={found}
                  by={settled.by}
                  worth={worth}
                  model={model}
                  choose={(next) =>
                    void navigate({ to: "/attribution", search: { ask, model: next }, replace: true })
                  }
                />
              )}
            </LongAnswer>
          ) : (
            <EmptyState
              icon={IconGitMerge}
              title={nothing.replace(/\.$/, "") || "Which conversions?"}
              words={
                <>
                  Touches are messages that were sent, and visits whose <code>context.campaign.source</code>{" "}
                  is known. Choose a longer period, or say at the left which events of yours touch people and
                  where the channel stands.
                </>
              }
              action={
                <>
                  <Button component={Link} to="/data/sources" variant="default">
                    Sources
                  </Button>
                  <Button component={Link} to="/journeys" variant="default">
                    Journeys
                  </Button>
                </>
              }
            />
          )}
        </section>
      </div>
      <Dialog
        opened={copying}
        onClose={() => setCopying(false)}
        title="The same on the command line"
        size="lg"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <div className={css.commands}>
          <Copied label="the document as YAML" text={toYaml(documentOf(asked))} wrap />
          <p className="quiet">Saves it and says what would change; --data is the folder of the workspace.</p>
          <Copied label="the commands" text={planned(id, toYaml(documentOf(asked)))} />
          <p className="quiet">Publishes it and asks it.</p>
          <Copied
            label="the commands that ask it"
            text={`${applied(id)} &&\n${commandOf(asked, model ?? "", new Date())} \\\n  ${FOLDER}`}
          />
        </div>
      </Dialog>
    </>
  );
}

const channelsOf = (report: Report | undefined): string[] =>
  report?.channels.map((each) => each.channel) ?? [];

function useReport(asked: Asked, ready: boolean) {
  return useQuery({
    queryKey: ["attribution", asked],
    enabled: ready && isWhole(asked),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const body = questionOf(asked, new Date()) as never;
      const { data } = await client.POST("/api/v1/attribution", { body, signal }).catch((fault: unknown) => {
        const field = fault instanceof Problem && fieldOf(fault.where);
        throw field ? fault.about(field) : fault;
      });
      return data as Report;
    },
  });
}
