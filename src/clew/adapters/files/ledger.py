"""How far each import came: one small JSON file an import, replaced as a whole."""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import msgspec

from clew.events.imports import AlreadyRunning, ImportProgress
from clew.kernel.packing import to_json

_progress = msgspec.json.Decoder(ImportProgress)


class FileLedger:
    """Fulfils `events.imports.ImportLedger` in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def hold(self, key: str) -> Generator[None]:
        """Keep others from the same import while the context lasts; a process that dies lets go of it.

        Raises:
            AlreadyRunning: if another holds it.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / f".{key}.lock").open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                hint = "wait until it is done; running it again then repeats nothing"
                raise AlreadyRunning("this file is being imported already", hint=hint) from None
            yield

    def read(self, key: str) -> ImportProgress | None:
        """The progress of an import; None if it never began."""
        try:
            return _progress.decode((self._folder / f"{key}.json").read_bytes())
        except FileNotFoundError:
            return None

    def write(self, key: str, progress: ImportProgress) -> None:
        """Replace the progress of an import; durable once this returns."""
        draft = self._folder / f".{key}.draft"
        with draft.open("wb") as file:
            file.write(to_json(progress))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._folder / f"{key}.json")
