"""The sender: takes released rows, calls providers, and tells the log what came of it.

Law: whatever dies when, a row's message is handed over at least once or waits for a person, and more than once only
where that is harmless or better than nothing (`OutboxRow.again`).
"""

import asyncio
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from msgspec.structs import replace

from clew.actions.breaker import Breaker, allowed, began, ended
from clew.actions.model import Accepted, Attempt, Failed, Letter, OutboxRow, Outgoing, Refused, Unknown, pack_letter
from clew.actions.outcomes import Outcome, outcome_event, status_outcome
from clew.actions.pace import Bucket, full, ready_at, take
from clew.actions.ports import Channel, Outbox
from clew.actions.rows import LEASE, attempted, jitter_of, made_unsendable, postponed
from clew.actions.tracking import Links
from clew.actions.writing import outgoing, written
from clew.content import Compiled, TemplateInvalid, Unrenderable
from clew.events import Event
from clew.kernel.instants import MINUTE, SECOND, Clock, Duration, Instant

BATCH = 100
"""How many rows a channel takes at once."""

CALL: Duration = MINUTE
"""How long a call of a provider may take (`Channel.send`)."""

TOGETHER = 20
"""How many calls of one provider are under way at once."""

Tell = Callable[[Sequence[Event]], None]
"""Appends events to the log under the source `messages`; returns when they are durable."""

Find = Callable[[str, int], Compiled]
"""The template of an id and a version; raises `TemplateInvalid` for none."""


_Done: TypeAlias = tuple[OutboxRow, dict[str, object]]
"""A row as its attempt left it, and what else there is to tell."""


@dataclass(slots=True)
class _Line:
    """A channel at work."""

    channel: Channel
    breaker: Breaker = field(default_factory=Breaker)
    bucket: Bucket | None = None


class Sender:
    """Sends what was released; belongs to one event loop. Several senders may work on one outbox."""

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

    def use(self, rates: Mapping[str, tuple[float, int]]) -> None:
        """Send at these rates from now on: channel to `(per second, burst)`."""
        now = self._clock.now()
        for name, line in self._lines.items():
            rate = rates.get(name)
            if rate is None:
                line.bucket = None
            elif line.bucket is None or (line.bucket.per_second, line.bucket.burst) != rate:
                line.bucket = full(*rate, now)

    @property
    def channels(self) -> Collection[str]:
        """Names of the channels it sends by."""
        return self._lines.keys()

    def add(self, channel: Channel) -> None:
        """Send by one more channel."""
        self._lines[channel.name] = _Line(channel)

    async def send_due(self) -> int:
        """Send what is due on every channel; how many rows were taken."""
        return sum(await asyncio.gather(*(self._send_due(line) for line in self._lines.values())))

    def next_due(self) -> Instant | None:
        """When there will be something to do next; None while nothing is known."""
        dues = [due for name, line in self._lines.items() if (due := self._next_of(name, line)) is not None]
        return min(dues, default=None)

    @property
    def health(self) -> Mapping[str, Breaker]:
        """The breaker of every channel."""
        return {name: line.breaker for name, line in self._lines.items()}

    async def close(self) -> None:
        """Give back the connections of all channels."""
        await asyncio.gather(*(line.channel.close() for line in self._lines.values()))

    def _next_of(self, name: str, line: _Line) -> Instant | None:
        due = self._outbox.next_due(name)
        if due is None:
            return None
        gates = [due, line.breaker.open_until or due, ready_at(line.bucket) if line.bucket else due]
        return max(gates)

    async def _send_due(self, line: _Line) -> int:
        now = self._clock.now()
        due = await asyncio.to_thread(self._outbox.next_due, line.channel.name)
        wanted = allowed(line.breaker, now, BATCH) if due is not None and due <= now else 0
        if line.bucket is not None:
            line.bucket, wanted = take(line.bucket, wanted, now)
        if not wanted:
            return 0
        rows = await asyncio.to_thread(self._outbox.claim, line.channel.name, now, wanted, LEASE)
        if line.bucket is not None and len(rows) < wanted:
            line.bucket = line.bucket._replace(level=line.bucket.level + wanted - len(rows))
        if rows:
            gate = asyncio.Semaphore(TOGETHER)
            done = await asyncio.gather(*(self._handle(line, row, gate) for row in rows))
            await asyncio.to_thread(self._close, done)
        return len(rows)

    async def _handle(self, line: _Line, row: OutboxRow, gate: asyncio.Semaphore) -> _Done:
        if row.status != "sending":
            return row, {}
        try:
            letter = self._write(row)
            message = outgoing(row, letter, self._links)
            row = replace(row, body=pack_letter(letter))
        except Unrenderable as error:
            return made_unsendable(row, f"{error.reason}:{error.path}" if error.path else error.reason), {}
        except TemplateInvalid as error:
            return made_unsendable(row, error.code), {}
        except Exception as error:  # the last resort: one message that can't be made must not hold up all others
            return made_unsendable(row, f"broken:{type(error).__name__}"), {}
        async with gate:
            now = self._clock.now()
            late = row.due_at is not None and now > row.due_at - CALL
            if late or not allowed(line.breaker, now, 1):
                # The breaker opened while this one stood in line, or a call would outlast the lease.
                return postponed(row, max(now, line.breaker.open_until or now)), {}
            line.breaker = began(line.breaker, now)
            attempt = await _called(line.channel, message)
        now = self._clock.now()
        healthy = isinstance(attempt, Accepted | Refused) or (isinstance(attempt, Failed) and attempt.ours)
        line.breaker = ended(line.breaker, now, healthy=healthy)
        return attempted(row, attempt, now, jitter_of(row.key, row.attempts)), _details(attempt)

    def _write(self, row: OutboxRow) -> Letter:
        letter = row.letter
        action = letter.action
        template = self._find(action.template, action.version) if action.template and not letter.content else None
        return written(letter, template, self._links, self._clock.now())

    def _close(self, done: Sequence[_Done]) -> None:
        """Tell the log, and only then give the rows back: in between they are under lease, and told twice is once."""
        now = self._clock.now()
        told = [
            outcome_event(Outcome(o.key, o.happening, o.at, o.details | details, o.place), row)
            for row, details in done
            for o in status_outcome(row, now)
        ]
        if told:
            self._tell(told)
        self._outbox.finish([row for row, _ in done])


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
