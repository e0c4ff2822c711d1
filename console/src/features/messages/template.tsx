import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useOpened, useSitting } from "@/api/drafts";
import { Gone, isGone } from "@/shell/failures";
import { PageHead } from "@/shell/page-head";
import { LookedBack, PartTabs } from "@/ui/looked-back";
import { Answer, Loading } from "@/ui/states";
import { DocumentStatus } from "@/ui/status";
import { Editor } from "./parts/editor";

const route = getRouteApi("/shell/templates/$id");
const LIST = { label: "Templates", to: "/templates" };
const PARTS = [
  { value: "words", label: "Content" },
  { value: "report", label: "Messages" },
  { value: "versions", label: "Versions" },
];
const Report = lazy(() => import("./parts/report"));

/** One template: its words on the left, on the right what a person gets; and what became of its messages. */
export function TemplatePage() {
  const { id } = route.useParams();
  const { tab, show } = route.useSearch();
  const go = useNavigate();
  const template = useOpened("templates", id, show);
  const sitting = useSitting(id, template.data?.opened.version);
  if (isGone(template)) return <Gone what="template" list={LIST} />;
  if (!template.data) {
    return (
      <>
        <PageHead title="Template" crumb={LIST} />
        <Answer of={template}>{() => null}</Answer>
      </>
    );
  }
  const { head, opened } = template.data;
  const tabs = (
    <PartTabs
      label="Parts of the template"
      parts={PARTS}
      value={tab ?? "words"}
      onChange={(next) =>
        void go({
          to: "/templates/$id",
          params: { id },
          search: { ...(next === "report" || next === "versions" ? { tab: next } : {}), show },
        })
      }
    />
  );
  if (tab === "versions") return <LookedBack kind="template" head={head} list={LIST} tabs={tabs} />;
  if (tab !== "report") {
    return <Editor key={sitting.key} onSaved={sitting.saved} head={head} opened={opened} tabs={tabs} />;
  }
  return (
    <>
      <PageHead title={head.name || head.id} crumb={LIST} status={<DocumentStatus state={head.state} />} />
      {tabs}
      <Suspense fallback={<Loading />}>
        <Report template={id} />
      </Suspense>
    </>
  );
}
