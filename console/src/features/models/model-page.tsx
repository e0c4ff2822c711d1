import { Button, Tabs } from "@mantine/core";
import { IconSparkles } from "@tabler/icons-react";
import { getRouteApi, Link, Navigate, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { api } from "@/api/client";
import { Gone, isGone } from "@/shell/failures";
import { PageHead } from "@/shell/page-head";
import { DocumentText } from "@/ui/document-text";
import { useInView } from "@/ui/in-view";
import { Answer, EmptyState, Loading } from "@/ui/states";
import type { Tab } from "./feature";
import css from "./models.module.css";
import { Standing } from "./page";
import { Jobs, useJobs } from "./parts/jobs";

const route = getRouteApi("/shell/models/$id");
const LIST = { label: "Models", to: "/models" };
const Report = lazy(() => import("./parts/report"));
const People = lazy(() => import("./parts/people"));
const Versions = lazy(() => import("./parts/versions"));
const Drift = lazy(() => import("./parts/drift"));

const NAMES: [Tab, string][] = [
  ["report", "Report"],
  ["people", "People"],
  ["versions", "Versions"],
  ["drift", "Drift"],
  ["text", "Text"],
];

/** One model: how good it is and why, what it says of whom, which versions there are, whether its world has moved. */
export function ModelPage() {
  const { id } = route.useParams();
  const { tab = "report", version, bucket } = route.useSearch();
  const go = useNavigate();
  const models = api.useQuery("get", "/api/v1/models");
  const model = models.data?.items.find((each) => each.id === id);
  const jobs = useJobs(id, model !== undefined);
  const show = (next: Tab, further: { version?: number; bucket?: string } = {}) =>
    void go({
      to: "/models/$id",
      params: { id },
      search: { tab: next === "report" ? undefined : next, ...further },
    });
  const tabs = useInView(tab);
  // What is listed is what predicts; another kind of model is asked elsewhere.
  const elsewhere = api.useQuery(
    "get",
    "/api/v1/models/{document_id}",
    { params: { path: { document_id: id } } },
    { enabled: models.data !== undefined && !model },
  );
  if (isGone(elsewhere)) return <Gone what="model" list={LIST} />;
  if ((elsewhere.data as { task?: unknown } | undefined)?.task === "attribution") {
    return <Navigate to="/attribution" search={{ ask: { saved: id } }} replace />;
  }
  return (
    <>
      <PageHead title={model?.name ?? id} crumb={LIST} status={model && <Standing model={model} />}>
        {model && <Jobs model={model} jobs={jobs} />}
      </PageHead>
      <Tabs className={css.tabs} value={tab} onChange={(next) => show((next ?? "report") as Tab)}>
        <Tabs.List ref={tabs} aria-label="Parts of the model">
          {NAMES.map(([value, label]) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </Tabs>
      <Suspense fallback={<Loading />}>
        {tab === "text" ? (
          <div className={css.body}>
            <DocumentText kind="model" id={id} />
          </div>
        ) : (
          <Answer of={models}>
            {() =>
              model === undefined ? (
                <EmptyState
                  icon={IconSparkles}
                  title="Nothing is predicted by it yet"
                  words="It is a draft, and learns nothing until it is published."
                  action={
                    <Button component={Link} to="/models" variant="default">
                      All models
                    </Button>
                  }
                />
              ) : tab === "people" ? (
                <People
                  model={model}
                  bucket={bucket ?? ""}
                  choose={(next) => show("people", { bucket: next })}
                />
              ) : tab === "versions" ? (
                <Versions model={model} show={(number) => show("report", { version: number })} />
              ) : tab === "drift" ? (
                <Drift model={model} />
              ) : (
                <Report model={model} number={version} jobs={jobs} />
              )
            }
          </Answer>
        )}
      </Suspense>
    </>
  );
}
