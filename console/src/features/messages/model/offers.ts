/** An offer as it is authored, as far as templates see it. */
export interface OfferBody {
  content?: Readonly<Record<string, unknown>>;
  placements?: readonly string[];
}

/** What a template may ask an offer for, at each of its places: offers.cart.title. */
export function namesOf(offer: OfferBody): string[] {
  const said = ["title", ...Object.keys(offer.content ?? {})];
  return (offer.placements ?? []).flatMap((place) => said.map((name) => `offers.${place}.${name}`));
}
