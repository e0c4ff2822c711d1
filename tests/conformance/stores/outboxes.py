"""Rows of an outbox, brought to where a test needs them."""

from clew.actions import (
    Action,
    Go,
    OutboxRow,
    decided,
    planned,
)
from clew.adapters.sql import SqlOutbox
from clew.adapters.sql.outbox import (
    put_decisions,
    put_plans,
)

GO = Go(counted=True, again=False, reason="in")


def action(key: str, at: int = 10, profile: str = "ada", **fields: object) -> Action:
    return Action(key=key, kind="send", profile=profile, at=at, channel="email", template="t", **fields)  # type: ignore[arg-type]


def plan(outbox: SqlOutbox, *actions: Action, transactional: bool = False) -> list[OutboxRow]:
    rows = [planned(one, transactional=transactional) for one in actions]
    with outbox._database.write() as batch:
        put_plans(batch, rows)
    return rows


def let_go(outbox: SqlOutbox, rows: list[OutboxRow], now: int = 100, go: Go = GO) -> list[OutboxRow]:
    released = [decided(row, go, row.letter, now) for row in rows]
    with outbox._database.write() as batch:
        put_decisions(batch, released)
    return released


def released(outbox: SqlOutbox, *actions: Action, now: int = 100, go: Go = GO) -> list[OutboxRow]:
    return let_go(outbox, plan(outbox, *actions), now, go)


def keys(rows: list[OutboxRow]) -> list[str]:
    return [row.key for row in rows]
