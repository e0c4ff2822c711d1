"""The nursery process: it has loaded what several roles load, and forks for each one that the supervisor asks for.

A fork is whole only if nothing was under way: this process opens nothing, runs no loop and has one thread. What begins
threads as soon as it is loaded (Arrow) or is one role's alone (the API's routes, DuckDB) is for the roles to load. It
ends with the supervisor, however that ends, and its roles with it.
"""

import gc
import importlib
import os
import selectors
import socket
import sys
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

import setproctitle

from clew.kernel.packing import from_json, to_json
from clew.runtime.nursery import MESSAGE_BYTES
from clew.runtime.supervise import PARENT_PIPE, READY_PIPE, run_role

SHARED = ("asyncio", "uvicorn", "clew.runtime.workspace")
"""What is loaded before the first fork: the workspace with the engine under it is all roles', the server is two's."""

_BLAS_THREADS = "OPENBLAS_NUM_THREADS"


@dataclass(frozen=True, slots=True)
class Birth:
    """A process to begin as.

    Attributes:
        name: What it is called in messages.
        module: Whose `main` it runs.
        arguments: For that.
        keeps: The descriptors that it inherits.
        ready: Written to once it serves.
        life: Ends when the nursery does.
    """

    name: str
    module: str
    arguments: Sequence[str]
    keeps: Sequence[int]
    ready: int
    life: int

    def live(self) -> None:
        """Be that process, as if the interpreter had been started for it."""
        os.setpgid(0, 0)
        os.environ[PARENT_PIPE], os.environ[READY_PIPE] = str(self.life), str(self.ready)
        setproctitle.setproctitle(" ".join((sys.executable, "-m", self.module, *self.arguments)))
        sys.argv = [self.module, *self.arguments]
        module = importlib.import_module(self.module)
        # What loading has made stays: it is looked through no more, here as in the nursery.
        gc.freeze()
        gc.enable()
        run_role(self.name, module.main)


class Nurse:
    """The nursery at work: takes orders, tells of ends.

    Args:
        link: To the supervisor.
    """

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._life, self._life_write = os.pipe()
        self._looks = selectors.DefaultSelector()
        self._looks.register(link, selectors.EVENT_READ)

    def next_birth(self) -> Birth:
        """Work until the supervisor is gone, which ends this process; each child comes back from here."""
        while True:
            for key, _ in self._looks.select():
                if key.fileobj is not self._link:
                    self._tell_end(key.fd, key.data)
                elif (birth := self._take_order()) is not None:
                    return birth

    def close(self) -> None:
        """In a child: let go of all that is the nursery's."""
        for key in list(self._looks.get_map().values()):
            if key.fileobj is not self._link:
                os.close(key.fd)
        self._looks.close()
        self._link.close()
        os.close(self._life_write)

    def _take_order(self) -> Birth | None:
        said, ready = b"", list[int]()
        with suppress(OSError):  # the supervisor was killed: that has as many names as moments at which it can be
            said, ready, _, _ = socket.recv_fds(self._link, MESSAGE_BYTES, 1)
        if not said:
            os._exit(0)  # nobody is left to serve
        birth = Birth(*from_json(said), ready=ready[0], life=self._life)
        if not (pid := os.fork()):
            return birth
        os.close(birth.ready)
        # The handle is this very process: no other can have its number before its end has been told.
        handle = os.pidfd_open(pid)
        self._looks.register(handle, selectors.EVENT_READ, pid)
        self._say(pid, handle)
        return None

    def _tell_end(self, handle: int, pid: int) -> None:
        _, status = os.waitpid(pid, 0)
        self._looks.unregister(handle)
        os.close(handle)
        self._say([pid, os.waitstatus_to_exitcode(status)])

    def _say(self, what: int | list[int], *handles: int) -> None:
        with suppress(OSError):  # the supervisor has just gone: that is read next
            socket.send_fds(self._link, [to_json(what)], handles)


def main(link: int, *descriptors: int) -> None:
    """Load, then fork; only children return from the fork, and go on as what they are.

    Args:
        link: The socket to the supervisor.
        descriptors: What the children may inherit, each its own.
    """
    load()
    if not (is_alone() and _has_handles()):
        sys.exit(1)  # the supervisor does without us
    with socket.socket(fileno=link) as supervisor, closing(Nurse(supervisor)) as nurse:
        birth = nurse.next_birth()
    for descriptor in set(descriptors) - set(birth.keeps):
        os.close(descriptor)
    birth.live()


def load() -> None:
    """Load what is shared, so that nobody will look through it for garbage, which would copy its pages."""
    gc.disable()
    # NumPy's library makes a thread for each core when it is loaded; no role multiplies matrices.
    before = os.environ.get(_BLAS_THREADS)
    os.environ[_BLAS_THREADS] = "1"
    for module in SHARED:
        importlib.import_module(module)
    os.environ.pop(_BLAS_THREADS)
    if before is not None:
        os.environ[_BLAS_THREADS] = before
    gc.freeze()


def is_alone() -> bool:
    """Whether this process has one thread, those counted that libraries began, or what watches every process here."""
    return len(list(Path("/proc/self/task").iterdir())) == 1


def _has_handles() -> bool:
    """Whether the kernel gives handles of processes; some sandboxes forbid it."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
