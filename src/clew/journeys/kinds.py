"""The kind of document that journeys are authored in."""

from collections.abc import Iterator

from clew.catalog import Document, Kind, Kinds
from clew.expressions import CxlError, Expr, parse
from clew.journeys.company import check_company
from clew.journeys.errors import InvalidJourney
from clew.journeys.model import JourneyBody
from clew.journeys.program import expression_of
from clew.journeys.read import read_journey
from clew.journeys.rules import texts_of
from clew.journeys.validate import journey_faults, journey_references


def register_journeys(kinds: Kinds) -> Kinds:
    """These kinds, with journeys."""
    return kinds.register(
        Kind("journey", JourneyBody, checks=(journey_faults,), references=(journey_references,)),
    ).accompany(check_company)


def conditions_in(document: Document) -> Iterator[tuple[str, str, Expr]]:
    """The conditions of a journey document on the person, to be checked against what the workspace knows.

    Returns:
        Pointer, text and tree of each that parses.
    """
    try:
        journey = read_journey(document.id, document.version, document.body)
    except InvalidJourney:
        return
    for place, text in texts_of(journey):
        try:
            yield place, text, parse(expression_of(text))
        except CxlError:
            continue
