"""One thread that commits what waits: natural group commit, where the commit under way is the timer.

A group is handed over when the one before is durable and the event loop has read every socket that had something: so
groups are as large as the load makes them, and the two threads meet once for each group, not for each request.
"""

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import NamedTuple, TypeAlias

from clew.api.collect.errors import LogUnavailable, Overloaded, Refusal
from clew.api.collect.limits import Limits
from clew.events.ports import Arrival, EventLog

_log = logging.getLogger(__name__)


Settled: TypeAlias = Callable[[Refusal | None], None]
"""Hears, in the event loop, that an arrival is durable (None), or why it never will be."""


class _Waiting(NamedTuple):
    arrival: Arrival
    size: int
    settled: Settled


class LogWriter:
    """Appends arrivals to the log in the order they come, many in one transaction, and answers when they are durable.

    `put` and `append` are called from one event loop; the log is called from the writer's thread alone.
    Law: success is told only after the commit that holds the arrival; what is refused was not committed. Only where a
    server is lost at the very commit does nobody know: to send it again is harmless, by the ids of the events.

    Args:
        log: Where arrivals go.
        limits: How much may wait.
    """

    def __init__(self, log: EventLog, limits: Limits | None = None) -> None:
        self._log = log
        self._limits = limits or Limits()
        self._gathered: list[_Waiting] = []
        self._groups: SimpleQueue[list[_Waiting] | None] = SimpleQueue()
        self._is_committing = self._is_due = False
        self._bodies = 0
        self._bytes = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._closing = False

    @property
    def full(self) -> bool:
        """Whether as much waits as may wait, so that a request can be refused before it is read."""
        return self._bodies >= self._limits.waiting_bodies or self._bytes >= self._limits.waiting_bytes

    async def append(self, arrival: Arrival) -> None:
        """Return once the arrival is durable.

        Raises:
            Overloaded: if too much waits already.
            LogUnavailable: if the log could not commit it, or the writer is closing.
        """
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def settled(refusal: Refusal | None) -> None:
            if done.done():
                return
            if refusal is None:
                done.set_result(None)
            else:
                done.set_exception(refusal)

        self.put(arrival, settled)
        await done

    def put(self, arrival: Arrival, settled: Settled) -> None:
        """Commit the arrival soon, and say then how that went.

        Raises:
            Overloaded: if too much waits already.
            LogUnavailable: if the writer is closing.
        """
        if self.full:
            raise overloaded()
        if self._closing:
            raise _unavailable()
        loop = self._loop or self._start()
        size = len(arrival.body or b"")
        if arrival.rejects:
            size += sum(len(reject.raw) for reject in arrival.rejects)
        self._bodies += 1
        self._bytes += size
        self._gathered.append(_Waiting(arrival, size, settled))
        if not self._is_committing and not self._is_due:
            self._is_due = True
            loop.call_soon(self._hand_over)

    async def close(self) -> None:
        """Commit what waits, then stop the thread. The log stays open."""
        self._closing = True
        if self._thread is not None:
            self._groups.put(self._gathered)
            self._gathered = []
            self._groups.put(None)
            await asyncio.to_thread(self._thread.join)
            self._thread = None

    def _start(self) -> asyncio.AbstractEventLoop:
        self._loop = asyncio.get_running_loop()
        self._thread = threading.Thread(target=self._run, name="clew-log-writer", daemon=True)
        self._thread.start()
        return self._loop

    def _hand_over(self) -> None:
        self._is_due = False
        if self._gathered:
            self._is_committing = True
            self._groups.put(self._gathered)
            self._gathered = []

    def _run(self) -> None:
        while (group := self._groups.get()) is not None:
            if group:
                self._commit(group)

    def _commit(self, group: list[_Waiting]) -> None:
        if self._append(group):
            self._settle(group, failed=())
            return
        # One arrival that the log can't hold must not fail the others: each alone. Two failures in a row mean that
        # it is the log itself; then the rest is spared the wait.
        failed: list[_Waiting] = []
        streak = 0
        for waiting in group if len(group) > 1 else ():
            if streak < 2 and self._append([waiting]):
                streak = 0
            else:
                streak += 1
                failed.append(waiting)
        self._settle(group, failed=failed if len(group) > 1 else group)

    def _append(self, group: Sequence[_Waiting]) -> bool:
        try:
            self._log.append([waiting.arrival for waiting in group])
        except Exception as error:
            # The text of the error could quote a value; its type can't.
            _log.error("the log refused %d bodies: %s", len(group), type(error).__name__)
            return False
        return True

    def _settle(self, group: Sequence[_Waiting], failed: Sequence[_Waiting]) -> None:
        assert self._loop is not None  # noqa: S101 - set before the thread starts
        try:
            self._loop.call_soon_threadsafe(self._answer, group, failed)
        except RuntimeError:  # the loop is closed: nobody waits any more, and what is committed is committed
            _log.warning("%d bodies were settled after the server had stopped", len(group))

    def _answer(self, group: Sequence[_Waiting], failed: Sequence[_Waiting]) -> None:
        assert self._loop is not None  # noqa: S101 - set before the thread starts
        self._is_committing = False
        if not self._is_due:
            self._is_due = True
            self._loop.call_soon(self._hand_over)
        self._bodies -= len(group)
        for waiting in group:
            self._bytes -= waiting.size
        refusal = _unavailable() if failed else None
        lost = set(map(id, failed))
        for waiting in group:
            waiting.settled(refusal if id(waiting) in lost else None)


def overloaded() -> Overloaded:
    """More waits for the log than may wait."""
    return Overloaded("too much waits to be stored", hint="send it again after the seconds in Retry-After")


def _unavailable() -> LogUnavailable:
    return LogUnavailable("the log could not store the events", hint="send them again: events with an id count once")
