"""Profiles, memberships and identities as tables, taken from the state store when a query names them."""

from collections.abc import Iterator, Mapping
from typing import Any

from clew.adapters.arrow import Table, pa
from clew.engine.ports import StateStore
from clew.events.ports import QuarantineStore
from clew.identity.ports import NodeRow
from clew.kernel.packing import to_json
from clew.profiles import unpack_head

_ROWS_A_READ = 5_000
_INSTANT = pa.timestamp("us")

_PROFILES = pa.schema(
    [
        ("profile_id", pa.string()),
        ("created_at", _INSTANT),
        ("last_at", _INSTANT),
        ("records", pa.int64()),
        ("attributes", pa.large_string()),
        ("consents", pa.string()),
        ("scores", pa.string()),
    ]
)
_MEMBERSHIPS = pa.schema(
    [("profile_id", pa.string()), ("segment", pa.string()), ("version", pa.int32()), ("since", _INSTANT)]
)
_IDENTITIES = pa.schema(
    [
        ("namespace", pa.string()),
        ("value", pa.string()),
        ("profile_id", pa.string()),
        ("profile_first", pa.string()),
        ("since", _INSTANT),
    ]
)
_QUARANTINE = pa.schema(
    [
        ("id", pa.int64()),
        ("received_at", _INSTANT),
        ("source", pa.string()),
        ("reason", pa.string()),
        ("pointer", pa.string()),
        ("message", pa.string()),
        ("mapping", pa.string()),
        ("state", pa.string()),
    ]
)


def profiles(store: StateStore) -> Table:
    """One row a root profile."""
    return _table(_PROFILES, _profile_rows(store))


def memberships(store: StateStore) -> Table:
    """One row for each live segment that a profile is in; `since` is null where it was in before publication."""
    return _table(_MEMBERSHIPS, _membership_rows(store))


def identities(store: StateStore, aliases: Mapping[str, str]) -> Table:
    """One row a name, with the profile that it stands for."""
    return _table(_IDENTITIES, _identity_rows(store, aliases))


def pairs(left: str, right: str, said: Mapping[str, str]) -> Table:
    """A row for each entry of a mapping, such as of leaves to roots."""
    return pa.table({left: pa.array(list(said), pa.string()), right: pa.array(list(said.values()), pa.string())})


def quarantine(store: QuarantineStore | None) -> Table:
    """One row a reject; what was received stays out of it."""
    return _table(_QUARANTINE, _reject_rows(store) if store is not None else iter(()))


def _table(schema: Any, rows: Iterator[tuple[Any, ...]]) -> Table:
    columns = list(zip(*rows, strict=True)) or [() for _ in schema]
    arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)


def _profile_rows(store: StateStore) -> Iterator[tuple[Any, ...]]:
    after = ""
    while page := store.scan(after=after, limit=_ROWS_A_READ):
        for row in page:
            state = unpack_head(row.state)
            yield (
                state.profile,
                state.created_at,
                state.last_at,
                state.records,
                to_json(state.attributes),
                to_json(state.consents),
                to_json(state.scores),
            )
        after = page[-1].profile


def _membership_rows(store: StateStore) -> Iterator[tuple[Any, ...]]:
    live = [row for row in store.documents() if row.kind == "segment" and row.status == "live"]
    for segment in live:
        after = ""
        key = f"{segment.id}@{segment.version}"
        while page := store.segment_members(key, after=after, limit=_ROWS_A_READ):
            yield from ((profile, segment.id, segment.version, since or None) for profile, since in page)
            after = page[-1][0]


def _identity_rows(store: StateStore, aliases: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
    after = ("", "")
    while page := store.scan_nodes(after=after, limit=_ROWS_A_READ):
        for node in page:
            yield (*node.identity, aliases.get(node.profile, node.profile), node.profile, node.since)
        after = _place(page[-1])


def _place(node: NodeRow) -> tuple[str, str]:
    return (node.identity.namespace, node.identity.value)


def _reject_rows(store: QuarantineStore) -> Iterator[tuple[Any, ...]]:
    for state in ("held", "replayed", "discarded"):
        after = 0
        while page := store.rejects(after=after, limit=_ROWS_A_READ, state=state):
            for row in page:
                reject = row.reject
                yield (
                    row.id,
                    row.at,
                    row.source,
                    reject.reason,
                    reject.pointer,
                    reject.message,
                    reject.mapping,
                    row.state,
                )
            after = page[-1].id
