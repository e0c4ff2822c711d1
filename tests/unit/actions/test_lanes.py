"""Targets of one channel that hang, fail or are stopped: none holds up another."""

import asyncio

from clew.actions import (
    LEASE,
    Failed,
    OutboxRow,
)
from clew.actions.lanes import TOGETHER
from clew.actions.pace import Rate
from clew.kernel.instants import SECOND
from tests.unit.actions.provider import World


async def until_sent(world: World, *keys: str) -> None:
    async with asyncio.timeout(20):
        while {world.row(key).status for key in keys} != {"sent"}:
            await asyncio.sleep(0.001)


def test_a_target_that_hangs_holds_up_no_other_and_what_waits_for_it_is_given_back(keyed: World) -> None:
    async def go() -> None:
        sender, provider = keyed.sender(), keyed.provider
        provider.many, provider.hangs = True, asyncio.Event()
        slow = [f"a{n:02}" for n in range(TOGETHER + 5)]
        keyed.release(*slow, to="slow.example")
        keyed.release("b", "c", to="quick.example")
        assert await sender.begin() == len(slow) + 2
        await until_sent(keyed, "b", "c")
        assert {keyed.row(key).status for key in slow} == {"sending"}
        assert len(provider.calls) == TOGETHER + 2
        keyed.clock.advance(3 * SECOND)
        keyed.release("d", to="quick.example")
        assert await sender.begin() == 1, "what hangs keeps nobody from being taken"
        await until_sent(keyed, "d")
        back = [keyed.row(key) for key in slow[TOGETHER:]]
        assert {(row.status, row.attempts) for row in back} == {("retry", 0)}
        provider.hangs.set()
        await sender.settle()
        assert {keyed.row(key).status for key in slow[:TOGETHER]} == {"sent"}

    asyncio.run(go())


def test_a_target_that_fails_rests_and_others_are_called(keyed: World) -> None:
    sender, provider = keyed.sender(), keyed.provider
    provider.many = True
    provider.answers = [Failed("connect")] * 5
    keyed.release(*(f"a{n}" for n in range(5)), to="down.example")
    keyed.send(sender)
    assert sender.health("email", "down.example").open_until is not None
    keyed.release("b", to="down.example")
    keyed.release("c", to="up.example")
    keyed.send(sender)
    assert (keyed.row("b").status, keyed.row("b").attempts, keyed.row("c").status) == ("retry", 0, "sent")
    assert sender.health("email", "up.example").open_until is None


def test_who_stops_lets_calls_end_and_gives_back_what_waits(keyed: World) -> None:
    async def go() -> None:
        sender = keyed.sender()
        keyed.provider.many, keyed.provider.hangs = True, asyncio.Event()
        keyed.release(*(f"a{n:02}" for n in range(TOGETHER + 5)), to="slow.example")
        await sender.begin()
        asyncio.get_running_loop().call_later(0.02, keyed.provider.hangs.set)
        await sender.close()

    asyncio.run(go())
    status = [keyed.row(f"a{n:02}").status for n in range(TOGETHER + 5)]
    assert status == ["sent"] * TOGETHER + ["retry"] * 5


def test_nobody_calls_when_the_lease_may_run_out_meanwhile(world: World) -> None:
    world.release("k")
    claim = world.outbox.claim

    def slow(channel: str, now: int, limit: int, lease: int, rate: Rate | None) -> list[OutboxRow]:
        rows = claim(channel, now, limit, lease, rate)
        world.clock.advance(LEASE - 59 * SECOND)
        return rows

    world.outbox.claim = slow  # type: ignore[method-assign]
    world.send()
    assert world.provider.calls == []
    assert (world.row("k").status, world.row("k").attempts) == ("retry", 0)
