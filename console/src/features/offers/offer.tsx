import { getRouteApi } from "@tanstack/react-router";
import { useOpened, useSitting } from "@/api/drafts";
import { PageHead } from "@/shell/page-head";
import { Answer } from "@/ui/states";
import { OfferEditor } from "./parts/editor";

const route = getRouteApi("/shell/offers/$id");

/** One offer: what it says, where it fits, whom it is for; and what came of it. */
export function OfferPage() {
  const { id } = route.useParams();
  const { show } = route.useSearch();
  const offer = useOpened("offers", id, show);
  const sitting = useSitting(id, offer.data?.opened.version);
  if (offer.data) {
    const { head, opened } = offer.data;
    return <OfferEditor key={sitting.key} onSaved={sitting.saved} head={head} opened={opened} />;
  }
  return (
    <>
      <PageHead title="Offer" crumb={{ label: "Offers", to: "/offers" }} />
      <Answer of={offer}>{() => null}</Answer>
    </>
  );
}
