"""The kind of document that offers are authored in, and what can be wrong with one."""

import re
from collections.abc import Iterator

import msgspec

from clew.catalog import ID_PATTERN, Document, Fault, Key, Kind, Kinds, Reference, pointer
from clew.decisions.offers.company import check_company, check_farewell
from clew.decisions.offers.model import OfferBody, Values
from clew.expressions import CxlError, Expr, Predicate, mentions, parse
from clew.kernel.instants import DAY, Duration, InvalidInstant, parse_duration, parse_instant
from clew.profiles import expression_of

LONGEST_CAP: Duration = 400 * DAY

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_OURS = frozenset({"id", "name", "version"})
_OF_LISTS = frozenset({"first", "last", "size"})
"""What Liquid knows of every list, so that no placement can be called so."""


def register_offers(kinds: Kinds) -> Kinds:
    """These kinds, with offers."""
    return kinds.register(Kind("offer", OfferBody, checks=(_faults,), references=(_mentioned,))).accompany(
        check_company, check_farewell
    )


def condition_in(document: Document) -> tuple[str, Expr] | None:
    """The text and the tree of the condition of an offer; None where it has none that parses."""
    text = document.body.get("eligible")
    if not isinstance(text, str):
        return None
    try:
        return text, parse(expression_of(text))
    except CxlError:
        return None


def _faults(document: Document) -> Iterator[Fault]:
    body = msgspec.convert(document.body, OfferBody)
    if not body.title.strip():
        yield Fault("/title", "nobody reads a blank", "say what is on offer")
    yield from _said_faults("/content", body.content)
    for language, values in body.locales.items():
        if not re.fullmatch(r"[A-Za-z]{2,3}([_-][A-Za-z0-9]+)*", language):
            yield Fault(pointer("locales", language), "not a language", "such as pt-BR")
        yield from _said_faults(pointer("locales", language), values)
        for name in values.keys() - body.content.keys() - {"title"}:
            yield Fault(pointer("locales", language, name), "the offer itself says nothing under this name")
    for place, name in enumerate(body.placements):
        if not ID_PATTERN.fullmatch(name) or not _NAME.fullmatch(name) or name in _OF_LISTS:
            yield Fault(pointer("placements", place), f"`{name}` can't be a placement", "letters, digits, `-` and `_`")
    yield from _bound_faults(body)
    yield from _condition_faults(body)


def _said_faults(place: str, values: Values) -> Iterator[Fault]:
    for name, value in values.items():
        if not _NAME.fullmatch(name) or name in _OURS or (name == "title" and place == "/content"):
            yield Fault(place, f"`{name}` can't be a name here", "letters, digits, `-` and `_`; some names are taken")
        elif isinstance(value, str) and not value.strip():
            yield Fault(f"{place}/{name}", "nobody reads a blank", "say something, or leave it out")


def _bound_faults(body: OfferBody) -> Iterator[Fault]:
    bounds: list[int] = []
    for field, text in (("from", body.period.start), ("to", body.period.end)):
        try:
            bounds += [parse_instant(text)] if text is not None else []
        except InvalidInstant as error:
            yield Fault(f"/period/{field}", error.message, error.hint)
    if len(bounds) == 2 and bounds[0] >= bounds[1]:
        yield Fault("/period", "ends before it begins, so it is never good")
    if body.cap is not None:
        per = parse_duration(body.cap.per)
        if not per or per > LONGEST_CAP:
            yield Fault("/cap/per", "not a duration of at most 400 days", "such as 30d")
    limited = [name for name, said in (("eligible", body.eligible), ("cap", body.cap)) if said is not None]
    limited += ["period"] if body.period.start is not None or body.period.end is not None else []
    if body.fallback and limited:
        yield Fault(f"/{limited[0]}", "what stands in for the others is for everybody, at any time", "leave it out")


def _condition_faults(body: OfferBody) -> Iterator[Fault]:
    if body.eligible is None:
        return
    try:
        if not isinstance(parse(expression_of(body.eligible)), Predicate):
            yield Fault("/eligible", "this is a value, not a condition", "compare it: `... > 3`", 0)
    except CxlError as error:
        column = (error.where or "").partition(":")[2]
        yield Fault("/eligible", error.message, error.hint, int(column) - 1 if column.isdecimal() else None)


def _mentioned(document: Document) -> Iterator[Reference]:
    found = condition_in(document)
    for kind, name, _ in mentions(found[1]) if found is not None else ():
        yield Reference(Key(kind, name), "/eligible")
