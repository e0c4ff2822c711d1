"""The outbox: the `Outbox` port, and what the engine writes in its own transaction.

Who writes what is parted by status: the engine rows that wait for release, a sender those that it has claimed.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from msgspec.structs import astuple

from clew.actions import (
    FINAL,
    Bucket,
    OutboxRow,
    Place,
    Rate,
    Slot,
    claimed,
    full,
    paced,
    recalled,
    settled,
    stale,
    take,
)
from clew.actions.ports import Outbox, Sought
from clew.adapters.sql.database import Batch, Row, SqlStore, Table
from clew.adapters.sql.outbox_sought import KEPT, conditions
from clew.decisions.offers import Proposal
from clew.kernel.instants import Duration, Instant

_FIELDS = (
    *("key", "profile", "channel", "status", "priority", "due_at", "at", "released_at", "counted", "again", "fence"),
    *("attempts", "reason", "journey", "template", "purpose", "body", "offers"),
)
_COUNTED = _FIELDS.index("counted")
_FIXED = frozenset({"profile", "channel", "priority", "at", "journey", "template", "purpose"})
_ROWS = Table("outbox", _FIELDS, fixed=_FIXED)
_NEW = Table("outbox", _FIELDS, fixed=frozenset(_FIELDS))
_PACE = Table("pace", ("channel", "per_second", "burst", "level", "at"))
_BUCKET = "SELECT per_second, burst, level, at FROM pace WHERE channel = ?"
_SELECT = "SELECT " + ", ".join("o." + field for field in _FIELDS) + " FROM "  # noqa: S608 - our own names
_WAITING = "o.status IN ('planned', 'retry')"
_RECALLABLE = "o.status IN ('planned', 'retry', 'released')"
_LANES = ("o.priority < 100", "o.priority >= 100")
"""Transactional messages, and the others (`actions.rows.planned`); each lane has an index of its own."""


_RECALLED, _RECALLING = 100, 10
"""Rows that a claim gives back at once, and how often: more than any engine releases meanwhile."""


class SqlPlans(SqlStore):
    """The outbox as the engine asks it."""

    def row(self, key: str) -> OutboxRow | None:
        """One row."""
        found = self._database.rows(_SELECT + "outbox o WHERE o.key = ?", (key,))
        return _row(found[0]) if found else None

    def plans(self, until: Instant, limit: int) -> list[OutboxRow]:
        """Planned rows, and those to be tried again, that are due for release: transactional first, then by time."""
        found: list[Row] = []
        for lane in _LANES:
            found += self._database.rows(
                _SELECT + f"outbox o WHERE {_WAITING} AND {lane} AND o.due_at <= ? "
                "ORDER BY o.due_at, o.priority, o.key LIMIT ?",
                (until, limit - len(found)),
            )
        return [_row(values) for values in found]

    def waiting_of(self, participants: Collection[str]) -> list[OutboxRow]:
        """Rows of these participants that are not on their way yet, in order of key."""
        query = _SELECT + f"outbox o WHERE o.key > ? AND o.key < ? AND {_RECALLABLE} ORDER BY o.key"
        return [
            _row(values)
            for participant in sorted(participants)
            for values in self._database.rows(query, (f"{participant}/", f"{participant}0"))
        ]

    def next_plan(self) -> Instant | None:
        """When the earliest row waits for its release."""
        dues = [
            due
            for lane in _LANES
            for (due,) in self._database.rows(
                f"SELECT o.due_at FROM outbox o WHERE {_WAITING} AND {lane} AND o.due_at IS NOT NULL "  # noqa: S608
                "ORDER BY o.due_at LIMIT 1"
            )
        ]
        return min(dues, default=None)

    def slots(self, profiles: Collection[str], since: Instant) -> Mapping[str, list[Slot]]:
        """Cap slots of these leaf profiles released at or after an instant, by profile."""
        found = self._database.keyed(
            "SELECT o.profile, o.released_at, o.channel, o.purpose, o.key FROM {keys} CROSS JOIN outbox o "
            "WHERE o.profile = k.value AND o.released_at >= ? AND o.counted = 1 AND o.status <> 'suppressed'",
            profiles,
            (since,),
        )
        slots: dict[str, list[Slot]] = {}
        for profile, *slot in found:
            slots.setdefault(profile, []).append(Slot._make(slot))
        return slots

    def proposals(self, profiles: Collection[str], since: Instant) -> Mapping[str, list[Proposal]]:
        """Offers in messages to these leaf profiles released at or after an instant, by profile."""
        found = self._database.keyed(
            "SELECT o.profile, o.released_at, o.offers, o.key FROM {keys} CROSS JOIN outbox o "
            "WHERE o.profile = k.value AND o.released_at >= ? AND o.offers <> '' AND o.status <> 'suppressed'",
            profiles,
            (since,),
        )
        proposals: dict[str, list[Proposal]] = {}
        for profile, at, offers, key in found:
            proposals.setdefault(profile, []).extend(Proposal(at, offer, key) for offer in offers.split())
        return proposals


class SqlOutbox(SqlPlans, Outbox):
    """The outbox as senders and readers see it."""

    def claim(
        self, channel: str, now: Instant, limit: int, lease: Duration, rate: Rate | None = None
    ) -> list[OutboxRow]:
        """Take rows that are due, and those whose lease ran out; all senders together no faster than at the rate."""
        query = (
            _SELECT
            + "outbox o WHERE o.status IN ('released', 'sending') AND o.status = ? AND o.channel = ? AND o.due_at <= ? "
            "ORDER BY o.priority, o.due_at LIMIT ? {skip}"
        )
        with self._database.write() as batch:
            bucket = None
            if rate is not None:
                bucket, limit = take(paced(_bucket(batch, channel, rate, now), rate, now), limit, now)
            most = limit
            found = [_row(values) for values in batch.rows(query, ("sending", channel, now, limit))]
            limit -= len(found)
            released = [_row(values) for values in batch.rows(query, ("released", channel, now, limit))]
            for _ in range(_RECALLING):
                old = [after for row in released if stale(row, now) and (after := recalled(row, now)) is not None]
                if not old:
                    break
                _put(batch, old)
                released = [_row(values) for values in batch.rows(query, ("released", channel, now, _RECALLED))]
            fresh = [row for row in released if not stale(row, now)]
            rows = [claimed(row, now, lease) for row in [*found, *fresh[:limit]]]
            _put(batch, rows)
            if bucket is not None:
                batch.put(_PACE, [(channel, *bucket._replace(level=bucket.level + most - len(rows)))])
        return rows

    def bucket(self, channel: str) -> Bucket | None:
        """What the claims at a rate have left in a channel's bucket."""
        found = self._database.rows(_BUCKET, (channel,))
        return Bucket._make(found[0]) if found else None

    def finish(self, rows: Sequence[OutboxRow]) -> list[str]:
        """Write rows back as an attempt left them; the keys of those whose claim had been overtaken (unchanged).

        What the attempt came to may have been read from the log already: then the row stands where it is to stand, and
        lacks only what was written in the message.
        """
        if not rows:
            return []
        statement = (
            "UPDATE outbox SET status = ?, due_at = ?, attempts = ?, reason = ?, body = ? "
            "WHERE key = ? AND fence = ? AND (status IN ('sending', 'unknown') OR status = ?)"
        )
        with self._database.write() as batch:
            return [
                row.key
                for row in rows
                if not batch.run(
                    statement,
                    (row.status, row.due_at, row.attempts, row.reason, row.body, row.key, row.fence, row.status),
                )
            ]

    def hold_open(self) -> int:
        """Have all that is on its way wait for a person."""
        with self._database.write() as batch:
            return hold_open_rows(batch)

    def next_due(self, channel: str) -> Instant | None:
        """When the earliest row of a channel may be claimed."""
        query = (
            "SELECT due_at FROM outbox WHERE status IN ('released', 'sending') AND status = ? AND channel = ? "
            "AND due_at IS NOT NULL ORDER BY "
        )
        # The first that would be taken; and of the few that are under way, the first whose lease ends.
        found = self._database.rows(query + "priority, due_at LIMIT 1", ("released", channel))
        found += self._database.rows(query + "due_at LIMIT 1", ("sending", channel))
        return min((due for (due,) in found), default=None)

    def waiting(self) -> list[str]:
        """Channels with rows that are released or under way, in order; cheap, however many rows there are."""
        found: set[str] = set()
        for status in ("released", "sending"):
            # From one channel to the next, each by the index.
            query = (
                "SELECT channel FROM outbox WHERE status IN ('released', 'sending') AND status = ? AND channel > ? "
                "ORDER BY channel LIMIT 1"
            )
            last = ""
            while rows := self._database.rows(query, (status, last)):
                last = rows[0][0]
                found.add(last)
        return sorted(found)

    def rows(
        self,
        *,
        status: Collection[str] = (),
        channel: str = "",
        journey: str = "",
        after: Place = (0, "", ""),
        limit: int = 100,
    ) -> list[OutboxRow]:
        """Rows in order of place, after that one; of these statuses, this channel and this journey, where given."""
        query, params = _SELECT + "outbox o WHERE (o.at, o.profile, o.key) > (?, ?, ?)", [*after]
        if status:
            query += f" AND o.status IN ({', '.join('?' * len(status))})"
            params += [*status]
        for column, value in (("channel", channel), ("journey", journey)):
            if value:
                query += f" AND o.{column} = ?"
                params.append(value)
        found = self._database.rows(query + " ORDER BY o.at, o.profile, o.key LIMIT ?", (*params, limit))
        return [_row(values) for values in found]

    def recent(self, sought: Sought, *, before: Place | None = None, limit: int = 100) -> list[OutboxRow]:
        """The newest rows of a kind, in falling order of place, before that one."""
        wheres, params = conditions(sought)
        if before is not None:
            wheres.append("(o.at, o.profile, o.key) < (?, ?, ?)")
            params += before
        where = f"WHERE {' AND '.join(wheres)} " if wheres else ""
        found = self._database.rows(
            _SELECT + f"outbox o {where}ORDER BY o.at DESC, o.profile DESC, o.key DESC LIMIT ?", (*params, limit)
        )
        return [_row(values) for values in found]

    def rows_of(self, profiles: Collection[str]) -> list[OutboxRow]:
        """All rows of these leaf profiles, in order of place."""
        query = _SELECT + "{keys} CROSS JOIN outbox o WHERE o.profile = k.value ORDER BY o.at, o.profile, o.key"
        return [_row(values) for values in self._database.keyed(query, profiles)]

    def keys_from(self, beginning: str, limit: int = 100) -> list[str]:
        """Keys that begin so, in order."""
        found = self._database.rows(
            "SELECT key FROM outbox WHERE key >= ? AND key < ? ORDER BY key LIMIT ?",
            (beginning, beginning + "\U0010ffff", limit),
        )
        return [key for (key,) in found]

    def trim(self, before: Instant, limit: int) -> int:
        """Delete rows that were finished before an instant, the oldest first; how many."""
        # Who was kept waiting went later than it was decided; from then on reports of it may come, and its slot counts.
        finished = ", ".join("?" * len(FINAL))
        query = (
            "DELETE FROM outbox WHERE key IN (SELECT key FROM outbox WHERE at < ? "  # noqa: S608 - our own names
            f"AND (released_at IS NULL OR released_at < ?) AND status IN ({finished}) "
            "ORDER BY at, profile, key LIMIT ?)"
        )
        with self._database.write() as batch:
            return batch.run(query, (before, before, *sorted(FINAL), limit))

    def outbox_counts(self, sought: Sought | None = None) -> Mapping[tuple[str, str, bool], int]:
        """How many rows, by (channel, status, whether they are kept); of a kind, if one is given."""
        kept = f"o.status = 'sent' AND {KEPT}"
        wheres, params = conditions(sought or Sought())
        where = f"WHERE {' AND '.join(wheres)} " if wheres else ""
        found = self._database.rows(
            f"SELECT o.channel, o.status, {kept}, count(*) FROM outbox o {where}GROUP BY o.channel, o.status, {kept}",  # noqa: S608 - our own names
            params,
        )
        return {(channel, status, bool(kept)): count for channel, status, kept, count in found}

    def standing(self) -> str:
        """How the outbox stands: another text once something was planned, or what waits or is under way moved on."""
        newest = self._database.rows(
            "SELECT o.at, o.profile, o.key FROM outbox o ORDER BY o.at DESC, o.profile DESC, o.key DESC LIMIT 1"
        )
        return f"{newest} {self.next_plan()} {[(channel, self.next_due(channel)) for channel in self.waiting()]}"


def put_plans(batch: Batch, rows: Sequence[OutboxRow]) -> None:
    """Insert rows of new actions; a key that is there already keeps its row, whatever became of it."""
    batch.put(_NEW, [_values(row) for row in rows])


def put_decisions(batch: Batch, rows: Sequence[OutboxRow]) -> None:
    """Write rows as their release left them; only those that still wait for it."""
    batch.many(
        "UPDATE outbox SET status = ?, due_at = ?, released_at = ?, counted = ?, again = ?, reason = ?, body = ?, "
        "offers = ? WHERE key = ? AND status IN ('planned', 'retry')",
        [
            (
                *(row.status, row.due_at, row.released_at, int(row.counted), int(row.again), row.reason, row.body),
                *(row.offers, row.key),
            )
            for row in rows
        ],
    )


def settle_rows(batch: Batch, outcomes: Sequence[tuple[str, str]]) -> None:
    """Close rows whose outcome was read from the log: `(key, happening)`, in order."""
    known = {row.key: row for row in _locked(batch, {key for key, _ in outcomes})}
    changed: dict[str, OutboxRow] = {}
    for key, happening in outcomes:
        row = known.get(key)
        after = settled(row, happening) if row else None
        if after is not None:
            known[key] = changed[key] = after
    _put(batch, list(changed.values()))


def recall_rows(batch: Batch, profiles: Collection[str], now: Instant) -> None:
    """Take back released rows of these leaf profiles, to be asked again: their consent, say, has changed."""
    found = batch.keyed(
        _SELECT + "{keys} CROSS JOIN outbox o WHERE o.profile = k.value AND o.status = 'released' {lock}", profiles
    )
    _put(batch, [after for values in found if (after := recalled(_row(values), now)) is not None])


def hold_rows(batch: Batch, journeys: Collection[str], now: Instant) -> None:
    """Take back released rows of journeys that are paused now, to be asked again."""
    batch.many(
        "UPDATE outbox SET status = 'planned', due_at = ? WHERE journey = ? AND status = 'released'",
        [(now, journey) for journey in journeys],
    )


def wake_rows(batch: Batch, journeys: Collection[str], now: Instant) -> None:
    """Have what waits without a time, for the pause of its journey, asked again."""
    batch.many(
        "UPDATE outbox SET due_at = ? WHERE journey = ? AND status IN ('planned', 'retry') AND due_at IS NULL",
        [(now, journey) for journey in journeys],
    )


def withdraw_rows(batch: Batch, participants: Collection[str]) -> None:
    """Take back what is not on its way yet of participants that have left."""
    batch.many(
        "UPDATE outbox SET status = 'suppressed', due_at = NULL, reason = 'exited' "
        "WHERE key > ? AND key < ? AND status IN ('planned', 'retry', 'released')",
        [(f"{participant}/", f"{participant}0") for participant in participants],
    )


def forget_rows(batch: Batch, profiles: Collection[str]) -> int:
    """Delete every row of these leaf profiles; how many. In a secure transaction, of an erasure."""
    return sum(batch.run("DELETE FROM outbox WHERE profile = ?", (profile,)) for profile in sorted(profiles))


def hold_open_rows(batch: Batch) -> int:
    """Before a rebuild or a restore is served: what was on its way waits for a person (law 1); how many rows."""
    return batch.run(
        "UPDATE outbox SET status = 'unknown', due_at = NULL, reason = 'restored' "
        "WHERE status IN ('planned', 'released', 'sending', 'retry')"
    )


def _bucket(batch: Batch, channel: str, rate: Rate, now: Instant) -> Bucket:
    """The bucket of a channel, held until the transaction ends; a full one is put there first if there is none."""
    columns = ", ".join(_PACE.columns)
    batch.run(
        f"INSERT INTO pace ({columns}) VALUES (?, ?, ?, ?, ?) ON CONFLICT (channel) DO NOTHING",  # noqa: S608
        (channel, *full(*rate, now)),
    )
    return Bucket._make(batch.rows(_BUCKET + " {lock}", (channel,))[0])


def _locked(batch: Batch, keys: Collection[str]) -> list[OutboxRow]:
    # Held until the end of the transaction: a sender may be about to write the same rows.
    query = _SELECT + "{keys} CROSS JOIN outbox o WHERE o.key = k.value {lock}"
    return [_row(values) for values in batch.keyed(query, keys)]


def _put(batch: Batch, rows: Sequence[OutboxRow]) -> None:
    batch.put(_ROWS, [_values(row) for row in rows])


def _values(row: OutboxRow) -> tuple[Any, ...]:
    values = astuple(row)  # its fields are those of the table, in order
    return (*values[:_COUNTED], int(row.counted), int(row.again), *values[_COUNTED + 2 :])


def _row(values: Row) -> OutboxRow:
    fields: dict[str, Any] = dict(zip(_FIELDS, values, strict=True))
    fields["counted"], fields["again"] = bool(fields["counted"]), bool(fields["again"])
    return OutboxRow(**fields)
