"""Files that people send, brought into the log one at a time by a thread of this process.

Law: a file is deleted when its import came to its end, or a day after it came; what is kept of it then are figures.
An import that was stopped, or that a stopped process left behind, is started again by a person, and goes on where the
ledger stands.
"""

import fcntl
import logging
import secrets
import traceback
from collections.abc import Sequence
from io import BufferedWriter
from pathlib import Path
from threading import Lock, Thread
from typing import Any

import msgspec

from clew.api.errors import ImportRuns
from clew.api.imports.views import DryRunView, ImportView, LookView
from clew.catalog import Document
from clew.events.imports import ImportProgress
from clew.events.mapping import columns_of, suggest_mapping
from clew.kernel.errors import ClewError
from clew.kernel.packing import from_json, to_json
from clew.runtime.collecting import Spellings
from clew.runtime.mappers import mapper_of
from clew.runtime.services.mapping import shown, tried
from clew.runtime.uploads import Uploads, held
from clew.runtime.workspace import Workspace

_log = logging.getLogger("clew.imports")

MOST_BYTES = 2_000_000_000
_LOOKED_AT = 200
_NEWEST = 50


class FileTooLarge(ClewError):
    """A file beyond the limit."""

    code = "import.too_large"


class _Stopped(Exception):
    """Somebody wants it to go no further."""


class Imports:
    """The files of a workspace, in a folder that only this user can open.

    Attributes:
        mark: Another number once any of them stands otherwise; how far one is, its own progress tells.
    """

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._uploads = Uploads(workspace.folder)
        self._folder = self._uploads.folder
        self._lock = Lock()
        self._running: dict[str, ImportView] = {}
        self._stopping: set[str] = set()
        self.mark = 0

    def receive(self, name: str) -> "Upload":
        """Begin to receive a file of this name."""
        # Its ending says what it is; of the rest only letters that can't lead anywhere else.
        plain = Path(name.replace("\\", "/")).name[-120:].lstrip(".") or "file"
        self._uploads.tidy(self._workspace.clock.now())
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return Upload(self, secrets.token_hex(8), plain)

    def files(self) -> Sequence[ImportView]:
        """Every file that there is or was, newest first."""
        found = [view for path in self._folder.glob("*.json") if (view := self.get(path.stem)) is not None]
        return sorted(found, key=lambda view: (-view.at, view.id))[:_NEWEST]

    def get(self, import_id: str) -> ImportView | None:
        """How one stands."""
        running = self._running.get(import_id)
        view = running or self._read(import_id)
        if view is None or running is not None:
            return running
        left = {"state": "stopped", "fault": "the server was stopped meanwhile"} if view.state == "running" else {}
        return view.model_copy(update={**left, "here": self._path_of(view).is_file()})

    def look(self, import_id: str) -> LookView | None:
        """The beginning of one that is still here."""
        view, path = self.get(import_id), self.path(import_id)
        if view is None or path is None:
            return None
        columns = columns_of(_first_rows(path))
        stem = view.name.partition(".")[0]
        return LookView(file=view, columns=shown(columns), suggestion=suggest_mapping(stem, columns))

    def try_out(self, import_id: str, mapping: dict[str, Any], rows: int) -> DryRunView | None:
        """The first rows by this mapping; changes nothing."""
        path = self.path(import_id)
        if path is None:
            return None
        # Files are read with pyarrow, which a process that serves no import need not load.
        from clew.runtime.importing import first_rows  # noqa: PLC0415  (as said)

        return tried(self._workspace, mapping, first_rows(path, first=rows, options={}))

    def start(self, import_id: str, mapping: Document, source: str) -> ImportView | None:
        """Bring it into the log, or go on where it stopped; returns at once."""
        path, view = self.path(import_id), self.get(import_id)
        if path is None or view is None:
            return None
        mapper = mapper_of(mapping, Spellings(self._workspace.store))
        with self._lock:
            if self._running:
                raise ImportRuns("another file is being imported", hint="wait until it is done")
            begun = view.model_copy(update={"state": "running", "mapping": mapping.id, "source": source, "fault": ""})
            self._running[import_id] = begun
            # Should this process end before it does, whoever looks is told so.
            self._keep(begun)

        def run() -> None:
            from clew.runtime.importing import import_file  # noqa: PLC0415  (loads Arrow, as above)

            def told(progress: ImportProgress, share: float) -> None:
                now = self._running[import_id] = _with(begun, progress, share, mapper.skipped)
                self._write(now)
                if import_id in self._stopping:
                    raise _Stopped

            try:
                with path.open("rb") as handle, held(handle):
                    report = import_file(self._workspace, path, mapper, source, options={}, listener=told)
            except _Stopped:
                self._keep(self._running[import_id].model_copy(update={"state": "stopped"}))
            except Exception as error:
                # Whatever it is, it is told, and the file stays.
                fault = _said(error) if isinstance(error, ClewError) else _unexpected(error)
                self._keep(self._running[import_id].model_copy(update={"state": "failed", "fault": fault}))
            else:
                done = _with(begun, report.progress, 1.0, mapper.skipped)
                self._keep(done.model_copy(update={"state": "done"}))
                path.unlink(missing_ok=True)
            finally:
                self._stopping.discard(import_id)
                self._running.pop(import_id, None)
                self.mark += 1

        Thread(target=run, name=f"import {import_id}", daemon=True).start()
        return begun

    def stop(self, import_id: str) -> ImportView | None:
        """Let one go no further than the chunk that it is at."""
        if import_id in self._running:
            self._stopping.add(import_id)
        return self.get(import_id)

    def remove(self, import_id: str) -> bool:
        """Delete a file that does not run, and forget it."""
        if import_id in self._running:
            raise ImportRuns("this file is being imported", hint="wait until it is done")
        known = self._read(import_id) is not None
        for path in self._folder.glob(f"{import_id}.*") if known else ():
            path.unlink(missing_ok=True)
        self.mark += 1
        return known

    def path(self, import_id: str) -> Path | None:
        """Where its bytes are; None once they are deleted."""
        view = self._read(import_id)
        path = self._path_of(view) if view is not None else None
        return path if path is not None and path.is_file() else None

    def received(self, import_id: str, name: str, size: int) -> LookView:
        """A file is complete."""
        view = ImportView(id=import_id, name=name, bytes=size, at=self._workspace.clock.now(), state="ready")
        self._keep(view)
        found = self.look(import_id)
        assert found is not None  # noqa: S101  (it was written just now)
        return found

    @property
    def folder(self) -> Path:
        """Where files are."""
        return self._folder

    def _path_of(self, view: ImportView) -> Path:
        return self._folder / f"{view.id}.{view.name}"

    def _keep(self, view: ImportView) -> None:
        self._write(view)
        self.mark += 1

    def _write(self, view: ImportView) -> None:
        draft = self._folder / f".{view.id}.draft"
        draft.write_bytes(to_json(view.model_dump()))
        draft.replace(self._folder / f"{view.id}.json")

    def _read(self, import_id: str) -> ImportView | None:
        try:
            return ImportView.model_validate(from_json((self._folder / f"{import_id}.json").read_bytes()))
        except (FileNotFoundError, msgspec.DecodeError, ValueError):
            return None


class Upload:
    """A file that is being sent."""

    def __init__(self, imports: Imports, import_id: str, name: str) -> None:
        self._imports = imports
        self._id = import_id
        self._name = name
        self._path = imports.folder / f"{import_id}.{name}"
        self._file: BufferedWriter | None = self._path.open("xb")
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self._size = 0

    def write(self, part: bytes) -> None:
        """Keep a part."""
        self._size += len(part)
        if self._size > MOST_BYTES:
            raise FileTooLarge(f"a file has at most {MOST_BYTES:,} bytes", hint="`clew import` takes larger ones")
        if self._file is not None:
            self._file.write(part)

    def keep(self) -> LookView:
        """It is complete: look at its beginning."""
        if self._file is not None:
            self._file.flush()
        try:
            look = self._imports.received(self._id, self._name, self._size)
        except ClewError:
            self._imports.remove(self._id)
            raise
        if self._file is not None:
            self._file.close()
            self._file = None
        return look

    def drop(self) -> None:
        """It won't be complete."""
        if self._file is not None:
            self._file.close()
            self._path.unlink(missing_ok=True)
            self._file = None


def _first_rows(path: Path) -> list[dict[str, Any]]:
    from clew.adapters.files import open_rows  # noqa: PLC0415  (loads Arrow, which most requests do without)

    chunk = next(iter(open_rows(path).chunks(size=_LOOKED_AT)), None)
    return [row.values for row in chunk.rows if not row.fault] if chunk is not None else []


def _said(error: ClewError) -> str:
    """Without its place, which names a mapping as machines do."""
    return f"{error.message}; {error.hint}" if error.hint else error.message


def _unexpected(error: Exception) -> str:
    """The log gets its kind and place, never its words, which may be personal."""
    frames = traceback.extract_tb(error.__traceback__)
    _log.error("%s at %s", type(error).__name__, " < ".join(f"{f.filename}:{f.lineno}" for f in reversed(frames[-6:])))
    return "it stopped by a fault of ours; see the server's log"


def _with(view: ImportView, progress: ImportProgress, share: float, skipped: int) -> ImportView:
    figures = {"rows": progress.rows, "events": progress.events, "rejects": progress.rejects}
    return view.model_copy(update={**figures, "share": share, "passed_over": skipped})
