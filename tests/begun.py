"""Processes that tests begin again and again: forked by one that has loaded what they share, where that can be."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO

from clew.runtime.nursery import FORKS, Forked, Nursery
from clew.runtime.supervise import READY_PIPE

Process = Forked | subprocess.Popen[bytes]
Begin = Callable[..., tuple[Process, BinaryIO]]
"""`begin(*arguments) -> (process, said)`: what it writes to its pipe for readiness can be read there."""


@contextmanager
def beginning(module: str) -> Iterator[Begin]:
    """Begins processes that run the `main` of a module, until the block ends."""
    nursery = Nursery() if FORKS else None

    def begin(*arguments: str) -> tuple[Process, BinaryIO]:
        said, write = os.pipe()
        process: Process | None = nursery.fork(module, module, arguments, (), write) if nursery else None
        if process is None:
            environment = {**os.environ, READY_PIPE: str(write)}
            process = subprocess.Popen([sys.executable, "-m", module, *arguments], pass_fds=[write], env=environment)
        os.close(write)
        return process, os.fdopen(said, "rb")

    yield begin
    if nursery is not None:
        nursery.close()
