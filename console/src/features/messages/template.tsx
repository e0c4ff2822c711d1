import { getRouteApi } from "@tanstack/react-router";
import { useOpened } from "@/api/drafts";
import { PageHead } from "@/shell/page-head";
import { Answer } from "@/ui/states";
import { Editor } from "./parts/editor";

const route = getRouteApi("/shell/templates/$id");

/** One template: its words on the left, on the right what a person gets. */
export function TemplatePage() {
  const { id } = route.useParams();
  const { show } = route.useSearch();
  const template = useOpened("templates", id, show);
  if (template.data) {
    const { head, opened } = template.data;
    return <Editor key={`${id}@${opened.version}`} head={head} template={opened} />;
  }
  return (
    <>
      <PageHead title="Template" crumb={{ label: "Templates", to: "/templates" }} />
      <Answer of={template}>{() => null}</Answer>
    </>
  );
}
