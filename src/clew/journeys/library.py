"""Journeys to start from: documents that come with the product, to be copied and changed."""

from functools import cache
from importlib.resources import files

from clew.catalog import Document, parse

NAMES = (
    "abandoned-cart",
    "welcome",
    "win-back",
    "post-purchase-review",
    "detractor-recovery",
    "replenishment",
    "birthday",
    "renewal",
)
"""Their ids, in the order in which they are shown."""


@cache
def starter_text(name: str) -> str:
    """One of them as it is written, in YAML: the journey, then what it brings with it."""
    return (files("clew.journeys") / "starters" / f"{name}.yaml").read_text("utf-8")


def starters() -> tuple[Document, ...]:
    """All journeys; their events have the names that the market's SDKs give."""
    return tuple(_documents(name)[0] for name in NAMES)


def brought(name: str) -> tuple[Document, ...]:
    """The templates and segments that a starter brings, so that it can be published as it comes."""
    return _documents(name)[1:]


@cache
def _documents(name: str) -> tuple[Document, ...]:
    return tuple(each.document for each in parse(starter_text(name), f"{name}.yaml").documents)
