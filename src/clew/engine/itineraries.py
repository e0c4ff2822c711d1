"""The journeys among the documents: which versions are in force, by which rules, and what they ask of the engine."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from clew.actions import Policy, compile_policy
from clew.catalog import Document, from_data
from clew.decisions.offers import Offer, read_offer
from clew.engine.rows import DocumentRow
from clew.journeys import Journey, JourneyProgram, compile_journeys, read_journey
from clew.kernel.packing import from_json
from clew.profiles import Definition, expression_of

IN_FORCE = frozenset({"live", "paused"})
"""Statuses of the version of a journey that takes entries, or would."""


def journeys_in(rows: Iterable[DocumentRow], policy: Policy) -> JourneyProgram:
    """The journeys in force: versions that take entries, and older ones that people may still be in.

    Versions that were let go (`engine.spent`) are not among them: what they would cost is what is in force.

    Raises:
        InvalidJourney: if a document is no journey.
    """
    versions: list[Journey] = []
    paused: list[str] = []
    for name, found in _by_id(rows).items():
        if any(row.status in IN_FORCE for row in found):
            versions += (journey_of(row) for row in found if row.status in IN_FORCE or row.status == "archived")
        if any(row.status == "paused" for row in found):
            paused.append(name)
    return compile_journeys(versions, policy=policy, paused=paused)


def conditions_in(rows: Iterable[DocumentRow], program: JourneyProgram) -> list[Definition]:
    """The conditions that journeys and offers mention, in force and on their way."""
    rows = list(rows)
    building = compile_journeys(journey_of(row) for row in rows if row.kind == "journey" and row.status == "building")
    offers = (row for row in rows if row.kind == "offer" and row.status in ("live", "building"))
    known = {key: Definition("condition", key, 1, text, live=False) for key, text in _asked_of(offers)}
    known |= {definition.id: definition for definition in building.definitions()}
    for definition in program.definitions():
        rival = known.get(definition.id)
        known[definition.id] = rival if rival is not None and rival.live else definition
    return [known[key] for key in sorted(known)]


def conditions_of(row: DocumentRow) -> Mapping[str, str]:
    """The conditions of one journey, and its audience if a list must be kept of it, or of one offer, by key."""
    if row.kind == "offer":
        return dict(_asked_of([row]))
    program = compile_journeys([journey_of(row)])
    return {**program.conditions, **program.audiences}


def journey_of(row: DocumentRow) -> Journey:
    """The journey that a document says."""
    return read_journey(row.id, row.version, document_of(row).body)


def offers_in(rows: Iterable[DocumentRow]) -> tuple[Offer, ...]:
    """The offers in force.

    Raises:
        ClewError: if a document is no offer.
    """
    live = (row for row in rows if row.kind == "offer" and row.status == "live")
    return tuple(replace(read_offer(document_of(row)), version=row.version) for row in live)


def policy_in(rows: Iterable[DocumentRow]) -> Policy:
    """The rules for messages that live policies make together."""
    return compile_policy([document_of(row) for row in rows if row.kind == "policy" and row.status == "live"])


def document_of(row: DocumentRow) -> Document:
    """The document as authored."""
    return from_data(from_json(row.document))


def _asked_of(offers: Iterable[DocumentRow]) -> Iterator[tuple[str, str]]:
    for row in offers:
        offer = read_offer(document_of(row))
        if offer.body.eligible is not None:
            yield offer.condition, expression_of(offer.body.eligible)


def _by_id(rows: Iterable[DocumentRow]) -> dict[str, list[DocumentRow]]:
    found: dict[str, list[DocumentRow]] = {}
    for row in rows:
        if row.kind == "journey":
            found.setdefault(row.id, []).append(row)
    return found
