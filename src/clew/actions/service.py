"""The sender: takes released rows, calls providers, and tells the log what came of it.

Law: whatever dies when, a row's message is handed over at least once or waits for a person, and more than once only
where that is harmless or better than nothing (`OutboxRow.again`).
"""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from msgspec.structs import replace

from clew.actions.breaker import Breaker, allowed
from clew.actions.lanes import Lane, Waiting
from clew.actions.model import Accepted, Attempt, Failed, Letter, OutboxRow, Outgoing, Refused, Unknown, pack_letter
from clew.actions.outcomes import outcome_event, proposals, status_outcome
from clew.actions.pace import Rate, ready_at
from clew.actions.ports import Channel, Outbox
from clew.actions.rows import LEASE, attempted, jitter_of, made_unsendable, postponed
from clew.actions.tracking import Links
from clew.actions.writing import outgoing, written
from clew.content import Compiled, TemplateInvalid, Unrenderable
from clew.events import Event
from clew.kernel.instants import MINUTE, SECOND, Clock, Duration, Instant

BATCH = 100
"""How many rows a channel takes at once."""

MOST = 4 * BATCH
"""How many rows of a channel are in hand at once, whatever becomes of them."""

CALL: Duration = MINUTE
"""How long a call of a provider may take (`Channel.send`)."""

SHORT: Duration = SECOND
"""For how long a message is given back whose provider is slow."""

Tell = Callable[[Sequence[Event]], None]
"""Appends events to the log under the source `messages`; returns when they are durable."""

Find = Callable[[str, int], Compiled]
"""The template of an id and a version; raises `TemplateInvalid` for none."""


_Done: TypeAlias = tuple[OutboxRow, dict[str, object]]
"""A row as its attempt left it, and what else there is to tell."""


@dataclass(slots=True)
class _Line:
    """A channel at work: its lanes by target, how many of its rows are in hand, when its rate lets it take the next."""

    channel: Channel
    rate: Rate | None = None
    ready: Instant = 0
    lanes: dict[str, Lane] = field(default_factory=dict[str, Lane])
    in_hand: int = 0

    @property
    def breaker(self) -> Breaker:
        """That of the channel's only provider; one of many is asked when it is known which."""
        lane = self.lanes.get("")
        return lane.breaker if lane is not None else Breaker()


class Sender:
    """Sends what was released; belongs to one event loop. Several senders may work on one outbox.

    Law: a provider that hangs holds up its own messages and nobody else's, unless so many hang at once that all rows in
    hand are theirs (`MOST`), and then for no longer than a call lasts.
    """

    def __init__(
        self,
        outbox: Outbox,
        channels: Sequence[Channel],
        tell: Tell,
        find: Find,
        clock: Clock,
        *,
        links: Links | None = None,
    ) -> None:
        self._outbox = outbox
        self._tell = tell
        self._find = find
        self._clock = clock
        self._links = links
        self._lines = {channel.name: _Line(channel) for channel in channels}
        self._tasks: set[asyncio.Task[None]] = set()
        self._broken: BaseException | None = None
        self._done: list[_Done] = []
        self._closing = False

    def use(self, rates: Mapping[str, tuple[float, int]]) -> None:
        """Send at these rates from now on: channel to `(per second, burst)`."""
        for name, line in self._lines.items():
            rate = Rate._make(rates[name]) if name in rates else None
            if rate != line.rate:
                line.rate, line.ready = rate, 0

    @property
    def channels(self) -> Collection[str]:
        """Names of the channels it sends by."""
        return self._lines.keys()

    def add(self, channel: Channel) -> None:
        """Send by one more channel."""
        self._lines[channel.name] = _Line(channel)

    async def begin(self) -> int:
        """Take what is due on every channel and begin to send it; how many rows were taken.

        Raises whatever broke what was begun before: the log that can't be told, say.
        """
        self._raise_broken()
        self._give_back(self._clock.now())
        return sum(await asyncio.gather(*(self._take(line) for line in self._lines.values())))

    async def settle(self) -> None:
        """Wait until everything that was begun is told and given back. Raises as `begin`."""
        while self._tasks:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
            self._raise_broken()
        self._raise_broken()

    async def send_due(self) -> int:
        """Send what is due on every channel, and wait for it; how many rows were taken. Raises as `begin`."""
        taken = await self.begin()
        await self.settle()
        return taken

    def next_due(self) -> Instant | None:
        """When there will be something to do next; None while nothing is known."""
        dues = [due for name, line in self._lines.items() if (due := self._next_of(name, line)) is not None]
        return min(dues, default=None)

    def health(self, channel: str, target: str = "") -> Breaker:
        """The breaker of a channel, or of one of those that it reaches."""
        lane = self._lines[channel].lanes.get(target)
        return lane.breaker if lane is not None else Breaker()

    async def close(self) -> None:
        """Wait for the calls under way, and give back what waits and the connections of all channels."""
        for line in self._lines.values():
            for lane in line.lanes.values():
                while lane.queue:
                    self._finish(line, postponed(lane.queue.popleft().row, self._clock.now()))
        try:
            await self.settle()
        finally:
            await asyncio.gather(*(line.channel.close() for line in self._lines.values()))

    def _next_of(self, name: str, line: _Line) -> Instant | None:
        due = self._outbox.next_due(name)
        if due is None:
            return None
        return max(due, line.breaker.open_until or due, line.ready)

    async def _take(self, line: _Line) -> int:
        now, name = self._clock.now(), line.channel.name
        due = await asyncio.to_thread(self._outbox.next_due, name) if line.ready <= now else None
        most = min(BATCH, MOST - line.in_hand)
        wanted = allowed(line.breaker, now, most) if most > 0 and due is not None and due <= now else 0
        if not wanted:
            return 0
        rows = await asyncio.to_thread(self._outbox.claim, name, now, wanted, LEASE, line.rate)
        if line.rate is not None:
            bucket = await asyncio.to_thread(self._outbox.bucket, name)
            line.ready = ready_at(bucket) if bucket is not None else 0
        line.in_hand += len(rows)
        for row in rows:
            self._line_up(line, row)
            await asyncio.sleep(0)  # what is written begins its call while the next one is written
        return len(rows)

    def _line_up(self, line: _Line, row: OutboxRow) -> None:
        """Write a message and have it wait for its provider."""
        if row.status != "sending":
            self._finish(line, row)
            return
        try:
            letter = self._write(row)
            message = outgoing(row, letter, self._links)
            row = replace(row, body=pack_letter(letter))
            target = line.channel.target(message)
        except Unrenderable as error:
            self._finish(line, made_unsendable(row, f"{error.reason}:{error.path}" if error.path else error.reason))
        except TemplateInvalid as error:
            self._finish(line, made_unsendable(row, error.code))
        except Exception as error:  # the last resort: one message that can't be made must not hold up all others
            self._finish(line, made_unsendable(row, f"broken:{type(error).__name__}"))
        else:
            lane = line.lanes.setdefault(target, Lane())
            lane.queue.append(Waiting(row, message, self._clock.now()))
            self._go_on(line, lane)

    def _go_on(self, line: _Line, lane: Lane) -> None:
        """Begin the calls that a lane has room for."""
        while lane.free:
            row, message, _ = lane.queue.popleft()
            now = self._clock.now()
            if (row.due_at is not None and now > row.due_at - CALL) or not lane.open(now):
                # The breaker opened while this one stood in line, or a call would outlast the lease.
                self._finish(line, postponed(row, max(now, lane.breaker.open_until or now)))
                continue
            lane.began(now)
            self._start(self._call(line, lane, row, message))

    async def _call(self, line: _Line, lane: Lane, row: OutboxRow, message: Outgoing) -> None:
        try:
            attempt = await _called(line.channel, message)
        finally:
            lane.active -= 1
        now = self._clock.now()
        healthy = isinstance(attempt, Accepted | Refused) or (isinstance(attempt, Failed) and attempt.ours)
        lane.ended(now, healthy=healthy)
        self._finish(line, attempted(row, attempt, now, jitter_of(row.key, row.attempts)), _details(attempt))
        self._go_on(line, lane)

    def _give_back(self, now: Instant) -> None:
        """Let go of what stands in line for a slow provider, and forget the lanes that nobody needs."""
        for line in self._lines.values():
            for lane in line.lanes.values():
                for waiting in lane.weary(now):
                    self._finish(line, postponed(waiting.row, now + SHORT))
            line.lanes = {target: lane for target, lane in line.lanes.items() if not lane.spent(now)}

    def _write(self, row: OutboxRow) -> Letter:
        letter = row.letter
        action = letter.action
        template = self._find(action.template, action.version) if action.template and not letter.content else None
        return written(letter, template, self._links, self._clock.now())

    def _finish(self, line: _Line, row: OutboxRow, details: dict[str, object] | None = None) -> None:
        """Have a row closed, together with whatever else is done by then."""
        line.in_hand -= 1
        self._done.append((row, details or {}))
        if not self._closing:
            self._closing = True
            self._start(self._close_done())

    async def _close_done(self) -> None:
        try:
            while self._done:
                done, self._done = self._done, []
                await asyncio.to_thread(self._close, done)
        finally:
            self._closing = False

    def _close(self, done: Sequence[_Done]) -> None:
        """Tell the log, and only then give the rows back: in between they are under lease, and told twice is once."""
        now = self._clock.now()
        told: list[Event] = []
        for row, details in done:
            for outcome in status_outcome(row, now):
                whole = outcome._replace(details=outcome.details | details)
                told += [outcome_event(whole, row), *proposals(whole, row)]
        if told:
            self._tell(told)
        self._outbox.finish([row for row, _ in done])

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._broken = self._broken or error

    def _raise_broken(self) -> None:
        broken, self._broken = self._broken, None
        if broken is not None:
            raise broken


async def _called(channel: Channel, message: Outgoing) -> Attempt:
    """What came of a call, whatever the channel does: one that raises or hangs may have handed the message over."""
    try:
        async with asyncio.timeout(CALL / SECOND):
            return await channel.send(message)
    except TimeoutError:
        return Unknown("timeout")
    except Exception as error:  # the last resort: a channel that breaks its promise must not end the sender
        return Unknown(f"broken:{type(error).__name__}")


def _details(attempt: object) -> dict[str, object]:
    if isinstance(attempt, Accepted):
        found: dict[str, object] = {"reference": attempt.reference} if attempt.reference else {}
        return found | ({"reply": dict(attempt.reply)} if attempt.reply else {})
    if isinstance(attempt, Refused) and attempt.suppress:
        return {"suppress": attempt.suppress}
    return {}
