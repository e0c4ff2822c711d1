"""Files on their way to somebody: each in a folder of its own, which goes when it has been handed over.

A process that is killed meanwhile can't clean up; who serves the workspace next does it.
"""

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

_LOCK = ".lock"


class Downloads:
    """The folder of a workspace's downloads; processes may share it.

    Law: after it was opened nothing is there but what living processes are handing over.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        if folder.is_dir():
            with self._alone():
                for place in folder.iterdir():
                    if place.is_dir() and _is_orphan(place):
                        rmtree(place, ignore_errors=True)

    def begin(self) -> "Download":
        """A place for one file; close it afterwards."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        with self._alone():
            return Download(Path(mkdtemp(dir=self._folder)))

    @contextmanager
    def _alone(self) -> Generator[None]:
        """Nobody sweeps between the making of a folder and the holding of it."""
        with (self._folder / _LOCK).open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


class Download:
    """A folder that this process holds; the operating system lets go of it when the process dies.

    Attributes:
        folder: Its place, which only this user can read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = (folder / _LOCK).open("w")
        fcntl.flock(self._lock, fcntl.LOCK_EX)

    def close(self) -> None:
        """Remove it with all that is in it."""
        rmtree(self.folder, ignore_errors=True)
        self._lock.close()


def _is_orphan(place: Path) -> bool:
    """Whether no process holds it."""
    with (place / _LOCK).open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
    return True
