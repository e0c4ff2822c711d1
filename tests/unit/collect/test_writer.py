"""The writer: one group at a time, no answer before the commit, no waiting without bounds."""

import asyncio
import threading

import pytest

from clew.api.collect import Limits, LogWriter
from clew.api.collect.errors import LogUnavailable, Overloaded
from clew.events.ports import Arrival, Reject


class Gate:
    """A log whose commits happen when the test lets them, and fail when it says so."""

    def __init__(self, *, is_open: bool = True) -> None:
        self.groups: list[list[bytes]] = []
        self.poison: set[bytes] = set()
        self.broken = False
        self.asked = 0
        self.gate = threading.Event()
        if is_open:
            self.gate.set()

    def append(self, arrivals):
        """Commit once the gate is open."""
        self.asked += 1
        assert self.gate.wait(10)
        bodies = [arrival.body for arrival in arrivals]
        if self.broken or self.poison & set(bodies):
            raise OSError("disk")
        self.groups.append(bodies)
        return [None for _ in arrivals]


def arrival(number: int, size: int = 1) -> Arrival:
    return Arrival("web", b"%d" % number * size)


async def settled(writer: LogWriter, arrivals: list[Arrival]):
    return await asyncio.gather(*(writer.append(each) for each in arrivals), return_exceptions=True)


async def until(condition) -> None:
    while not condition():
        await asyncio.sleep(0.001)


def test_what_comes_during_a_commit_is_the_next_group():
    async def run():
        log = Gate(is_open=False)
        writer = LogWriter(log)
        first = asyncio.ensure_future(writer.append(arrival(0)))
        await until(lambda: log.asked)
        rest = [asyncio.ensure_future(writer.append(arrival(number))) for number in range(1, 50)]
        await asyncio.sleep(0.01)
        assert not first.done()
        assert not any(each.done() for each in rest)
        log.gate.set()
        await asyncio.gather(first, *rest)
        await writer.close()
        assert log.groups == [[b"0"], [b"%d" % number for number in range(1, 50)]]

    asyncio.run(run())


@pytest.mark.parametrize(
    ("limits", "fitting"), [(Limits(waiting_bodies=3), 3), (Limits(waiting_bytes=50), 5), (Limits(waiting_bytes=41), 5)]
)
def test_more_than_may_wait_is_refused_and_room_returns(limits, fitting):
    async def run():
        log = Gate(is_open=False)
        writer = LogWriter(log, limits)
        waiting = [asyncio.ensure_future(writer.append(arrival(number, 10))) for number in range(fitting)]
        await asyncio.sleep(0)
        assert writer.full
        with pytest.raises(Overloaded) as caught:
            await writer.append(arrival(9))
        assert caught.value.retry_after == 1
        log.gate.set()
        await asyncio.gather(*waiting)
        assert not writer.full
        await writer.append(arrival(9))
        await writer.close()
        assert sum(map(len, log.groups)) == fitting + 1

    asyncio.run(run())


def test_quarantine_counts_as_waiting_too():
    async def run():
        log = Gate(is_open=False)
        writer = LogWriter(log, Limits(waiting_bytes=10))
        waiting = asyncio.ensure_future(writer.append(Arrival("web", None, (Reject("r", "m", "", b"x" * 10),))))
        await asyncio.sleep(0)
        assert writer.full
        log.gate.set()
        await waiting
        await writer.close()

    asyncio.run(run())


def test_one_arrival_that_the_log_cannot_hold_fails_alone():
    async def run():
        log = Gate(is_open=False)
        log.poison = {b"7"}
        writer = LogWriter(log)
        first = asyncio.ensure_future(writer.append(arrival(0)))
        await until(lambda: log.asked)
        rest = asyncio.ensure_future(settled(writer, [arrival(number) for number in range(1, 20)]))
        await asyncio.sleep(0.01)
        log.gate.set()
        await first
        answers = await rest
        await writer.close()
        assert [type(each) for each in answers] == [LogUnavailable if n == 7 else type(None) for n in range(1, 20)]
        assert sorted(body for group in log.groups for body in group) == sorted(b"%d" % n for n in range(20) if n != 7)

    asyncio.run(run())


def test_a_broken_log_fails_everybody_soon_and_works_again_once_mended():
    async def run():
        log = Gate()
        log.broken = True
        writer = LogWriter(log)
        answers = await settled(writer, [arrival(number) for number in range(100)])
        assert all(isinstance(each, LogUnavailable) for each in answers)
        assert log.asked < 20
        log.broken = False
        await writer.append(arrival(1))
        await writer.close()
        assert log.groups == [[b"1"]]

    asyncio.run(run())


def test_closing_commits_what_waits_and_refuses_what_comes():
    async def run():
        log = Gate(is_open=False)
        writer = LogWriter(log)
        waiting = [asyncio.ensure_future(writer.append(arrival(number))) for number in range(5)]
        await asyncio.sleep(0)
        closing = asyncio.ensure_future(writer.close())
        await asyncio.sleep(0)
        with pytest.raises(LogUnavailable):
            await writer.append(arrival(9))
        log.gate.set()
        await closing
        await asyncio.gather(*waiting)
        assert sum(map(len, log.groups)) == 5

    asyncio.run(run())


def test_closing_a_writer_that_never_wrote():
    asyncio.run(LogWriter(Gate()).close())


def test_a_client_that_gave_up_does_not_disturb_the_others():
    async def run():
        log = Gate(is_open=False)
        writer = LogWriter(log)
        gone = asyncio.ensure_future(writer.append(arrival(0)))
        stays = asyncio.ensure_future(writer.append(arrival(1)))
        await asyncio.sleep(0)
        gone.cancel()
        await asyncio.sleep(0)
        log.gate.set()
        await stays
        await writer.close()
        assert not writer.full
        assert sum(map(len, log.groups)) == 2

    asyncio.run(run())
