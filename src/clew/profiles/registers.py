"""Last-writer-wins registers of a profile: attributes, consents and scores, by event time and never by arrival (R20).

Law: writing the same set of values in any order, or merging two profiles that split them, gives the same registers.
Events of one id are told apart by their source alone: where two share the microsecond as well, the later write stays.
"""

from collections.abc import Mapping
from typing import Any

from clew.events import Record
from clew.kernel.instants import Instant
from clew.kernel.packing import pack
from clew.profiles.model import ProfileState


def write_record(state: ProfileState, record: Record) -> list[str]:
    """Write what an identify, consent or score record says; the names whose value changed, as `a:`, `c:`, `s:` keys."""
    event = record.event
    if event.kind == "identify":
        return _write(state, "a:", state.attributes, event.properties, record.ts, event.id)
    if event.kind == "consent":
        return _write_consents(state, event.properties, record.ts, event.id)
    if event.kind == "score":
        return _write(state, "s:", state.scores, event.properties, record.ts, event.id)
    return []


def merge_registers(into: ProfileState, other: ProfileState) -> list[str]:
    """Take over the newer writes of another profile's state; the keys whose value changed."""
    changed: list[str] = []
    for key, (ts, tie) in other.stamps.items():
        kind, name = key[:2], key[2:]
        if kind == "c:":
            changed += _write_consents(into, {name: other.consents.get(name)}, ts, tie)
        else:
            target, source = (into.attributes, other.attributes) if kind == "a:" else (into.scores, other.scores)
            changed += _write(into, kind, target, {name: source.get(name)}, ts, tie)
    return changed


def _write(
    state: ProfileState, kind: str, values: dict[str, Any], writes: Mapping[str, Any], ts: Instant, tie: str
) -> list[str]:
    changed: list[str] = []
    for name, value in writes.items():
        key = kind + name
        stamp = state.stamps.get(key)
        if stamp is not None and (ts, tie) < stamp:
            continue
        state.stamps[key] = (ts, tie)
        if value is None:
            if values.pop(name, None) is not None:
                changed.append(key)
        elif _differ(values.get(name), value):
            values[name] = value
            changed.append(key)
    return changed


def _differ(before: Any, value: Any) -> bool:
    """Whether a write changes a value: 1, 1.0 and true are different, inside arrays and objects too."""
    if before != value or type(before) is not type(value):
        return True
    return type(value) in (dict, list) and pack(before) != pack(value)


def _write_consents(state: ProfileState, writes: Mapping[str, Any], ts: Instant, tie: str) -> list[str]:
    """As `_write`, but `out` wins a tie of event times whatever the ids (R20)."""
    changed: list[str] = []
    for name, value in writes.items():
        key = "c:" + name
        stamp = state.stamps.get(key)
        before = state.consents.get(name)
        if stamp is not None and _rank(ts, value, tie) < _rank(stamp[0], before, stamp[1]):
            continue
        state.stamps[key] = (ts, tie)
        if value is None:
            state.consents.pop(name, None)
        else:
            state.consents[name] = value
        if value != before:
            changed.append(key)
    return changed


def _rank(ts: Instant, value: Any, tie: str) -> tuple[Instant, bool, str]:
    return (ts, value == "out", tie)
