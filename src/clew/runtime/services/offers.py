"""The offers in force, and which of them somebody gets now; fulfils `api.desks.OfferDesk`."""

from collections.abc import Iterable

from clew.api.offer_views import OfferVerdictView, PersonOffersView
from clew.decisions.offers import Choice, Offer, Proposal, choose, judged, longest_cap
from clew.expressions import Reading
from clew.kernel.instants import Instant
from clew.profiles import ProfileState, unpack_state, zone_of
from clew.runtime.services.documents import Documents
from clew.runtime.workspace import Workspace


class Offers:
    """Over a workspace's documents and people."""

    def __init__(self, workspace: Workspace, documents: Documents) -> None:
        self._workspace = workspace
        self._documents = documents

    def of(self, profile: str) -> PersonOffersView | None:
        """Every offer in force with whether somebody would get it now; None where there is no such profile."""
        known = self._workspace.store.known(profile)
        if known is None:
            return None
        now, person, offers = self._workspace.clock.now(), unpack_state(known.state), self._in_force()
        taken, holds = self._taken(person), _Holds(self._documents, person, now)
        places = sorted({place for offer in offers for place in offer.body.placements})
        chosen = choose(offers, now, holds, taken, placements=places)
        ordered = choose(offers, now, lambda _: True, (), most=len(offers)).listed
        rank = {offer.id: number for number, offer in enumerate(ordered)}
        items = [
            OfferVerdictView(
                id=offer.id,
                name=offer.name,
                version=offer.version,
                priority=offer.body.priority,
                placements=offer.body.placements,
                verdict=judged(offer, now, holds, taken),
            )
            for offer in sorted(offers, key=lambda each: (rank.get(each.id, len(rank)), each.name, each.id))
        ]
        return PersonOffersView(
            profile=person.profile,
            at=now,
            placements={place: offer.id for place, offer in chosen.placed.items()},
            items=tuple(items),
        )

    def chosen(self, person: ProfileState | None, now: Instant, placements: Iterable[str], most: int) -> Choice:
        """The offers for a message to somebody now; to nobody in particular, those that everybody may get."""
        if person is None:
            return choose(self._in_force(), now, lambda _: False, (), placements=placements, most=most)
        holds = _Holds(self._documents, person, now)
        return choose(self._in_force(), now, holds, self._taken(person), placements=placements, most=most)

    def _in_force(self) -> tuple[Offer, ...]:
        return self._documents.offers()

    def _taken(self, person: ProfileState) -> list[Proposal]:
        span = longest_cap(self._in_force())
        if not span:
            return []
        store = self._workspace.store
        leaves = [head.profile for head in store.members([person.profile]).get(person.profile, ())]
        found = store.proposals({person.profile, *leaves}, self._workspace.clock.now() - span)
        return [proposal for made in found.values() for proposal in made]


class _Holds:
    """Whether the condition of a key holds for somebody at an instant."""

    def __init__(self, documents: Documents, person: ProfileState, now: Instant) -> None:
        self._program, self._person = documents.program(), person
        self._reading = Reading(
            attributes=person.attributes,
            consents=person.consents,
            scores=person.scores,
            clauses=person.clauses,
            now=now,
            zone=zone_of(person.attributes, self._program.zone),
        )

    def __call__(self, condition: str) -> bool:
        lowered = self._program.conditions.get(condition)
        return lowered is not None and self._person.records > 0 and bool(lowered.test(self._reading))
