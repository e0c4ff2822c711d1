"""Running a case of effects: the real engine, outbox and sender, and a provider that honours keys, with faults between.

Such a case tells in plain words what happens, step by step. The sentences known are those of `_SENTENCES`; a case that
says something else is not supported, and says so.
"""

import asyncio
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

from clew.actions import SOURCE, Accepted, Attempt, Outgoing, Traits
from clew.actions.service import Sender
from clew.actions.writing import outgoing
from clew.catalog import Document
from clew.content import Shelf
from clew.events import Event, Identity
from clew.events.ports import Arrival
from clew.kernel.instants import DAY, SECOND, Duration, Instant
from clew.kernel.packing import pack
from clew.runtime.clock import ManualClock
from clew.runtime.conformance.cases import NAMESPACE
from clew.runtime.workspace import open_workspace

_CHANNEL = "email"
_TEMPLATE = {"channel": "local", "parts": {"text": "Hello"}}
_START: Instant = 1_772_000_000 * SECOND


class _Provider:
    """Delivers one message for each key, however often it is called."""

    name = _CHANNEL
    traits = Traits(addressed=False, takes_key=True)

    def __init__(self) -> None:
        self.calls: list[str] = []

    def target(self, message: Outgoing) -> str:
        """There is one provider."""
        del message
        return ""

    async def send(self, message: Outgoing) -> Attempt:
        """Take a message."""
        self.calls.append(message.key)
        return Accepted(message.key)

    async def close(self) -> None:
        """Nothing to give back."""


class _Effects:
    """A workspace with one person in a journey of one message."""

    def __init__(self, folder: Path) -> None:
        self._clock = ManualClock(_START)
        self._workspace = open_workspace(str(folder), self._clock)
        self._provider = _Provider()
        self._engine = self._workspace.engine(channels={_CHANNEL: self._provider.traits})
        self._lease: Duration = 60 * SECOND

    def close(self) -> None:
        self._workspace.close()

    def commit(self, _: re.Match[str]) -> None:
        """Somebody comes in, and the message is released with a cap slot."""
        entry, node = {"event": "Started"}, {"send": "reminder", "channel": _CHANNEL}
        self._publish({"kind": "template", "id": "reminder", **_TEMPLATE})
        self._publish({"kind": "policy", "id": "caps", "caps": [{"max": 1, "per": "24h"}]})
        self._publish({"kind": "journey", "id": "j", "entry": entry, "nodes": {"mail": node}})
        who = (Identity(NAMESPACE, "p1"),)
        consent = Event("c1", "consent", "consent", who, properties={"marketing": "in"})
        self._append("case", [consent])
        self._append("case", [Event("e1", "track", "Started", who)])
        self._engine.drain()

    def call(self, said: re.Match[str]) -> None:
        """A worker takes the row and calls the provider; what it learns is not written."""
        self._lease = int(said["seconds"]) * SECOND
        for row in self._workspace.outbox.claim(_CHANNEL, self._clock.now(), 10, self._lease):
            asyncio.run(self._provider.send(outgoing(row, row.letter, None)))

    def kill(self, _: re.Match[str]) -> None:
        """Whatever it knew is gone, and so are its connections."""
        folder = self._workspace.folder
        self._workspace.close()
        self._workspace = open_workspace(str(folder), self._clock)
        self._engine = self._workspace.engine(channels={_CHANNEL: self._provider.traits})

    def call_again(self, _: re.Match[str]) -> None:
        """When the lease has run out another worker takes the row, and goes through with it."""
        self._clock.set(self._clock.now() + self._lease)
        template = Document("template", "reminder", "reminder", version=1, body=_TEMPLATE)
        shelf = Shelf(lambda _id, _version: template)

        async def work() -> None:
            outbox, clock = self._workspace.outbox, self._clock
            sender = Sender(outbox, [self._provider], lambda told: self._append(SOURCE, told), shelf.get, clock)
            while await sender.send_due():
                pass
            await sender.close()

        asyncio.run(work())
        self._engine.drain()

    def shown(self) -> Mapping[str, int]:
        """What the provider and the tables show."""
        rows = self._workspace.outbox.rows()
        slots = self._workspace.store.slots({row.profile for row in rows}, self._clock.now() - DAY)
        return {
            "provider_calls": len(self._provider.calls),
            "distinct_keys": len(set(self._provider.calls)),
            "delivered": len(set(self._provider.calls)),
            "rows_marked_sent": sum(row.status == "sent" for row in rows),
            "cap_slots_used": sum(map(len, slots.values())),
        }

    def _publish(self, document: Mapping[str, object]) -> None:
        event = Event(f"{document['kind']}:{document['id']}", "publish", "publish", properties={"document": document})
        self._append("clew", [event])

    def _append(self, source: str, events: Sequence[Event]) -> None:
        self._workspace.log.append([Arrival(source, pack(list(events)))])


_SENTENCES: tuple[tuple[re.Pattern[str], Callable[[_Effects, re.Match[str]], None]], ...] = (
    (re.compile("transition committed with its outbox row"), _Effects.commit),
    (re.compile(r"worker claims the row \(lease (?P<seconds>\d+) s\) and calls the provider"), _Effects.call),
    (re.compile("the worker is killed before it can mark the row"), _Effects.kill),
    (re.compile("after the lease another worker claims the row and calls the provider again"), _Effects.call_again),
)


def unknown_steps(steps: Sequence[str]) -> list[str]:
    """The sentences of a case that nobody here understands."""
    return [step for step in steps if _understood(step) is None]


def play(steps: Sequence[str], expected: Mapping[str, int], folder: Path) -> list[str]:
    """What differs between what a case expects and what is shown after its steps."""
    with closing(_Effects(folder)) as effects:
        for step in steps:
            understood = _understood(step)
            if understood is not None:
                act, match = understood
                act(effects, match)
        shown = effects.shown()
    return [
        f"{name} should be {wanted}, is {shown.get(name, 'unknown')}"
        for name, wanted in expected.items()
        if shown.get(name) != wanted
    ]


def _understood(step: str) -> tuple[Callable[[_Effects, re.Match[str]], None], re.Match[str]] | None:
    for pattern, act in _SENTENCES:
        match = pattern.match(step)
        if match is not None:
            return act, match
    return None
