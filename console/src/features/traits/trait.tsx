import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useOpened, useSitting } from "@/api/drafts";
import { Gone, isGone } from "@/shell/failures";
import { PageHead } from "@/shell/page-head";
import { LookedBack, PartTabs } from "@/ui/looked-back";
import { Answer } from "@/ui/states";
import { TraitEditor } from "./parts/editor";

const route = getRouteApi("/shell/traits/$id");
const LIST = { label: "Traits", to: "/traits" };
const PARTS = [
  { value: "definition", label: "Definition" },
  { value: "versions", label: "Versions" },
];

/** One trait: what its value is, what rests on it, and how it came to be so. */
export function TraitPage() {
  const { id } = route.useParams();
  const { tab, show } = route.useSearch();
  const go = useNavigate();
  const trait = useOpened("traits", id, show);
  const sitting = useSitting(id, trait.data?.opened.version);
  if (isGone(trait)) return <Gone what="trait" list={LIST} />;
  if (!trait.data) {
    return (
      <>
        <PageHead title="Trait" crumb={LIST} />
        <Answer of={trait}>{() => null}</Answer>
      </>
    );
  }
  const { head, opened } = trait.data;
  const tabs = (
    <PartTabs
      label="Parts of the trait"
      parts={PARTS}
      value={tab ?? "definition"}
      onChange={(next) =>
        void go({
          to: "/traits/$id",
          params: { id },
          search: { ...(next === "versions" ? { tab: "versions" as const } : {}), show },
        })
      }
    />
  );
  if (tab === "versions") return <LookedBack kind="trait" head={head} list={LIST} tabs={tabs} />;
  return <TraitEditor key={sitting.key} onSaved={sitting.saved} head={head} opened={opened} tabs={tabs} />;
}
