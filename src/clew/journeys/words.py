"""What a journey asks of people and of events, in words, by the names that people give to documents."""

from collections.abc import Mapping

from clew.expressions import CxlError, Did, describe, parse
from clew.journeys.program import row_expression
from clew.profiles import expression_of

Names = Mapping[str, Mapping[str, str]]
"""What people call documents, by kind and id; as `unit`, in what is measured what expressions mention."""

NO_NAMES: Names = {}
"""Where nobody knows any: ids are told."""


def read_condition(text: str, names: Names = NO_NAMES) -> str | None:
    """A condition on the person, or a segment, as a part of a sentence; None where it can't be read."""
    try:
        return describe(parse(expression_of(text)), names)
    except CxlError:
        return None


def read_where(text: str, names: Names = NO_NAMES, event: str | None = None) -> str | None:
    """A condition on an event as a part of a sentence; None where it can't be read.

    Args:
        text: As it is written.
        names: What it may mention.
        event: Which event it is asked of, where that is known.
    """
    try:
        tree = row_expression(text)
    except CxlError:
        return None
    if not isinstance(tree, Did) or tree.events.where is None:
        return None
    return describe(tree.events.where, names, event=event or "")
