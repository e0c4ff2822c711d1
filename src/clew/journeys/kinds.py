"""The kind of document that journeys are authored in."""

from collections.abc import Collection, Iterator
from functools import partial
from typing import Literal, NamedTuple

from clew.actions import RECORDED
from clew.catalog import Document, Kind, Kinds
from clew.expressions import CxlError, Expr, parse
from clew.journeys.company import check_company
from clew.journeys.errors import InvalidJourney
from clew.journeys.model import JourneyBody
from clew.journeys.read import read_journey
from clew.journeys.rules import attributes_of, events_of, properties_of, texts_of, wheres_of
from clew.journeys.validate import doing_faults, journey_faults, journey_references
from clew.profiles import expression_of


def register_journeys(kinds: Kinds, handled: Collection[str] = RECORDED) -> Kinds:
    """These kinds, with journeys.

    Args:
        kinds: Those there are.
        handled: Kinds of actions that somebody does; a journey that names another one is refused.
    """
    checks = (journey_faults, partial(doing_faults, handled))
    return kinds.register(
        Kind("journey", JourneyBody, checks=checks, references=(journey_references,)),
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


class Named(NamedTuple):
    """Something that a journey names and the workspace should know.

    Attributes:
        sort: An `event`; a `property` or a `where` of an event; an `attribute` of the person.
        pointer: Where it stands.
        text: Its name; of a `where` the condition.
        event: Which event is to have it.
    """

    sort: Literal["event", "property", "where", "attribute"]
    pointer: str
    text: str
    event: str = ""


def names_in(document: Document) -> Iterator[Named]:
    """What a journey document names beside its conditions on the person, see `conditions_in`."""
    try:
        journey = read_journey(document.id, document.version, document.body)
    except InvalidJourney:
        return
    found = [
        *(Named("event", place, event) for place, event in events_of(journey)),
        *(Named("property", *each) for each in properties_of(journey)),
        *(Named("where", place, text, event) for place, text, event in wheres_of(journey) if event),
        *(Named("attribute", place, name) for place, name in attributes_of(journey)),
    ]
    # What is still to be chosen is told of where journeys are checked by themselves.
    yield from (named for named in found if named.text.strip())
