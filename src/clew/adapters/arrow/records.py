"""Records to columns and back."""

from collections.abc import Iterable
from typing import Any, cast

from clew.adapters.arrow.columns import EVENTS, Table, TableBuilder, integers, pc, texts
from clew.events import Event, Identity, Kind, Record
from clew.kernel.hashing import bucket_of
from clew.kernel.packing import LONG_NUMBERS, from_json, to_json


def encode_records(records: Iterable[Record]) -> Table:
    """Records as a table of `EVENTS`, in the order given.

    Law: `records_of(encode_records(records)) == records`.
    """
    rows = list(records)
    events = [record.event for record in rows]
    buckets = {profile: bucket_of(profile) for profile in {record.profile for record in rows}}
    builder = TableBuilder(EVENTS)
    builder.columns = [
        [buckets[record.profile] for record in rows],
        [record.profile for record in rows],
        [record.ts for record in rows],
        [record.seq for record in rows],
        [record.index for record in rows],
        [record.at for record in rows],
        [record.source for record in rows],
        [event.id for event in events],
        [event.kind for event in events],
        [event.type for event in events],
        [event.rev for event in events],
        [to_json(event.identities) for event in events],
        [to_json(event.properties) for event in events],
        [to_json(event.context) for event in events],
        [event.ts for event in events],
        [event.sent_at for event in events],
    ]
    return builder.table()


def has_long_numbers(table: Table) -> bool:
    """Whether the documents of any of these rows match `LONG_NUMBERS`."""
    return any(
        pc.any(pc.match_substring_regex(table.column(name), LONG_NUMBERS)).as_py() for name in ("properties", "context")
    )


def records_of(table: Table) -> list[Record]:
    """The records of a table with the columns of `EVENTS`, in its order."""
    identities = _identities(texts(table, "identities"))
    events = [
        Event(name, cast("Kind", kind), kind_of_thing, who, said, sent, from_json(properties), context, rev)
        for name, kind, kind_of_thing, who, said, sent, properties, context, rev in zip(
            texts(table, "id"),
            texts(table, "kind"),
            texts(table, "type"),
            identities,
            integers(table, "said_ts"),
            integers(table, "sent_at"),
            texts(table, "properties"),
            _contexts(texts(table, "context")),
            integers(table, "rev"),
            strict=True,
        )
    ]
    places = zip(
        integers(table, "seq"),
        integers(table, "idx"),
        integers(table, "at"),
        integers(table, "ts"),
        texts(table, "source"),
        texts(table, "profile"),
        events,
        strict=True,
    )
    return [Record(*place) for place in places]


def _contexts(column: list[str]) -> list[dict[str, Any]]:
    # Whoever sent one event so sent most of them so.
    read: dict[str, dict[str, Any]] = {}
    found: list[dict[str, Any]] = []
    for text in column:
        context = read.get(text)
        if context is None:
            context = read[text] = from_json(text)
        found.append(context)
    return found


def _identities(column: list[str]) -> list[tuple[Identity, ...]]:
    # Neighbours are mostly of one person, with the same names: read each text once.
    read: dict[str, tuple[Identity, ...]] = {}
    for text in column:
        if text not in read:
            pairs: list[Any] = from_json(text)
            read[text] = tuple(Identity(namespace, value) for namespace, value in pairs)
    return [read[text] for text in column]
