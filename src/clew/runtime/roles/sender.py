"""The sender process: hands released messages to their channels; until there is one, it only looks.

However it ends, what it had in hand is under lease: it is sent again where that is harmless, else a person is asked.
"""

import asyncio
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

from clew.runtime.bell import NO_BELL, hush
from clew.runtime.channels import smtp_settings
from clew.runtime.clock import SystemClock
from clew.runtime.supervise import follow_parent, run_role, say_ready
from clew.runtime.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from clew.runtime.sending import Mailroom

_SHORTEST_WAIT = 0.005
_LONGEST_WAIT = 0.05
"""Seconds between two looks: for what becomes due by time, what another machine's engine releases, and lost rings."""

_THREADS = 64


def main(data: str, address: str, bell: str = NO_BELL) -> None:
    """Run until told to stop; calls that are under way are waited for.

    Args:
        data: Folder of the workspace.
        address: Where links of messages lead.
        bell: What the engine rings when there is something to send.
    """
    follow_parent()
    with open_workspace(data, SystemClock()) as workspace:
        smtp_settings(workspace.secret)  # what is wrong with it is said now, not at the first mail
        asyncio.run(_send(workspace, address, bell))


async def _send(workspace: Workspace, address: str, bell: str) -> None:
    stopping, called = False, asyncio.Event()
    loop = asyncio.get_running_loop()
    # Names are looked up in threads: hosts whose names hang must not take those in which the outbox is read.
    loop.set_default_executor(ThreadPoolExecutor(_THREADS, "sender"))

    def stop() -> None:
        nonlocal stopping
        stopping = True
        called.set()

    def hear() -> None:
        hush(int(bell))
        called.set()

    loop.add_signal_handler(signal.SIGTERM, stop)
    if bell:
        loop.add_reader(int(bell), hear)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    say_ready()
    mailroom: Mailroom | None = None
    wait = _SHORTEST_WAIT
    while not stopping:
        called.clear()
        if _is_due(workspace, mailroom):
            mailroom = mailroom or _open(workspace, address)
            if await mailroom.turn():
                wait = _SHORTEST_WAIT
                continue
        with suppress(TimeoutError):
            await asyncio.wait_for(called.wait(), wait)
        wait = min(wait * 1.5, _LONGEST_WAIT)
    if mailroom is not None:
        await mailroom.close()


def _is_due(workspace: Workspace, mailroom: "Mailroom | None") -> bool:
    names = workspace.outbox.waiting()
    if mailroom is not None and names and mailroom.serves(names):
        due = mailroom.next_due()
    else:
        dues = (workspace.outbox.next_due(name) for name in names)
        due = min((each for each in dues if each is not None), default=None)
    return due is not None and due <= workspace.clock.now()


def _open(workspace: Workspace, address: str) -> "Mailroom":
    # Templates and HTTP take a second to load: who sends nothing never pays it.
    from clew.runtime.sending import Mailroom  # noqa: PLC0415

    return Mailroom(workspace, address)


if __name__ == "__main__":
    run_role("sender", main)
