"""The choice of offers: in order, within bounds, and the same however the offers are written down."""

from hypothesis import given
from hypothesis import strategies as st

from clew.decisions.offers import Offer, OfferBody, Proposal, choose, judged
from clew.decisions.offers.model import OfferCap
from clew.kernel.instants import DAY

PLACES = ("cart", "foot")


@st.composite
def offers(draw: st.DrawFn) -> list[Offer]:
    found: list[Offer] = []
    for number in range(draw(st.integers(0, 6))):
        fallback = draw(st.booleans())
        capped = not fallback and draw(st.booleans())
        cap = OfferCap(draw(st.integers(1, 2)), "2d") if capped else None
        body = OfferBody(
            title="x",
            placements=tuple(draw(st.sets(st.sampled_from(PLACES)))),
            priority=draw(st.integers(0, 2)),
            cap=cap,
            fallback=fallback,
        )
        bounds = st.none() | st.integers(-3 * DAY, 3 * DAY)
        found.append(
            Offer(
                id=f"o{number}",
                version=1,
                name=draw(st.sampled_from(("a", "b"))),
                body=body,
                condition="" if fallback else draw(st.sampled_from(("", "yes", "no"))),
                since=None if fallback else draw(bounds),
                until=None if fallback else draw(bounds),
                per=2 * DAY if cap else 0,
            )
        )
    return found


PROPOSALS = st.lists(
    st.builds(Proposal, st.integers(-3 * DAY, 0), st.sampled_from(("o0", "o1", "o2")), st.sampled_from("klm"))
)


def holds(condition: str) -> bool:
    return condition == "yes"


@given(offers(), PROPOSALS, st.integers(-2 * DAY, 2 * DAY), st.integers(0, 4), st.randoms())
def test_what_is_chosen_fits_goes_first_and_does_not_depend_on_the_order(
    known: list[Offer], taken: list[Proposal], now: int, most: int, chance: object
) -> None:
    shuffled = list(known)
    getattr(chance, "shuffle")(shuffled)  # noqa: B009 - hypothesis types it so
    found = choose(known, now, holds, taken, placements=PLACES, most=most)
    assert found == choose(shuffled, now, holds, taken, placements=reversed(PLACES), most=most)
    verdicts = {offer.id: judged(offer, now, holds, taken) for offer in known}
    fitting = [offer for offer in known if verdicts[offer.id] == "fits"]
    for place in PLACES:
        best = [offer for offer in fitting if place in offer.body.placements]
        spare = [offer for offer in known if verdicts[offer.id] == "spare" and place in offer.body.placements]
        chosen = found.placed.get(place)
        assert (chosen is None) == (not best and not spare)
        if chosen is not None:
            assert chosen in (best or spare)
            assert all(chosen.body.priority >= other.body.priority for other in (best or spare))
    assert len(found.listed) <= most
    assert len(found.listed) == len({offer.id for offer in found.listed})
    assert [offer.body.priority for offer in found.listed] == sorted(
        (offer.body.priority for offer in found.listed), reverse=True
    )
    if most >= len(known) and fitting:
        assert {offer.id for offer in found.listed} == {offer.id for offer in fitting}


@given(offers(), st.integers(0, 40))
def test_a_cap_is_never_exceeded_however_often_one_asks(known: list[Offer], each: int) -> None:
    taken: list[Proposal] = []
    for number in range(30):
        now = number * each * DAY // 20
        chosen = choose(known, now, holds, taken, placements=PLACES, most=3)
        taken += (Proposal(now, offer.id, f"k{number}") for offer in chosen.offers)
    for offer in known:
        made = sorted(proposal.at for proposal in taken if proposal.offer == offer.id)
        if offer.body.cap is not None:
            for first in made:
                assert sum(first <= at < first + offer.per for at in made) <= offer.body.cap.max


def test_one_message_counts_once_and_a_period_is_half_open() -> None:
    offer = Offer("o", 1, "o", OfferBody("x", cap=OfferCap(1, "1d")), "", 10, 20, DAY)
    assert [judged(offer, at, holds, ()) for at in (9, 10, 19, 20)] == ["early", "fits", "fits", "over"]
    assert judged(offer, 10, holds, [Proposal(9, "o", "k"), Proposal(9, "o", "k")]) == "capped"
    two = Offer("o", 1, "o", OfferBody("x", cap=OfferCap(2, "1d")), "", None, None, DAY)
    assert judged(two, 10, holds, [Proposal(9, "o", "k"), Proposal(9, "o", "k")]) == "fits"
