"""A workspace whose lake holds millions of events, made at the price of writing them.

The events are those of the workload as far as batch queries can tell: its types, shapes and skew, ninety days of them,
consents and addresses besides. They are drawn by hashes of their number inside DuckDB, sorted as a seal sorts them, and
written by the lake's own writer; nothing went through the engine, so states are empty and only say who exists.
"""

import atexit
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import duckdb
import pyarrow as pa

from bench.scale import sized
from bench.workload import CATEGORIES, START, TYPES
from bench.workspaces import chunks
from clew.adapters.arrow import EVENTS
from clew.adapters.lake.files import STANDARD, Run, write_run
from clew.engine.ports import Commit, LakeChange, StateRow
from clew.events import Identity
from clew.identity.ports import GraphChanges, HeadRow, NodeRow
from clew.kernel.hashing import BUCKETS, bucket_of, derive_id
from clew.kernel.instants import DAY, Instant
from clew.profiles import ProfileState, pack_state
from clew.runtime.clock import ManualClock
from clew.runtime.workspace import Workspace, open_workspace

SPAN = 90 * DAY
END: Instant = START + SPAN
"""When the last event has been received: the present of these workspaces."""

_BUCKETS_AT_ONCE = 8
_ROWS_A_TABLE = 65_536
_KINDS = {"identify": "identify", "page": "page", "Consent Given": "consent"}


class Millions(NamedTuple):
    """A workspace in a folder.

    Attributes:
        folder: Its place.
        events: How many events its lake holds.
        profiles: How many people they are of.
    """

    folder: Path
    events: int
    profiles: int

    def open(self) -> Workspace:
        """The workspace, at its present."""
        return open_workspace(self.folder, ManualClock(END))


@cache
def millions() -> Millions:
    """Ten million events of half a million people; made once in a run, and only read."""
    events, profiles = sized(10_000_000, 20_000), sized(500_000, 1_000)
    temporary = TemporaryDirectory(prefix="clew-bench-")
    atexit.register(temporary.cleanup)
    folder = Path(temporary.name) / "data"
    with open_workspace(folder, ManualClock(END)) as workspace:
        people = _people(profiles)
        tables = _tables(people, events)
        # Before the first row of the log, so that a stream can follow.
        files = write_run(folder / "lake", Run("events", 3, -(events // 100), -1), tables, STANDARD)
        workspace.store.seal(LakeChange(base=0, added=files))
        _put_state(workspace, people)
    return Millions(folder, events, profiles)


def _people(profiles: int) -> list[tuple[int, str, int]]:
    """User, profile and bucket of each."""
    named = ((user, derive_id("p", "millions", str(user))) for user in range(profiles))
    return [(user, profile, bucket_of(profile)) for user, profile in named]


def address(user: int) -> Identity:
    """The e-mail address of a user who has one; see `has_address`."""
    return Identity("email", f"u{user:07}@example.com")


def has_address(user: int) -> bool:
    """Three of five have."""
    return user % 5 < 3


def _put_state(workspace: Workspace, people: Sequence[tuple[int, str, int]]) -> None:
    """An empty state and a head for everybody, and the addresses: what the engine and a count of people need."""
    epoch, offset = workspace.store.claim(), workspace.store.offset()
    for chunk in chunks(sorted(people, key=lambda row: row[1]), 50_000):
        heads = [HeadRow(profile, profile, START, 1, 0) for _, profile, _ in chunk]
        states = [
            StateRow(profile, bucket, None, pack_state(ProfileState(profile, START, END, 1)))
            for _, profile, bucket in chunk
        ]
        workspace.store.commit(Commit(epoch=epoch, offset=offset, states=states, graph=GraphChanges(heads=heads)))
    addresses = (NodeRow(address(user), profile, START, 1) for user, profile, _ in people if has_address(user))
    for chunk in chunks(addresses, 50_000):
        workspace.store.commit(Commit(epoch=epoch, offset=offset, graph=GraphChanges(nodes=chunk)))


def _tables(people: Sequence[tuple[int, str, int]], events: int) -> Iterator[Any]:
    """The events in order of (bucket, profile, time), some buckets at a time."""
    users, profiles, buckets = zip(*people, strict=True)
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.register(
            "named", pa.table({"who": users, "profile": profiles, "bucket": pa.array(buckets, pa.int8())})
        )
        connection.execute("CREATE TABLE people AS SELECT * FROM named")
        for first in range(0, BUCKETS, _BUCKETS_AT_ONCE):
            for batch in connection.sql(_query(events, len(people), first)).to_arrow_reader(_ROWS_A_TABLE):
                yield pa.Table.from_batches([batch]).cast(EVENTS)


def _query(events: int, users: int, first: int) -> str:
    types = "".join(f" WHEN {low} <= dice AND dice < {high} THEN '{name}'" for name, low, high in _shares())
    kinds = "".join(f" WHEN type = '{name}' THEN '{kind}'" for name, kind in _KINDS.items())
    categories = "[" + ", ".join(f"'{name}'" for name in CATEGORIES) + "]"
    return f"""
        WITH drawn AS (
            SELECT n, hash(n) AS h, hash(n, 1) AS g,
                floor({users} * pow((hash(n) >> 11) / pow(2.0, 53), 3))::BIGINT AS who,
                (hash(n, 2) % 100)::INTEGER AS dice,
            FROM range({events}) t(n)
        ), typed AS (
            SELECT d.*, p.profile, p.bucket, CASE {types} END AS type
            FROM drawn d JOIN people p USING (who)
            WHERE p.bucket >= {first} AND p.bucket < {first + _BUCKETS_AT_ONCE}
        )
        SELECT bucket, profile, make_timestamp({START} + n * {SPAN // events}) AS ts, n // 100 - {events // 100} AS seq,
            (n % 100)::INTEGER AS idx, make_timestamp({START} + (n // 100 + 1) * 100 * {SPAN // events}) AS "at",
            'bench' AS source, printf('%012x-%016x', n, g::HUGEINT % 9223372036854775807) AS id,
            CASE {kinds} ELSE 'track' END AS kind, type, 1::BIGINT AS rev,
            CASE WHEN h % 2 = 0 THEN printf('[["user_id","u-%d"],["anonymous_id","a-%d"]]', who, who)
                ELSE printf('[["anonymous_id","a-%d"]]', who) END AS identities,
            CASE type
                WHEN 'identify' THEN printf('{{"email":"u%07d@example.com","country":"%s","plan":"pro"}}',
                    who, ['GB', 'US', 'DE', 'JP'][(g % 4)::INTEGER + 1])
                WHEN 'Consent Given' THEN CASE WHEN g % 4 = 0 THEN '{{"email":"out"}}' ELSE '{{"email":"in"}}' END
                WHEN 'page' THEN printf('{{"url":"https://shop.example/p/%d","title":"Shop","referrer":""}}', g % 500)
                ELSE printf('{{"product_id":"p%d","category":"%s","price":%.2f,"quantity":%d,"currency":"EUR"%s}}',
                    g % 5000, {categories}[(g // 7 % 8)::INTEGER + 1], 3 + (g // 64 % 24700) / 100.0, g // 5 % 3 + 1,
                    CASE WHEN type = 'Order Completed' THEN
                        printf(',"order_id":"o%d","total":%.2f', h % 1099511627776, 10 + (g // 9 % 59000) / 100.0)
                    ELSE '' END)
            END AS properties,
            '{{"library":{{"name":"analytics-python","version":"2.4.0"}},"locale":"en-GB"}}' AS context,
            ({START} + n * {SPAN // events})::BIGINT AS said_ts, NULL::BIGINT AS sent_at
        FROM typed ORDER BY bucket, profile, ts, seq
    """


def _shares() -> Iterator[tuple[str, int, int]]:
    """The types of the workload with their places on a die of a hundred; a page in a hundred is a consent instead."""
    low = 0
    shares = {name: weight - (name == "page") for name, weight in TYPES} | {"Consent Given": 1}
    for name, weight in shares.items():
        yield name, low, low + weight
        low += weight
