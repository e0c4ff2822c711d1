import { Tabs } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useOpened, useSitting } from "@/api/drafts";
import { PageHead } from "@/shell/page-head";
import { Answer, Loading } from "@/ui/states";
import { DocumentStatus } from "@/ui/status";
import css from "./messages.module.css";
import { Editor } from "./parts/editor";

const route = getRouteApi("/shell/templates/$id");
const Report = lazy(() => import("./parts/report"));

/** One template: its words on the left, on the right what a person gets; and what became of its messages. */
export function TemplatePage() {
  const { id } = route.useParams();
  const { tab, show } = route.useSearch();
  const go = useNavigate();
  const template = useOpened("templates", id, show);
  const sitting = useSitting(id, template.data?.opened.version);
  if (!template.data) {
    return (
      <>
        <PageHead title="Template" crumb={{ label: "Templates", to: "/templates" }} />
        <Answer of={template}>{() => null}</Answer>
      </>
    );
  }
  const { head, opened } = template.data;
  const tabs = (
    <Tabs
      className={css.tabs}
      value={tab ?? "words"}
      onChange={(next) =>
        void go({
          to: "/templates/$id",
          params: { id },
          search: { ...(next === "report" ? { tab: "report" as const } : {}), show },
        })
      }
    >
      <Tabs.List aria-label="Parts of the template">
        <Tabs.Tab value="words">Words</Tabs.Tab>
        <Tabs.Tab value="report">Messages</Tabs.Tab>
      </Tabs.List>
    </Tabs>
  );
  if (tab !== "report") {
    return <Editor key={sitting.key} onSaved={sitting.saved} head={head} opened={opened} tabs={tabs} />;
  }
  return (
    <>
      <PageHead
        title={head.name || head.id}
        crumb={{ label: "Templates", to: "/templates" }}
        status={<DocumentStatus state={head.state} />}
      />
      {tabs}
      <Suspense fallback={<Loading />}>
        <Report template={id} />
      </Suspense>
    </>
  );
}
