import { getRouteApi } from "@tanstack/react-router";
import { useOpened, useSitting } from "@/api/drafts";
import { PageHead } from "@/shell/page-head";
import { Answer } from "@/ui/states";
import { FragmentEditor } from "./parts/fragment-editor";

const route = getRouteApi("/shell/fragments/$id");

/** One fragment: its words on the left, on the right what they become. */
export function FragmentPage() {
  const { id } = route.useParams();
  const { show } = route.useSearch();
  const fragment = useOpened("fragments", id, show);
  const sitting = useSitting(id, fragment.data?.opened.version);
  if (fragment.data) {
    const { head, opened } = fragment.data;
    return <FragmentEditor key={sitting.key} onSaved={sitting.saved} head={head} opened={opened} />;
  }
  return (
    <>
      <PageHead title="Fragment" crumb={{ label: "Fragments", to: "/fragments" }} />
      <Answer of={fragment}>{() => null}</Answer>
    </>
  );
}
