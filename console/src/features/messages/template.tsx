import { getRouteApi } from "@tanstack/react-router";
import { api } from "@/api/client";
import { PageHead } from "@/shell/page-head";
import { Answer } from "@/ui/states";
import { Editor } from "./parts/editor";

const route = getRouteApi("/shell/templates/$id");

/** One template: its words on the left, on the right what a person gets. */
export function TemplatePage() {
  const { id } = route.useParams();
  const template = api.useQuery("get", "/api/v1/templates/{document_id}", {
    params: { path: { document_id: id } },
  });
  if (template.data) return <Editor key={`${id}@${template.data.version}`} template={template.data} />;
  return (
    <>
      <PageHead title="Template" crumb={{ label: "Templates", to: "/templates" }} />
      <Answer of={template}>{() => null}</Answer>
    </>
  );
}
