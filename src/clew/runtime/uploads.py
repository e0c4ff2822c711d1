"""Files that people send, as a place that holds personal data: how long they stay, and what an erasure takes.

Whoever writes or imports a file holds a lock on it, which every process sees and which ends with its holder.
"""

import fcntl
import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from clew.kernel.instants import DAY, SECOND, Instant
from clew.privacy import Disclosure, ErasureOrder, Subject

_FIGURES = re.compile(r"[0-9a-f]{16}\.json")
"""What is kept of a file: its name, and how many rows came to what."""


class Uploads:
    """Fulfils `privacy.ports.PersonalDataHolder` over the folder of uploads.

    Law: after `tidy` no file is older than a day, half-sent ones included, but those that somebody holds.

    Args:
        folder: Of the workspace.
    """

    places = ("uploads",)

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "uploads"

    def tidy(self, now: Instant) -> int:
        """Delete what came more than a day ago; how many files went."""
        return self._unlink(now - DAY)

    def erase(self, orders: Sequence[ErasureOrder]) -> Mapping[str, int]:
        """Delete every file, as nobody is looked for in it: it can be sent again, and then knows who is erased."""
        return {"uploads": self._unlink(None) if orders else 0}

    def export(self, subject: Subject) -> Iterator[Disclosure]:
        """Nothing: whom a file is about is known when it is imported."""
        del subject
        yield from ()

    def _unlink(self, before: Instant | None) -> int:
        gone = 0
        for path in self.folder.glob("*"):
            if _FIGURES.fullmatch(path.name):
                continue
            with suppress(FileNotFoundError, BlockingIOError), path.open("rb") as handle, held(handle):
                if before is None or path.stat().st_mtime * SECOND < before:
                    path.unlink()
                    gone += 1
        return gone


@contextmanager
def held(handle: IO[bytes]) -> Generator[None]:
    """Keep a file from being deleted meanwhile.

    Raises:
        BlockingIOError: if somebody else holds it.
    """
    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    try:
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)
