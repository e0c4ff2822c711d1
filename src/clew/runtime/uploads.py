"""Files that people send, as a place that holds personal data: how long they stay, and what an erasure takes.

Whoever writes or imports a file holds a lock on it, which every process sees and which ends with its holder.
"""

import fcntl
import re
from collections.abc import Generator, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from clew.kernel.instants import DAY, SECOND, Instant
from clew.privacy import Disclosure, ErasureOrder, StillRead, Subject

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
        self._held: dict[str, Set[Path]] = {}
        """Of each order, the files that somebody held when it came."""

    def tidy(self, now: Instant) -> int:
        """Delete what came more than a day ago; how many files went."""
        gone, _ = self._unlink(self._files(), before=now - DAY)
        return gone

    def erase(self, orders: Sequence[ErasureOrder]) -> Mapping[str, int]:
        """Delete every file, as nobody is looked for in it: it can be sent again, and then knows who is erased.

        Raises:
            StillRead: if one is being imported; it goes when that has ended. What comes meanwhile is left alone.
        """
        fresh = {order.id for order in orders} - self._held.keys()
        asked = self._files() if fresh else {path for order in orders for path in self._held[order.id]}
        gone, held = self._unlink(asked)
        self._held = {order.id: held & self._held.get(order.id, held) for order in orders}
        self._held = {order: paths for order, paths in self._held.items() if paths}
        if self._held:
            raise StillRead(
                "a file is being imported",
                where="uploads",
                hint="it goes when its import has ended",
                orders=self._held,
                removed={"uploads": gone},
            )
        return {"uploads": gone}

    def export(self, subject: Subject) -> Iterator[Disclosure]:
        """Nothing: whom a file is about is known when it is imported."""
        del subject
        yield from ()

    def _files(self) -> Set[Path]:
        return {path for path in self.folder.glob("*") if not _FIGURES.fullmatch(path.name)}

    def _unlink(self, paths: Set[Path], before: Instant | None = None) -> tuple[int, Set[Path]]:
        """Delete these, or the older ones among them; how many went, and which somebody holds."""
        gone, busy = 0, set[Path]()
        for path in paths:
            try:
                with path.open("rb") as handle, held(handle):
                    if before is None or path.stat().st_mtime * SECOND < before:
                        path.unlink()
                        gone += 1
            except FileNotFoundError:
                continue
            except BlockingIOError:
                busy.add(path)
        return gone, busy


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
