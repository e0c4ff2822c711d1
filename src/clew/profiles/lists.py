"""Static lists: who is on one is said by records, so that a list is a segment like any other.

Coming on a list and being taken off it are events of the person (`list_changed`, with the `list` and whether they are a
`member` now); the segment asks for the newest. So a replay gives the same members, merged people are on it together,
an erased person is on none, and whatever knows segments knows lists.
"""

from clew.events import Event, Identity
from clew.expressions import CxlError, parse, to_text
from clew.kernel.instants import Instant

LIST_CHANGED = "list_changed"
"""Type of the events that put a person on a list, or take them off it."""


def list_expression(name: str) -> str:
    """The expression of the segment that is the list of this name."""
    return f'last(member of {LIST_CHANGED} where list = "{name}") = true'


def is_list(name: str, expression: str) -> bool:
    """Whether a segment is a list: its expression asks for just the records of its own name."""
    try:
        return to_text(parse(expression)) == to_text(parse(list_expression(name)))
    except CxlError:
        return False


def list_event(name: str, who: Identity, *, member: bool, event_id: str, ts: Instant | None = None) -> Event:
    """The event that puts somebody on a list, or takes them off it.

    Args:
        name: Of the list.
        who: Whom it concerns.
        member: Whether they are on it from now on.
        event_id: Unique within its source.
        ts: When, if not when it is received.
    """
    return Event(event_id, "track", LIST_CHANGED, (who,), ts, properties={"list": name, "member": member})
