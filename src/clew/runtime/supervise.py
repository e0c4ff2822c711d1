"""One command for all roles: starts a process for each, restarts what dies, ends them together.

The parent holds the listening socket, so that connections wait instead of failing while the collector restarts. A
pipe to each child ends when the parent dies, however it dies, and the child with it.
"""

import contextlib
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import FrameType

_QUICK_DEATHS = 5
_QUICK_WINDOW_SECONDS = 60.0
_GRACE_SECONDS = 10.0
PARENT_PIPE = "CLEW_PARENT_PIPE"
READY_PIPE = "CLEW_READY_PIPE"


@dataclass(slots=True)
class Role:
    """A process to keep alive.

    Attributes:
        name: What it is called in messages.
        arguments: Its command line after the interpreter.
        descriptors: File descriptors that it inherits.
    """

    name: str
    arguments: Sequence[str]
    descriptors: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    starts: list[float] = field(default_factory=list[float])


class Supervisor:
    """Keeps roles alive until told to stop."""

    def __init__(self, roles: Sequence[Role], *, report: Callable[[str], None]) -> None:
        self._roles = roles
        self._report = report
        self._stopping = False
        # The read end goes to every child; only this process holds the write end.
        self._life_read, self._life_write = os.pipe()
        os.set_inheritable(self._life_write, False)  # noqa: FBT003  (positional only)

    def start(self, timeout_seconds: float = 120.0) -> bool:
        """Start every role and wait until all say that they are ready."""
        ready = [self._start(role) for role in self._roles]
        deadline = time.monotonic() + timeout_seconds
        return all(_wait_ready(pipe, deadline) for pipe in ready)

    def run(self) -> int:
        """Watch until a signal or until a role can't be kept alive; the exit code."""
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)
        code = 0
        while not self._stopping:
            time.sleep(0.1)
            for role in self._roles:
                if role.process is None or role.process.poll() is None or self._stopping:
                    continue
                self._report(f"{role.name} ended with {role.process.returncode}; starting it again")
                if not self._restart(role):
                    self._report(f"{role.name} ended {_QUICK_DEATHS} times within a minute; giving up")
                    code, self._stopping = 1, True
        self.stop()
        return code

    def stop(self) -> None:
        """End every role: politely, then by force."""
        running = [role.process for role in self._roles if role.process is not None and role.process.poll() is None]
        for process in running:
            process.terminate()
        deadline = time.monotonic() + _GRACE_SECONDS
        for process in running:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _restart(self, role: Role) -> bool:
        now = time.monotonic()
        role.starts = [start for start in role.starts if now - start < _QUICK_WINDOW_SECONDS]
        if len(role.starts) >= _QUICK_DEATHS:
            return False
        time.sleep(0.05 * 2 ** len(role.starts))
        os.close(self._start(role))
        return True

    def _start(self, role: Role) -> int:
        ready_read, ready_write = os.pipe()
        kept = (self._life_read, ready_write, *role.descriptors)
        environment = {**os.environ, PARENT_PIPE: str(self._life_read), READY_PIPE: str(ready_write)}
        role.process = subprocess.Popen(  # noqa: S603  (our own interpreter and modules)
            [sys.executable, *role.arguments], pass_fds=kept, env=environment
        )
        os.close(ready_write)
        role.starts.append(time.monotonic())
        return ready_read


def _wait_ready(pipe: int, deadline: float) -> bool:
    """Whether the child said that it is ready before it ended or time ran out."""
    try:
        readable, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
        return bool(readable) and os.read(pipe, 1) == b"r"
    finally:
        os.close(pipe)


def follow_parent() -> None:
    """In a child: end at once when the supervisor is gone, so that no role outlives its command."""
    pipe = os.environ.get(PARENT_PIPE)
    if pipe is None:
        return

    def wait() -> None:
        os.read(int(pipe), 1)
        os._exit(1)

    threading.Thread(target=wait, name="follow-parent", daemon=True).start()


def say_ready() -> None:
    """In a child: tell the supervisor that this role serves now."""
    pipe = os.environ.pop(READY_PIPE, None)
    if pipe is not None:
        with contextlib.suppress(BrokenPipeError):  # the supervisor has given up waiting, and will end this role
            os.write(int(pipe), b"r")
        os.close(int(pipe))
