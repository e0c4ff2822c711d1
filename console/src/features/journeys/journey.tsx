import { Tabs } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import type { View } from "@/api/client";
import { useOpened, useSitting } from "@/api/drafts";
import { Gone, isGone } from "@/shell/failures";
import { PageHead } from "@/shell/page-head";
import { DocumentText } from "@/ui/document-text";
import { Answer, Loading } from "@/ui/states";
import { DocumentStatus } from "@/ui/status";
import type { Tab } from "./feature";
import css from "./journey.module.css";
import { Editor } from "./parts/editor";

const route = getRouteApi("/shell/journeys/$id");
const People = lazy(() => import("./parts/people"));
const Test = lazy(() => import("./parts/test"));
const Report = lazy(() => import("./parts/report"));
const Versions = lazy(() => import("./parts/versions"));

const LIST = { label: "Journeys", to: "/journeys" };
const TABS: [Tab, string][] = [
  ["canvas", "Canvas"],
  ["simulate", "Simulate"],
  ["test", "Test"],
  ["people", "People"],
  ["report", "Report"],
  ["versions", "Versions"],
  ["text", "Text"],
];

/** One journey: its canvas, who is in it, what it came to. */
export function JourneyPage() {
  const { id } = route.useParams();
  const { tab = "canvas", step = "", show } = route.useSearch();
  const go = useNavigate();
  const journey = useOpened<View<"JourneyView">>("journeys", id, show);
  const sitting = useSitting(id, journey.data?.opened.version);
  const tabs = (
    <Tabs
      className={css.tabs}
      value={tab}
      onChange={(next) =>
        void go({
          to: "/journeys/$id",
          params: { id },
          search: { ...(next === "canvas" ? {} : { tab: next as Tab }), show },
        })
      }
    >
      <Tabs.List aria-label="Parts of the journey">
        {TABS.map(([value, label]) => (
          <Tabs.Tab key={value} value={value}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
    </Tabs>
  );
  if (isGone(journey)) return <Gone what="journey" list={LIST} />;
  if (!journey.data) {
    return (
      <>
        <PageHead title="Journey" crumb={LIST} />
        <Answer of={journey}>{() => null}</Answer>
      </>
    );
  }
  const { head, opened } = journey.data;
  if (tab === "canvas" || tab === "simulate") {
    return (
      <Editor
        key={sitting.key}
        onSaved={sitting.saved}
        journey={head}
        opened={opened}
        tabs={tabs}
        simulate={tab === "simulate"}
      />
    );
  }
  return (
    <>
      <PageHead title={head.name} crumb={LIST} status={<DocumentStatus state={head.state} />} />
      {tabs}
      <Suspense fallback={<Loading />}>
        {tab === "test" && <Test journey={head} />}
        {tab === "people" && <People journey={head} step={step} />}
        {tab === "report" && <Report journey={head} />}
        {tab === "versions" && <Versions journey={head} />}
        {tab === "text" && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
          <section className={css.text} tabIndex={0} aria-label="As text">
            <DocumentText kind="journey" id={id} />
          </section>
        )}
      </Suspense>
    </>
  );
}
