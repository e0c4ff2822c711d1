"""How far each import came: one small JSON file an import, replaced as a whole."""

import os
from pathlib import Path

import msgspec

from clew.events.imports import ImportProgress
from clew.kernel.packing import to_json

_progress = msgspec.json.Decoder(ImportProgress)


class FileLedger:
    """Fulfils `events.imports.ImportLedger` in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, key: str) -> ImportProgress | None:
        """The progress of an import; None if it never began."""
        try:
            return _progress.decode((self._folder / f"{key}.json").read_bytes())
        except FileNotFoundError:
            return None

    def write(self, key: str, progress: ImportProgress) -> None:
        """Replace the progress of an import; durable once this returns."""
        self._folder.mkdir(parents=True, exist_ok=True)
        draft = self._folder / f".{key}.draft"
        with draft.open("wb") as file:
            file.write(to_json(progress))
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self._folder / f"{key}.json")
