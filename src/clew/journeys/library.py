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
    """One of them as it is written, in YAML."""
    return (files("clew.journeys") / "starters" / f"{name}.yaml").read_text("utf-8")


@cache
def starters() -> tuple[Document, ...]:
    """All of them; their events have the names that the market's SDKs give, and their templates are yours to write."""
    return tuple(parse(starter_text(name), f"{name}.yaml").documents[0].document for name in NAMES)
