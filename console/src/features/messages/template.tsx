import { getRouteApi } from "@tanstack/react-router";
import { useOpened, useSitting } from "@/api/drafts";
import { PageHead } from "@/shell/page-head";
import { Answer } from "@/ui/states";
import { Editor } from "./parts/editor";

const route = getRouteApi("/shell/templates/$id");

/** One template: its words on the left, on the right what a person gets. */
export function TemplatePage() {
  const { id } = route.useParams();
  const { show } = route.useSearch();
  const template = useOpened("templates", id, show);
  const sitting = useSitting(id, template.data?.opened.version);
  if (template.data) {
    const { head, opened } = template.data;
    return <Editor key={sitting.key} onSaved={sitting.saved} head={head} template={opened} />;
  }
  return (
    <>
      <PageHead title="Template" crumb={{ label: "Templates", to: "/templates" }} />
      <Answer of={template}>{() => null}</Answer>
    </>
  );
}
