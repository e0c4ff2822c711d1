"""A workspace served as a user serves it, or its engine alone; and what the processes use."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from clew.runtime.clock import SystemClock
from clew.runtime.supervise import Role, Supervisor
from clew.runtime.workspace import open_workspace

_PATIENCE_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Roles:
    """What the processes of the roles use, as Linux tells it; elsewhere nothing is known.

    Attributes:
        parent: The process that started them.
    """

    parent: int

    def cpu_seconds(self, role: str) -> float:
        """Processor time that a role has used so far; 0 where it is not known."""
        pid = self._pid(role)
        if pid is None:
            return 0.0
        # The fields after the command's closing parenthesis; user and system time are the 12th and 13th of them.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_bytes(self, role: str) -> int:
        """The most memory that a role ever held; 0 where it is not known."""
        pid = self._pid(role)
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text()) if pid else None
        return int(found[1]) * 1_024 if found else 0

    def _pid(self, role: str) -> int | None:
        for pid in _descendants(self.parent):
            if f"clew.runtime.roles.{role}" in Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").split():
                return pid
        return None


def _descendants(parent: int) -> Iterator[int]:
    """Who was begun by a process, and by those; roles may be forked by one that stands between."""
    children = Path(f"/proc/{parent}/task/{parent}/children")
    for pid in children.read_text().split() if children.exists() else ():
        yield int(pid)
        yield from _descendants(int(pid))


@dataclass(frozen=True, slots=True)
class Served:
    """A running server.

    Attributes:
        port: Where it listens on loopback.
        write_key: For events, of a source of its own.
        api_key: For everything else.
        start_seconds: From the command to the first answer.
        roles: Its processes.
    """

    port: int
    write_key: str
    api_key: str
    start_seconds: float
    roles: Roles


@contextmanager
def served(folder: Path, settings: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Serve a workspace until the block ends, with these variables set for it alone."""
    clock, port = SystemClock(), _free_port()
    with open_workspace(folder, clock) as workspace:
        # A source has two live keys at most, and a workspace may be served more often than that.
        write_key = workspace.access.create_write_key(f"bench-{port}", now=clock.now()).text
        api_key = workspace.access.create_api_key(f"bench-{port}", now=clock.now()).text
    command = [sys.executable, "-m", "clew", "serve", "--data", str(folder), "--port", str(port)]
    begun = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, **(settings or {})})
    try:
        _await_answer(process, port)
        yield Served(port, write_key, api_key, time.perf_counter() - begun, Roles(process.pid))
    finally:
        process.terminate()
        process.wait(30)


@contextmanager
def engine_alone(folder: Path) -> Iterator[Roles]:
    """Run the engine with its keeper, as `clew serve` does, but nothing that takes or answers requests."""
    roles = [Role(name, f"clew.runtime.roles.{name}", [str(folder)]) for name in ("engine", "keeper")]
    supervisor = Supervisor(roles, report=sys.stderr.write)
    try:
        if not supervisor.start():
            raise RuntimeError("the engine did not start: its message stands above")
        yield Roles(os.getpid())
    finally:
        supervisor.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _await_answer(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not _ready(port):
        if process.poll() is not None:
            raise RuntimeError(f"`clew serve` ended with {process.returncode}: its message stands above")
        if time.monotonic() > deadline:
            raise RuntimeError("`clew serve` did not answer")
        time.sleep(0.01)


def _ready(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
