"""Processes that need not load what several of them load: one that has it loaded, the nursery, forks for each.

This is the supervisor's side of it; the process itself is `clew.runtime.roles.nursery`. A fork shares the memory of
what was loaded before it, and begins within milliseconds. It is the nursery's child, and ends with it.
"""

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterable, Sequence

from clew.kernel.packing import from_json, to_json

FORKS = sys.platform == "linux" and hasattr(os, "pidfd_open")
"""Whether processes may be forked here: elsewhere the system's own libraries forbid it, or a process has no handle."""

LOST = -signal.SIGKILL
"""How a process ended whose nursery ended before it could tell: with the nursery, which somebody killed."""

MESSAGE_BYTES = 1 << 16
_MODULE = "clew.runtime.roles.nursery"
_PATIENCE_SECONDS = 60.0
_GRACE_SECONDS = 5.0


class Forked:
    """A forked process, to be used like one of `subprocess`.

    Attributes:
        pid: Its process id.
        returncode: How it ended: its exit code, or the negative number of a signal; None while it runs.
    """

    def __init__(self, pid: int, handle: int, nursery: "Nursery") -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._handle = handle
        self._nursery = nursery

    def poll(self) -> int | None:
        """How it ended; None while it runs."""
        return self._look(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end.

        Raises:
            subprocess.TimeoutExpired: if it still runs then.
        """
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(str(self.pid), timeout or 0)
        return code

    def terminate(self) -> None:
        """Ask it to end."""
        self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self._signal(signal.SIGKILL)

    def _look(self, timeout: float | None) -> int | None:
        if self.returncode is None and select.select([self._handle], [], [], timeout)[0]:
            self.returncode = self._nursery.code_of(self.pid)
            os.close(self._handle)
        return self.returncode

    def _signal(self, number: int) -> None:
        if self.poll() is None:
            signal.pidfd_send_signal(self._handle, number)


class Nursery:
    """A running nursery.

    Args:
        descriptors: What any of the processes is to inherit.
    """

    def __init__(self, descriptors: Iterable[int] = ()) -> None:
        self._link, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._link.settimeout(_PATIENCE_SECONDS)
        self._codes: dict[int, int] = {}
        with theirs:
            kept = (theirs.fileno(), *descriptors)
            self._process = subprocess.Popen(  # noqa: S603  (our own interpreter and module)
                [sys.executable, "-m", _MODULE, *map(str, kept)],
                pass_fds=kept,
                process_group=0,
            )

    def fork(self, name: str, module: str, arguments: Sequence[str], keeps: Sequence[int], ready: int) -> Forked | None:
        """A new process that runs the `main` of a module; None if there can't be one.

        Args:
            name: What it is called in messages.
            module: Whose `main` it runs.
            arguments: For that.
            keeps: The descriptors that it inherits.
            ready: Written to once it serves.
        """
        try:
            socket.send_fds(self._link, [to_json([name, module, list(arguments), list(keeps)])], [ready])
            while True:
                said, handles, _, _ = socket.recv_fds(self._link, MESSAGE_BYTES, 1)
                if not said:
                    return None
                if handles:
                    return Forked(from_json(said), handles[0], self)
                self._take(said)
        except OSError:
            return None

    def code_of(self, pid: int) -> int:
        """How a process ended, once it has."""
        try:
            while pid not in self._codes and (said := self._link.recv(MESSAGE_BYTES)):
                self._take(said)
        except OSError:
            pass
        return self._codes.pop(pid, LOST)

    def close(self) -> None:
        """End it, and every process that it has forked."""
        self._link.close()
        try:
            self._process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _take(self, said: bytes) -> None:
        pid, code = from_json(said)
        self._codes[pid] = code
