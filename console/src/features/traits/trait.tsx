import { Tabs } from "@mantine/core";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useOpened, useSitting } from "@/api/drafts";
import { PageHead } from "@/shell/page-head";
import { AsText, Changes } from "@/ui/document-text";
import { Sheet } from "@/ui/sheet";
import { Answer } from "@/ui/states";
import { DocumentStatus } from "@/ui/status";
import { Versions } from "@/ui/versions";
import { TraitEditor } from "./parts/editor";
import css from "./traits.module.css";

const route = getRouteApi("/shell/traits/$id");
const LIST = { label: "Traits", to: "/traits" };

/** One trait: what its value is, what rests on it, and how it came to be so. */
export function TraitPage() {
  const { id } = route.useParams();
  const { tab, show } = route.useSearch();
  const go = useNavigate();
  const trait = useOpened("traits", id, show);
  const sitting = useSitting(id, trait.data?.opened.version);
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
    <Tabs
      className={css.tabs}
      value={tab ?? "definition"}
      onChange={(next) =>
        void go({
          to: "/traits/$id",
          params: { id },
          search: { ...(next === "versions" ? { tab: "versions" as const } : {}), show },
        })
      }
    >
      <Tabs.List aria-label="Parts of the trait">
        <Tabs.Tab value="definition">Definition</Tabs.Tab>
        <Tabs.Tab value="versions">Versions</Tabs.Tab>
      </Tabs.List>
    </Tabs>
  );
  if (tab !== "versions") {
    return <TraitEditor key={sitting.key} onSaved={sitting.saved} head={head} opened={opened} tabs={tabs} />;
  }
  return (
    <>
      <PageHead title={head.name || id} crumb={LIST} status={<DocumentStatus {...head} />}>
        <AsText kind="trait" id={id} />
      </PageHead>
      {tabs}
      <Sheet wide>
        <Versions kind="trait" id={id} head={head} />
        <Changes kind="trait" id={id} />
      </Sheet>
    </>
  );
}
