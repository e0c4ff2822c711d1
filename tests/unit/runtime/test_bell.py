"""A bell wakes who waits, and costs nothing where nobody hears it."""

import asyncio
import os
import signal
import time
from pathlib import Path

import pytest

from clew.kernel.instants import HOUR
from clew.runtime.bell import NO_BELL, Bell, hush, ring
from clew.runtime.clock import SystemClock
from clew.runtime.roles import sender
from clew.runtime.workspace import open_workspace
from tests.laws.engine.stories import ADA
from tests.laws.engine.test_travelling import track
from tests.laws.engine.travelling import BASIS, SEND, Trip
from tests.laws.engine.worlds import Step

MAIL: dict[str, object] = {"kind": "journey", "id": "mail", "entry": {"event": "go"}, "nodes": {"mail": SEND}}


def test_a_bell_rings_until_it_is_hushed() -> None:
    bell = Bell()
    hush(bell.hear)
    for _ in range(200_000):  # more than a pipe holds
        ring(bell.ring)
    hush(bell.hear)
    ring(bell.ring)
    assert os.read(bell.hear, 10) == b"!"
    bell.close()


def test_a_bell_that_nobody_hears_is_no_fault() -> None:
    bell = Bell()
    os.close(bell.hear)
    ring(bell.ring)
    os.close(bell.ring)


@pytest.mark.parametrize("belled", [True, False])
def test_a_sender_sends_when_it_is_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, belled: bool) -> None:
    monkeypatch.setattr(sender, "_SHORTEST_WAIT", 1.5)
    monkeypatch.setattr(sender, "_LONGEST_WAIT", 1.5)
    trip, bell = Trip(str(tmp_path), begin=SystemClock().now() - HOUR), Bell()
    trip.say(*BASIS, MAIL)

    async def release(row: str) -> float:
        trip.feed(Step(SystemClock().now(), (track(row, "go", ADA),)))
        released = False
        while not (progress := trip.engine.run_once()).idle:
            released = released or progress.released
        assert released
        if belled:
            ring(bell.ring)
        since = time.monotonic()
        while trip.rows("released", "sending"):
            await asyncio.sleep(0.01)
        return time.monotonic() - since

    async def both() -> float:
        with open_workspace(tmp_path, SystemClock()) as workspace:
            sending = asyncio.create_task(sender._send(workspace, "", str(bell.hear) if belled else NO_BELL))  # pyright: ignore[reportPrivateUsage]
            await release("first")  # which has it load templates
            await asyncio.sleep(0.1)
            took = await release("second")
            os.kill(os.getpid(), signal.SIGTERM)
            await sending
            return took

    try:
        assert (asyncio.run(both()) < 0.7) is belled
    finally:
        trip.workspace.close()
        bell.close()
