"""One command for all roles: starts a process for each, restarts what dies, ends them together.

The parent holds the listening socket, so that connections wait instead of failing while the collector restarts. A
pipe to each child ends when the parent dies, however it dies, and the child with it. Where that is safe, the children
are forked by a process that has loaded what they share; see `nursery`.
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
from dataclasses import dataclass
from types import FrameType

from clew.kernel.errors import ClewError
from clew.runtime.extras import do_without_extras
from clew.runtime.nursery import FORKS, Forked, Nursery

_STILLBIRTHS = 5
_GRACE_SECONDS = 10.0
_LOOK_SECONDS = 0.1
PARENT_PIPE = "CLEW_PARENT_PIPE"
READY_PIPE = "CLEW_READY_PIPE"


@dataclass(slots=True)
class Role:
    """A process to keep alive.

    Attributes:
        name: What it is called in messages.
        module: Whose `main` it runs.
        arguments: For that.
        descriptors: File descriptors that it inherits.
        process: The running one.
        ready: Pipe from which one byte comes when it serves.
        stillbirths: How often in a row it ended before it served.
    """

    name: str
    module: str
    arguments: Sequence[str]
    descriptors: Sequence[int] = ()
    process: subprocess.Popen[bytes] | Forked | None = None
    ready: int = -1
    stillbirths: int = 0


class Supervisor:
    """Keeps roles alive until told to stop.

    Args:
        roles: Which.
        report: Takes lines for people.
        forks: Whether they may be forked; a single one gains nothing by it.
    """

    def __init__(self, roles: Sequence[Role], *, report: Callable[[str], None], forks: bool = FORKS) -> None:
        self._roles = roles
        self._report = report
        self._forks = forks and len(roles) > 1
        self._nursery: Nursery | None = None
        self.stopping = False
        """Whether a signal came."""
        # The read end goes to every child; only this process holds the write end.
        self._life_read, self._life_write = os.pipe()
        os.set_inheritable(self._life_write, False)  # noqa: FBT003  (positional only)

    def heed_signals(self) -> None:
        """From now on SIGTERM and SIGINT end it in order, while it starts as well as while it runs."""
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)

    def start(self, timeout_seconds: float = 120.0) -> bool:
        """Start every role and wait until all say that they are ready; False if one ends, or a signal comes, before."""
        for role in self._roles:
            self._start(role)
        deadline = time.monotonic() + timeout_seconds
        return all(self._comes_up(role, deadline) for role in self._roles)

    def _comes_up(self, role: Role, deadline: float) -> bool:
        while not self.stopping and time.monotonic() < deadline:
            if _was_ready(role, _LOOK_SECONDS):
                return True
            if role.process is None or role.process.poll() is not None:
                return False
        return False

    def run(self) -> int:
        """Watch until a signal or until a role can't be kept alive; the exit code."""
        code = 0
        while not self.stopping:
            time.sleep(_LOOK_SECONDS)
            for role in self._roles:
                if role.process is None or role.process.poll() is None or self.stopping:
                    continue
                self._report(f"{role.name} ended with {role.process.returncode}; starting it again")
                if not self._restart(role):
                    self._report(f"{role.name} ended {_STILLBIRTHS} times before it served; giving up")
                    code, self.stopping = 1, True
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
        self._close_nursery()

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _restart(self, role: Role) -> bool:
        """Start a role again, after a pause that grows while it does not come up; False when it never does."""
        # Killed from outside is not its own fault: only ending by itself counts against it.
        killed = role.process is not None and (role.process.returncode or 0) < 0
        role.stillbirths = 0 if _was_ready(role, 0) else role.stillbirths + (not killed)
        if role.stillbirths >= _STILLBIRTHS:
            return False
        time.sleep(0.05 * 2**role.stillbirths)
        self._start(role)
        return True

    def _start(self, role: Role) -> None:
        if role.ready >= 0:
            os.close(role.ready)
        role.ready, ready_write = os.pipe()
        try:
            role.process = self._fork(role, ready_write) or self._spawn(role, ready_write)
        finally:
            os.close(ready_write)

    def _fork(self, role: Role, ready: int) -> Forked | None:
        """None where there is no nursery; one that has worked and was killed is followed by another."""
        while self._forks:
            is_new = self._nursery is None
            if self._nursery is None:
                self._nursery = Nursery({number for each in self._roles for number in each.descriptors})
            process = self._nursery.fork(role.name, role.module, role.arguments, role.descriptors, ready)
            if process is not None:
                return process
            self._close_nursery()
            self._forks = not is_new
        return None

    def _spawn(self, role: Role, ready: int) -> subprocess.Popen[bytes]:
        kept = (self._life_read, ready, *role.descriptors)
        environment = {**os.environ, PARENT_PIPE: str(self._life_read), READY_PIPE: str(ready)}
        return subprocess.Popen(  # noqa: S603  (our own interpreter and modules)
            [sys.executable, "-m", role.module, *role.arguments],
            pass_fds=kept,
            env=environment,
            process_group=0,  # Ctrl-C is for the supervisor, which ends the roles in order
        )

    def _close_nursery(self) -> None:
        if self._nursery is not None:
            self._nursery.close()
            self._nursery = None


def _was_ready(role: Role, timeout_seconds: float) -> bool:
    """Whether the role has said that it serves; waits until it does, ends, or time runs out."""
    if role.ready < 0:
        return True
    readable, _, _ = select.select([role.ready], [], [], max(0.0, timeout_seconds))
    if not readable or os.read(role.ready, 1) != b"r":
        return False
    os.close(role.ready)
    role.ready = -1
    return True


def run_role(name: str, main: Callable[..., None]) -> None:
    """In a child: run its `main` with the arguments; what a person can mend is told in one line, as commands do it."""
    do_without_extras()
    try:
        main(*sys.argv[1:])
    except ClewError as error:
        sys.stderr.write(f"{name}: error: {error}\n")
        sys.exit(1)


def follow_parent() -> None:
    """In a child: end at once when the supervisor is gone, so that no role outlives its command."""
    pipe = os.environ.get(PARENT_PIPE)
    if pipe is None:
        return

    def wait() -> None:
        os.read(int(pipe), 1)
        os._exit(1)

    threading.Thread(target=wait, name="follow-parent", daemon=True).start()


def lifeline() -> tuple[int, ...]:
    """What a child's own child must inherit, so that `follow_parent` holds for that too."""
    pipe = os.environ.get(PARENT_PIPE)
    return () if pipe is None else (int(pipe),)


def say_ready() -> None:
    """In a child: tell the supervisor that this role serves now."""
    pipe = os.environ.pop(READY_PIPE, None)
    if pipe is not None:
        with contextlib.suppress(BrokenPipeError):  # the supervisor has given up waiting, and will end this role
            os.write(int(pipe), b"r")
        os.close(int(pipe))
