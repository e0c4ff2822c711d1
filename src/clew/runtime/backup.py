"""A copy of a workspace, made while it runs (law 9): state, then log, then lake.

In this order, for what the state has read was in the log before, and nothing is trimmed there that the state does not
know to be in the lake. Nobody writes or sweeps the lake meanwhile: sealing and erasing wait; collecting, the engine and
all readers go on. A copy is as secret as the workspace: the secret is in it.
"""

import os
import shutil
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO, Literal, TypeAlias

import msgspec

from clew import __version__
from clew.adapters.sqlite import LOG_FILE, STATE_FILE, copy_store
from clew.kernel.errors import ClewError
from clew.kernel.instants import Instant, format_instant
from clew.kernel.packing import to_json
from clew.runtime.folder import SECRET
from clew.runtime.together import MARK
from clew.runtime.workspace import Workspace, database

FORMAT = 1
MANIFEST = "backup.json"
"""Written last: a folder without it is no copy."""

LEDGER = "erasures.jsonl"
"""What erasures have left, for a copy made before them; see `clew.runtime.restore`."""

DATABASE = "database"
LAKE = "lake"
_BESIDE = ("models", "imports", "uploads")
_PAGE = 10_000
_BLOCK = 1 << 20

Stores: TypeAlias = Literal["sqlite", "postgresql"]


class Backup(msgspec.Struct, frozen=True):
    """What a copy consists of.

    Attributes:
        format: How it is laid out.
        clew: Version that made it.
        taken_at: RFC 3339; nothing in it is older than it was then.
        stores: What log and state are kept in.
        files: Path to checksum of every file.
        bytes: Of all files together.
    """

    format: int
    clew: str
    taken_at: str
    stores: Stores
    files: dict[str, str]
    bytes: int


class Buried(msgspec.Struct, frozen=True):
    """A line of the ledger.

    Attributes:
        hash: Keyed hash of a name or an event, in hexadecimal digits.
        before: What is said of it of a time before this is refused.
    """

    hash: str
    before: Instant


class FolderTaken(ClewError):
    """There is something already where a folder is to be made."""

    code = "backup.folder"


def back_up(workspace: Workspace, folder: Path) -> Backup:
    """Copy a workspace into a folder that does not exist yet; it appears there when it is whole.

    Raises:
        FolderTaken: if the folder, or the half of an earlier attempt, exists.
        StoreError: if a store can't be read.
    """
    if folder.exists():
        raise FolderTaken("this folder exists", where=str(folder), hint="name one that does not")
    half = folder.with_name(f"{folder.name}.partial")
    make_folder(half)
    try:
        taken_at = workspace.clock.now()
        with workspace.lake.alone():
            _copy_stores(workspace, half)
            for file in workspace.store.generation().files:
                copy_file(workspace.lake.folder / file.name, half / LAKE / file.name)
        for name in (SECRET, MARK):
            copy_file(workspace.folder / name, half / name)
        for name in _BESIDE:
            for path in _files(workspace.folder / name):
                copy_file(path, half / path.relative_to(workspace.folder))
        write_ledger(workspace, half / LEDGER)
        backup = _described(half, taken_at)
        with (half / MANIFEST).open("wb") as file:
            file.write(msgspec.json.format(to_json(backup)))
            _settle(file)
        half.rename(folder)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    return backup


def write_ledger(workspace: Workspace, path: Path) -> int:
    """Write down the keyed hashes that erasures have left, a line each; how many."""
    written = 0
    with path.open("wb") as file:
        for name, before in erased_in(workspace):
            file.write(to_json(Buried(name.hex(), before)) + b"\n")
            written += 1
        _settle(file)
    return written


def erased_in(workspace: Workspace) -> Iterator[tuple[bytes, Instant]]:
    """Everything that erasures have left in a workspace."""
    after = b""
    while page := workspace.store.scan_erased(after=after, limit=_PAGE):
        yield from page
        after = page[-1][0]


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner may enter.

    Raises:
        FolderTaken: if it exists, or can't be made.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        folder.mkdir(mode=0o700)
    except FileExistsError:
        hint = "an attempt was cut short; delete it if none is under way"
        raise FolderTaken("this folder exists", where=str(folder), hint=hint) from None
    except OSError as error:
        raise FolderTaken(
            f"the folder can't be made: {error.strerror}", where=str(folder), hint="name another"
        ) from None


def copy_file(source: Path, target: Path) -> None:
    """Copy a file, durably, readable by its owner alone."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as read, target.open("xb") as written:
        os.fchmod(written.fileno(), 0o600)
        shutil.copyfileobj(read, written, _BLOCK)
        _settle(written)


def checksum(path: Path) -> str:
    """What tells whether a file is as it was written."""
    digest = blake2b(digest_size=16)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _copy_stores(workspace: Workspace, folder: Path) -> None:
    if (reached := database()) is not None:
        from clew.adapters.postgres import copy_schema  # noqa: PLC0415  (its driver is for who has such a server)

        copy_schema(*reached, folder / DATABASE)
        return
    for name in (STATE_FILE, LOG_FILE):
        copy_store(workspace.folder / name, folder / name)


def _described(folder: Path, taken_at: Instant) -> Backup:
    paths = sorted(_files(folder))
    return Backup(
        FORMAT,
        __version__,
        format_instant(taken_at),
        "sqlite" if database() is None else "postgresql",
        {path.relative_to(folder).as_posix(): checksum(path) for path in paths},
        sum(path.stat().st_size for path in paths),
    )


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _settle(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())
