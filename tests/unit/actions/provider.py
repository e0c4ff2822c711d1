# ruff: noqa: D102 - a provider and a world, as their names say
"""A provider of each kind, and a world with a real outbox around it, for tests of the sender."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from clew.actions import (
    Accepted,
    Action,
    Attempt,
    Go,
    Letter,
    LocalChannel,
    OutboxRow,
    Outgoing,
    Traits,
    Unknown,
    decided,
    planned,
)
from clew.actions.service import Sender
from clew.actions.tracking import Links
from clew.adapters.sql.outbox import put_decisions, put_plans
from clew.adapters.sqlite import SqliteOutbox
from clew.content import Compiled, TemplateInvalid, compile_template
from clew.events import Event
from clew.privacy.tokens import TokenBox
from tests.conftest import ManualClock
from tests.unit.content.samples import template

BASE = "https://clew.example"
ADDRESS = "ada@example.com"


class Killed(BaseException):
    """The sender dies here."""


class Provider:
    """A provider that honours keys or does not, and answers as it is told."""

    name = "email"

    def __init__(self, *, honours_keys: bool) -> None:
        self.traits = Traits(addressed=True, takes_key=honours_keys)
        self.calls: list[Outgoing] = []
        self.delivered: Counter[str] = Counter()
        self.answers: list[Attempt] = []
        self.dies_after_taking = False
        self.raises: Exception | None = None
        self.many = False
        self.hangs: asyncio.Event | None = None

    def target(self, message: Outgoing) -> str:
        return message.address if self.many else ""

    async def send(self, message: Outgoing) -> Attempt:
        self.calls.append(message)
        if self.hangs is not None and message.address.startswith("slow"):
            await self.hangs.wait()
        answer = self.answers.pop(0) if self.answers else Accepted(f"ref-{message.key}")
        if isinstance(answer, Accepted | Unknown) and not (self.traits.takes_key and self.delivered[message.key]):
            self.delivered[message.key] += 1
        if self.dies_after_taking:
            raise Killed
        if self.raises is not None:
            raise self.raises
        return answer

    async def close(self) -> None:
        """Nothing to give back."""


class World:
    """An outbox, a provider, a log and a clock."""

    def __init__(self, folder: Path, clock: ManualClock, *, honours_keys: bool = False) -> None:
        self.outbox = SqliteOutbox(folder / "state.db")
        self.provider = Provider(honours_keys=honours_keys)
        self.clock = clock
        self.told: list[Event] = []
        self.template = template({"subject": "Hi {{ profile.name }}", "html": '<a href="https://shop.example/">x</a>'})
        self.links = Links(TokenBox(b"secret"), BASE)

    def sender(self) -> Sender:
        return Sender(self.outbox, [self.provider, LocalChannel()], self.tell, self.find, self.clock, links=self.links)

    def tell(self, events: Sequence[Event]) -> None:
        self.told.extend(events)

    def find(self, name: str, version: int) -> Compiled:
        if (name, version) != ("hello", 3):
            raise TemplateInvalid("no such template")
        return compile_template(self.template)

    def release(self, *keys: str, name: str = "Ada", go: Go | None = None, to: str = ADDRESS, **fields: object) -> None:
        known = {"kind": "send", "profile": "ada", "at": 0, "channel": "email", "template": "hello", "version": 3}
        rows = [planned(Action(key=key, **(known | fields)), transactional=False) for key in keys]  # type: ignore[arg-type]
        again = go or Go(counted=True, again=self.provider.traits.takes_key, reason="in")
        with self.outbox._database.write() as batch:
            put_plans(batch, rows)
            put_decisions(batch, [decided(row, again, filled(row, name, to), self.clock.now()) for row in rows])

    def release_again(self) -> None:
        """What the engine does with rows that wait for another try."""
        rows = self.outbox.plans(self.clock.now(), 100)
        go = Go(counted=True, again=self.provider.traits.takes_key, reason="in")
        with self.outbox._database.write() as batch:
            put_decisions(batch, [decided(row, go, row.letter, self.clock.now()) for row in rows])

    def send(self, sender: Sender | None = None) -> int:
        return asyncio.run((sender or self.sender()).send_due())

    def row(self, key: str) -> OutboxRow:
        found = self.outbox.row(key)
        assert found is not None
        return found

    def happened(self) -> list[str]:
        return [event.id for event in self.told]


def filled(row: OutboxRow, name: str, address: str = ADDRESS) -> Letter:
    values = {"profile": {"name": name}} if name else {}
    return replace(row.letter, address=address, values=values)
