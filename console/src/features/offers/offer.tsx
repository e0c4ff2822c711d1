import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useOpened, useSitting } from "@/api/drafts";
import { Gone, isGone } from "@/shell/failures";
import { PageHead } from "@/shell/page-head";
import { LookedBack, PartTabs } from "@/ui/looked-back";
import { Answer } from "@/ui/states";
import { OfferEditor } from "./parts/editor";

const route = getRouteApi("/shell/offers/$id");
const LIST = { label: "Offers", to: "/offers" };
const PARTS = [
  { value: "offer", label: "Offer" },
  { value: "versions", label: "Versions" },
];

/** One offer: what it says, where it fits, whom it is for; what came of it, and how it came to be so. */
export function OfferPage() {
  const { id } = route.useParams();
  const { tab, show } = route.useSearch();
  const go = useNavigate();
  const offer = useOpened("offers", id, show);
  const sitting = useSitting(id, offer.data?.opened.version);
  if (isGone(offer)) return <Gone what="offer" list={LIST} />;
  if (!offer.data) {
    return (
      <>
        <PageHead title="Offer" crumb={LIST} />
        <Answer of={offer}>{() => null}</Answer>
      </>
    );
  }
  const { head, opened } = offer.data;
  const tabs = (
    <PartTabs
      label="Parts of the offer"
      parts={PARTS}
      value={tab ?? "offer"}
      onChange={(next) =>
        void go({
          to: "/offers/$id",
          params: { id },
          search: { ...(next === "versions" ? { tab: "versions" as const } : {}), show },
        })
      }
    />
  );
  if (tab === "versions") return <LookedBack kind="offer" head={head} list={LIST} tabs={tabs} />;
  return <OfferEditor key={sitting.key} onSaved={sitting.saved} head={head} opened={opened} tabs={tabs} />;
}
