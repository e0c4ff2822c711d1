"""What documents say in expressions, wherever it stands in them, so that all of it is checked against the workspace."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from clew.catalog import Document, pointer
from clew.decisions.offers import condition_in
from clew.expressions import Aggregate, CxlError, Did, Events, Expr, parse
from clew.journeys import conditions_in, names_in
from clew.profiles import expression_of

_BEFORE = "did event where ("
_NUMBERS = frozenset({"sum", "average", "median", "per_person", "value", "nps", "csat", "ces"})


class Said(NamedTuple):
    """One expression of a document.

    Attributes:
        field: JSON pointer to its text.
        text: What was parsed: the text, and what had to stand around it.
        before: How many characters stand before the text.
        expr: What it means.
    """

    field: str
    text: str
    before: int
    expr: Expr


def said_in(document: Document) -> Iterator[Said]:
    """The expressions of a document that can be read; of the others its own checks tell what is wrong."""
    body = document.body
    if document.kind in ("segment", "trait"):
        yield from _read("/expression", body.get("expression"))
    elif document.kind == "journey":
        yield from (Said(place, text, 0, expr) for place, text, expr in conditions_in(document))
        yield from _named_in(document)
    elif document.kind == "offer":
        found = condition_in(document)
        # The id of a segment alone is a condition of another text.
        yield from [Said("/eligible", expression_of(found[0]), 0, found[1])] if found is not None else ()
    elif document.kind == "model":
        yield from _in_model(body)
    elif document.kind == "metric":
        yield from _in_metric(body)
    elif document.kind == "dashboard":
        yield from _read("/among", body.get("among"))


def _named_in(journey: Document) -> Iterator[Said]:
    """What a journey names beside its conditions on the person, each as an expression that names the same."""
    for named in names_in(journey):
        match named.sort:
            case "event":
                yield Said(named.pointer, named.text, 0, Did(Events(named.text)))
            case "property":
                yield from _of(named.pointer, "first(", named.text, named.event)
            case "where":
                yield from _of_type(named.pointer, named.text, named.event)
            case "attribute":
                yield from _read(named.pointer, named.text, "profile.")


def _in_model(body: Mapping[str, Any]) -> Iterator[Said]:
    goal, amount = body.get("goal"), body.get("amount")
    yield from _read("/goal", goal, "did ")
    yield from _read("/eligible", body.get("eligible"))
    if amount:
        yield from _read("/amount", amount, "sum(", f" of {goal})")
    for place, each in enumerate(body.get("touchpoints") or ()):
        yield from _read(pointer("touchpoints", place, "events"), each.get("events"), "did ")


def _in_metric(body: Mapping[str, Any]) -> Iterator[Said]:
    event: Mapping[str, Any] = body.get("event") or {}
    for name in ("event", "then"):
        condition: Mapping[str, Any] = body.get(name) or {}
        yield from _of_type(pointer(name, "where"), condition.get("where"), condition.get("event"))
    if body.get("measure") in _NUMBERS:
        yield from _of("/property", "sum(", body.get("property"), event.get("event"))
    yield from _read("/among", body.get("among"))


def _read(field: str, text: object, before: str = "", after: str = "") -> Iterator[Said]:
    if isinstance(text, str) and text.strip():
        whole = f"{before}{text}{after}"
        try:
            yield Said(field, whole, len(before), parse(whole))
        except CxlError:
            return


def _of_type(field: str, text: object, kind: object) -> Iterator[Said]:
    """A condition on events of a type, which need not be written as an expression would write it."""
    for said in _read(field, text, _BEFORE, ")"):
        if isinstance(said.expr, Did) and isinstance(kind, str):
            yield said._replace(expr=replace(said.expr, events=replace(said.expr.events, type=kind)))


def _of(field: str, fold: str, text: object, kind: object) -> Iterator[Said]:
    """A property of events of a type, folded over them; see `_of_type`."""
    for said in _read(field, text, fold, " of event)"):
        if isinstance(said.expr, Aggregate) and isinstance(kind, str):
            yield said._replace(expr=replace(said.expr, events=replace(said.expr.events, type=kind)))
