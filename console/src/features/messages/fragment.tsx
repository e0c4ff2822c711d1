import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useOpened, useSitting } from "@/api/drafts";
import { Gone, isGone } from "@/shell/failures";
import { PageHead } from "@/shell/page-head";
import { LookedBack, PartTabs } from "@/ui/looked-back";
import { Answer } from "@/ui/states";
import { FragmentEditor } from "./parts/fragment-editor";

const route = getRouteApi("/shell/fragments/$id");
const LIST = { label: "Fragments", to: "/fragments" };
const PARTS = [
  { value: "words", label: "Content" },
  { value: "versions", label: "Versions" },
];

/** One fragment: its words on the left, on the right what they become; and how it came to be so. */
export function FragmentPage() {
  const { id } = route.useParams();
  const { tab, show } = route.useSearch();
  const go = useNavigate();
  const fragment = useOpened("fragments", id, show);
  const sitting = useSitting(id, fragment.data?.opened.version);
  if (isGone(fragment)) return <Gone what="fragment" list={LIST} />;
  if (!fragment.data) {
    return (
      <>
        <PageHead title="Fragment" crumb={LIST} />
        <Answer of={fragment}>{() => null}</Answer>
      </>
    );
  }
  const { head, opened } = fragment.data;
  const tabs = (
    <PartTabs
      label="Parts of the fragment"
      parts={PARTS}
      value={tab ?? "words"}
      onChange={(next) =>
        void go({
          to: "/fragments/$id",
          params: { id },
          search: { ...(next === "versions" ? { tab: "versions" as const } : {}), show },
        })
      }
    />
  );
  if (tab === "versions") return <LookedBack kind="fragment" head={head} list={LIST} tabs={tabs} />;
  return <FragmentEditor key={sitting.key} onSaved={sitting.saved} head={head} opened={opened} tabs={tabs} />;
}
