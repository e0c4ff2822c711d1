"""Engines that are overtaken while they still run, and two senders at once: no effect comes twice, none is lost."""

import asyncio
import random
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from clew.actions import Accepted, LocalChannel, Outgoing
from clew.engine import Engine, Limits
from clew.engine.ports import Fenced
from clew.events import Event, Identity
from clew.kernel.instants import DAY, HOUR
from clew.runtime.sending import Mailroom
from clew.runtime.workspace import DATABASE_URL, open_workspace
from tests.laws.engine.test_travelling import GB, british
from tests.laws.engine.travelling import AUDIENCES, BASIS, JOURNEYS, Told, Trip, fact_text
from tests.laws.engine.worlds import START, Step

PEOPLE = [Identity("user_id", f"p{number}") for number in range(12)]
TAKEOVERS = 6


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where workspaces of this test are kept."""
    monkeypatch.delenv(DATABASE_URL, raising=False)
    if request.param == "postgres":
        monkeypatch.setenv(DATABASE_URL, request.getfixturevalue("postgres_database"))


def feed(trip: Trip) -> None:
    """Three days of carts, visits and purchases, none of it stepped."""
    chance = random.Random(5)
    trip.say(*BASIS, GB, *JOURNEYS, *AUDIENCES)
    trip.feed(Step(START, tuple(british(f"i{number}", who) for number, who in enumerate(PEOPLE))))
    for hour in range(1, 60):
        kind = chance.choice(["cart", "visit", "visit", "purchase"])
        events = [Event(f"e{hour}", "track", kind, (chance.choice(PEOPLE),))]
        if hour % 20 == 0:
            events = [Event(f"b{hour}", "business", "price dropped", properties={"sku": 3})]
        trip.feed(Step(START + hour * HOUR, tuple(events)))
    trip.clock.set(START + 6 * DAY)


def told(trip: Trip) -> Told:
    facts = sorted(fact_text(fact) for _, fact in trip.workspace.store.facts(limit=100_000))
    rows = sorted((row.key, row.profile, row.at) for row in trip.rows())
    # When an outcome is received depends on which engine was first to tell it; what follows from it does not.
    return trip.told()._replace(states={}, facts=facts, rows=rows)


@pytest.mark.usefixtures("database")
def test_an_engine_that_is_overtaken_stops_and_doubles_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    trip = Trip(str(tmp_path / "raced"))
    feed(trip)
    assert 0 < _race(trip, tmp_path / "raced") <= TAKEOVERS, "who was overtaken before the end was told to stop"
    raced = told(trip)
    sent = _send(trip, tmp_path / "raced", monkeypatch)
    trip.workspace.close()
    monkeypatch.delenv(DATABASE_URL, raising=False)
    smooth = Trip(str(tmp_path / "smooth"))
    feed(smooth)
    smooth.drain()
    assert raced == told(smooth)
    assert sent == dict.fromkeys((row.key for row in smooth.rows("released") if row.channel == "local"), 1)
    assert len(sent) > 50
    smooth.workspace.close()


def test_nothing_is_released_while_more_of_the_log_follows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def outbox(name: str, **limits: int) -> list[tuple[str, str, str]]:
        trip = Trip(str(tmp_path / name), **limits)
        feed(trip)
        trip.drain()
        found = sorted((row.key, row.status, row.reason) for row in trip.rows())
        trip.workspace.close()
        return found

    whole = outbox("whole")
    assert any(reason == "exited" for _, _, reason in whole)
    monkeypatch.setattr("clew.engine.intake._FEWEST_BODIES_A_READ", 1)
    assert outbox("piecemeal", events=1) == whole


def _race(trip: Trip, folder: Path) -> int:
    """Engine after engine takes over while the one before still runs, each with connections of its own."""
    chance, stopped = random.Random(7), list[BaseException]()

    def run(engine: Engine) -> None:
        try:
            engine.drain()
        except BaseException as error:
            stopped.append(error)

    with ExitStack() as opened:
        threads: list[Thread] = []
        places = [opened.enter_context(open_workspace(folder, trip.clock)) for _ in range(TAKEOVERS + 1)]
        for workspace in places:
            # Its first commit comes after it has taken over: whoever ran before must fail from then on.
            engine = workspace.engine(limits=Limits(events=1))
            threads.append(Thread(target=run, args=(engine,)))
            threads[-1].start()
            time.sleep(chance.uniform(0.02, 0.15))
        for thread in threads:
            thread.join(120)
    assert all(isinstance(error, Fenced) for error in stopped), stopped
    return len(stopped)


def _send(trip: Trip, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """Two senders at once; how often the provider was called for each key."""
    calls: Counter[str] = Counter()

    async def counting(_: LocalChannel, message: Outgoing) -> Any:
        calls[message.key] += 1
        await asyncio.sleep(0.001)
        return Accepted(message.key)

    monkeypatch.setattr(LocalChannel, "send", counting)

    async def both() -> None:
        with open_workspace(folder, trip.clock) as one, open_workspace(folder, trip.clock) as other:
            rooms = [Mailroom(one), Mailroom(other)]
            while any(await asyncio.gather(*(room.turn() for room in rooms))):
                pass
            for room in rooms:
                await room.close()

    asyncio.run(both())
    return dict(calls)
