"""The kinds of documents that insight is authored in: metrics and dashboards."""

from collections.abc import Iterator

import msgspec

from clew.catalog import Document, Fault, Key, Kind, Kinds, Reference, pointer
from clew.expressions import CxlError, mentions, parse
from clew.insight.asked import Metric, metric_faults
from clew.insight.asking import Setting
from clew.insight.dashboards import SORTS, Dashboard, Tile
from clew.insight.errors import InvalidQuestion

_ANY_TIME = Setting(1_800_000_000_000_000)
"""Questions are tried out as of some instant; whether they make sense does not depend on it."""


def register_insight(kinds: Kinds) -> Kinds:
    """These kinds, with metrics and dashboards."""
    return kinds.register(Kind("metric", Metric, checks=(_metric,), references=(_in_metric,))).register(
        Kind("dashboard", Dashboard, checks=(_dashboard,), references=(_in_dashboard,))
    )


def read_metric(body: object) -> Metric:
    """A metric from a document's body, the shape of which was checked."""
    return msgspec.convert(body, Metric)


def read_dashboard(body: object) -> Dashboard:
    """A dashboard from a document's body, the shape of which was checked."""
    return msgspec.convert(body, Dashboard)


def _metric(document: Document) -> Iterator[Fault]:
    metric = read_metric(dict(document.body))
    yield from (Fault(pointer(field), message, None) for field, message in metric_faults(metric))
    try:
        _ANY_TIME.events(metric.event, "/event")
        if metric.then is not None:
            _ANY_TIME.events(metric.then, "/then")
        for field, text in (("property", metric.property), ("key", metric.key)):
            if text.strip():
                _ANY_TIME.path(text, pointer(field))
        _ANY_TIME.people(metric.among, "/among")
    except InvalidQuestion as error:
        yield Fault(_place(error), error.message, error.hint)


def _dashboard(document: Document) -> Iterator[Fault]:
    board = read_dashboard(dict(document.body))
    for place, tile in enumerate(board.tiles):
        if len(tile.sorts) != 1:
            yield Fault(pointer("tiles", place), "a tile shows exactly one thing", f"one of {', '.join(_sorts(tile))}")
    try:
        _ANY_TIME.span(board.period)
        _ANY_TIME.people(board.among, "/among")
    except InvalidQuestion as error:
        yield Fault(_place(error), error.message, error.hint)


def _sorts(tile: Tile) -> list[str]:
    return tile.sorts or list(SORTS)


def _place(error: InvalidQuestion) -> str:
    return (error.where or "").partition(":")[0]


def _in_metric(document: Document) -> Iterator[Reference]:
    yield from _mentioned(str(document.body.get("among", "")), "/among")


def _in_dashboard(document: Document) -> Iterator[Reference]:
    board = read_dashboard(dict(document.body))
    yield from _mentioned(board.among, "/among")
    for place, tile in enumerate(board.tiles):
        if tile.metric:
            yield Reference(Key("metric", tile.metric), pointer("tiles", place, "metric"))
        if tile.journey is not None:
            yield Reference(Key("journey", tile.journey.journey), pointer("tiles", place, "journey", "journey"))
        if tile.messages is not None:
            for kind, name in (("journey", tile.messages.journey), ("template", tile.messages.template)):
                if name:
                    yield Reference(Key(kind, name), pointer("tiles", place, "messages", kind))


def _mentioned(text: str, where: str) -> Iterator[Reference]:
    if not text.strip():
        return
    try:
        found = mentions(parse(text))
    except CxlError:
        return
    yield from (Reference(Key(kind, name), where) for kind, name, _ in found)
