"""When something is met: criteria against events and against the person; and the newest events that met one."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from clew.events import Record
from clew.journeys.nodes import Criterion
from clew.journeys.ports import Person
from clew.journeys.program import JourneyProgram, recent_key, row_test, state_text
from clew.journeys.state import JourneyState, Order, Participant
from clew.kernel.instants import Instant
from clew.profiles import condition_key

_NO_EVENTS = frozenset({"replace", "delete_event", "delete_profile", "merge", "unmerge", "alias", "erased"})


class Row(NamedTuple):
    """What bare names (`properties`) and `context.x` of a condition on a node mean."""

    properties: Mapping[str, Any]
    context: Mapping[str, Any]


def row_of(participant: Participant) -> Row:
    """The row of a participant: the entry event, and what was learned since."""
    return Row(participant.properties, participant.context)


def is_event(record: Record) -> bool:
    """Whether the record is something that happened, not one that changes what is known of another."""
    return record.event.kind not in _NO_EVENTS


def alike(properties: Mapping[str, Any], names: Iterable[str]) -> str | None:
    """The values of these properties as one text, equal for equal values; None if one has none that compares."""
    parts: list[str] = []
    for name in names:
        part = value_text(properties.get(name))
        if part is None:
            return None
        parts.append(part)
    return "\x1f".join(parts)


def value_text(value: Any) -> str | None:
    """One text for equal values (`1` and `1.0` are equal, `1` and `"1"` are not); None for null, arrays, objects."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}'
    if isinstance(value, int | float | Decimal):
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        return f"{number.normalize():f}" if number.is_finite() else None
    return None


def meets(criterion: Criterion, record: Record, order: Order, properties: Mapping[str, Any]) -> bool:
    """Whether an event is what a criterion looks for, later than the entry event, and alike where it must be (J5)."""
    event = record.event
    if event.type != criterion.event or record.order <= order or not is_event(record):
        return False
    if criterion.where is not None and not row_test(criterion.where)(event):
        return False
    names = criterion.alike
    if not names:
        return True
    wanted = alike(properties, names)
    return wanted is not None and alike(event.properties, names) == wanted


def stands(criterion: Criterion, person: Person) -> bool:
    """Whether a criterion about the person's state is true now; false for one about events."""
    text = state_text(criterion)
    return text is not None and person.holds(condition_key(text)) is (criterion.left is None)


def remember(state: JourneyState, program: JourneyProgram, records: Iterable[Record], at: Instant) -> None:
    """Keep the newest event of each criterion, as long as an older entry event may still be received."""
    for record in records:
        for key, criterion in program.recents.get(record.event.type, ()):
            if not is_event(record) or record.ts < at - program.lag:
                continue
            if criterion.where is not None and not row_test(criterion.where)(record.event):
                continue
            values = alike(record.event.properties, criterion.alike)
            if values is None:
                continue
            newest = state.recent.setdefault(key, {})
            newest[values] = max(newest.get(values, record.order), record.order)
    forget(state, at - program.lag)


def forget(state: JourneyState, before: Instant) -> None:
    """Let go of remembered events with an earlier event time."""
    for key, newest in list(state.recent.items()):
        for values, order in list(newest.items()):
            if order[0] < before:
                del newest[values]
        if not newest:
            del state.recent[key]


def met_before(
    state: JourneyState, criterion: Criterion, records: Iterable[Record], order: Order, properties: Mapping[str, Any]
) -> bool:
    """Whether an event that meets a criterion is known already, among the remembered ones or these."""
    values = alike(properties, criterion.alike)
    newest = state.recent.get(recent_key(criterion), {}).get(values) if values is not None else None
    if newest is not None and newest > order:
        return True
    return any(meets(criterion, record, order, properties) for record in records)
