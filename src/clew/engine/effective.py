"""What a list of records amounts to once corrections and deletions are taken into account (R14, R16)."""

from collections.abc import Iterable

import msgspec

from clew.events import Record

CORRECTING = frozenset({"replace", "delete_event"})
"""Kinds of records that say something of another record."""


def effective_records(records: Iterable[Record]) -> list[Record]:
    """The records that count, in log order: of one event the first, in its highest revision; none that is deleted.

    A correction keeps the original's place, identities and type, and replaces properties and, where it states one,
    the event time. Law: the result does not depend on where corrections and deletions stand among the records.
    """
    originals: dict[tuple[str, str], Record] = {}
    corrections: dict[tuple[str, str], Record] = {}
    dead: set[tuple[str, str]] = set()
    for record in sorted(records, key=lambda r: (r.seq, r.index)):
        event = record.event
        key = (record.source, event.id)
        if event.kind == "delete_event":
            dead.add((record.source, str(event.properties.get("id", ""))))
        elif event.kind == "replace":
            best = corrections.get(key)
            if event.rev > (1 if best is None else best.event.rev):
                corrections[key] = record
        elif key not in originals:
            originals[key] = record
    return [
        corrected(record, corrections[key]) if key in corrections else record
        for key, record in originals.items()
        if key not in dead
    ]


def corrected(original: Record, correction: Record) -> Record:
    """The original as its correction says: the properties and the event time that it states, the rest as it was."""
    change = correction.event
    event = msgspec.structs.replace(
        original.event,
        properties=change.properties or original.event.properties,
        rev=change.rev,
        ts=change.ts if change.ts is not None else original.event.ts,
        sent_at=change.sent_at if change.ts is not None else original.event.sent_at,
    )
    ts = correction.ts if change.ts is not None else original.ts
    return msgspec.structs.replace(original, event=event, ts=ts)
