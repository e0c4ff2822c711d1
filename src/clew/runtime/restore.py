"""A workspace made of a copy of one: what came after the copy is unknown to it, and must not be done again.

Messages that were on their way when the copy was made, or are due by now, may have gone since: they wait for a person
(law 1). Whom somebody erased since is erased again, from the ledger of a newer copy, before anybody is served (law 9).
"""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from clew.engine import namespaces_in
from clew.events import Identity
from clew.events.ports import Arrival
from clew.identity import PROFILE
from clew.kernel.errors import ClewError
from clew.kernel.instants import Clock, Instant
from clew.kernel.packing import pack
from clew.privacy import keyed_hash
from clew.runtime.auditing import ACTOR, note
from clew.runtime.backup import (
    DATABASE,
    FORMAT,
    LAKE,
    LEDGER,
    MANIFEST,
    Backup,
    Buried,
    FolderTaken,
    checksum,
    copy_file,
    make_folder,
)
from clew.runtime.erasing import SOURCE, erasure_of
from clew.runtime.inline import catch_up
from clew.runtime.upkeep import Upkeep
from clew.runtime.workspace import Workspace, database, open_workspace

_PAGE = 10_000
_AT_ONCE = 1_000


class Damaged(ClewError):
    """A copy is not as it was written."""

    code = "restore.damaged"


class OtherStores(ClewError):
    """A copy is of a kind of store that is not set up here."""

    code = "restore.stores"


class Restored(NamedTuple):
    """What became of a copy.

    Attributes:
        taken_at: When it was made.
        profiles: How many there are.
        held: Messages that wait for a person.
        erased: People who were erased again.
    """

    taken_at: str
    profiles: int
    held: int
    erased: int


def restore(copy: Path, folder: Path, clock: Clock, ledger: Path | None = None) -> Restored:
    """Make a workspace in a folder that is empty or does not exist; it appears there when it may be served.

    Args:
        copy: As `back_up` wrote it.
        folder: Of the workspace.
        clock: The present.
        ledger: `erasures.jsonl` of a newer copy, or as `clew erasures` prints it.

    Raises:
        Damaged: if a file is missing or changed; nothing was made.
        OtherStores: if the copy is one of files and a database is set up, or the other way round.
        FolderTaken: if there is something in the folder.
    """
    backup = read_backup(copy)
    erased = _read_ledger(ledger) if ledger is not None else {}
    if (database() is None) != (backup.stores == "sqlite"):
        raise OtherStores(
            f"log and state of this copy are of {'SQLite' if backup.stores == 'sqlite' else 'PostgreSQL'}",
            where=str(copy),
            hint="unset CLEW_DATABASE_URL" if backup.stores == "sqlite" else "set CLEW_DATABASE_URL",
        )
    if folder.exists() and any(folder.iterdir()):
        raise FolderTaken("there is something in this folder", where=str(folder), hint="name one that is empty")
    half = folder.with_name(f"{folder.name}.partial")
    make_folder(half)
    try:
        (half / LAKE).mkdir()  # there is one even where all that was in it has been erased
        for path in backup.files:
            if path != LEDGER and not path.startswith(f"{DATABASE}/"):
                copy_file(copy / path, half / path)
        _load(copy)
        with open_workspace(half, clock, create=False) as workspace:
            done = _settle(workspace, backup, erased)
        if folder.exists():
            folder.rmdir()
        half.rename(folder)
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    return done


def read_backup(copy: Path) -> Backup:
    """What a copy consists of, after a look at every file.

    Raises:
        Damaged: if it is no copy, or one of a later Clew, or a file is missing or changed.
    """
    try:
        backup = msgspec.json.decode((copy / MANIFEST).read_bytes(), type=Backup)
    except (OSError, msgspec.DecodeError):
        raise Damaged(
            f"there is no {MANIFEST} that can be read", where=str(copy), hint="name a folder that `clew backup` made"
        ) from None
    if backup.format != FORMAT:
        raise Damaged("a later version of Clew made this copy", where=str(copy), hint=f"restore with {backup.clew}")
    for path, expected in backup.files.items():
        if not (copy / path).is_file():
            raise Damaged("a file of the copy is missing", where=path, hint="use another copy")
        if checksum(copy / path) != expected:
            raise Damaged("a file of the copy has changed", where=path, hint="use another copy")
    return backup


def _load(copy: Path) -> None:
    if (reached := database()) is not None:
        from clew.adapters.postgres import load_schema  # noqa: PLC0415  (its driver is for who has such a server)

        load_schema(*reached, copy / DATABASE)


def _settle(workspace: Workspace, backup: Backup, ledger: Mapping[bytes, Instant]) -> Restored:
    """Come to the present without doing anything in the world."""
    # Before and after: what the engine finds due on its way to the present may have gone as well.
    held = workspace.outbox.hold_open()
    gone = _erase_again(workspace, ledger)
    catch_up(workspace, 0)
    held += workspace.outbox.hold_open()
    if gone:
        with workspace.lock_engine():
            Upkeep(workspace).erase(at_once=True)
    workspace.store.bury(list(ledger.items()))
    note(workspace, "restoreWorkspace", "workspace", backup.taken_at)
    return Restored(backup.taken_at, workspace.store.count(), held, gone)


def _erase_again(workspace: Workspace, ledger: Mapping[bytes, Instant]) -> int:
    """Order the erasure of everybody whose name was erased since the copy was made; how many people."""
    roots = sorted(set(_erased_since(workspace, ledger)))
    now = workspace.clock.now()
    for first in range(0, len(roots), _AT_ONCE):
        events = [erasure_of(Identity(PROFILE, root), now, by=ACTOR) for root in roots[first : first + _AT_ONCE]]
        workspace.log.append([Arrival(SOURCE, pack(events))])
    return len(roots)


def _erased_since(workspace: Workspace, ledger: Mapping[bytes, Instant]) -> Iterator[str]:
    """Root profiles by a name of whose bearer the ledger says that it was erased later than it began here.

    A device may have changed hands before its last bearer was erased: it speaks only for who has no other name.
    """
    if not ledger:
        return
    store = workspace.store
    namespaces, aliases = namespaces_in(store.documents()), store.aliases()
    by_device: set[str] = set()
    named: set[str] = set()
    after = ("", "")
    while page := store.scan_nodes(after=after, limit=_PAGE):
        after = page[-1].identity
        for node in page:
            root = aliases.get(node.profile, node.profile)
            is_device = namespaces.is_device(node.identity.namespace)
            if not is_device:
                named.add(root)
            if node.since < ledger.get(keyed_hash(workspace.secret, *node.identity), 0):
                if is_device:
                    by_device.add(root)
                else:
                    yield root
    yield from by_device - named


def _read_ledger(path: Path) -> dict[bytes, Instant]:
    try:
        lines = path.read_bytes().splitlines()
        buried = [msgspec.json.decode(line, type=Buried) for line in lines]
        return {bytes.fromhex(each.hash): each.before for each in buried}
    except (OSError, ValueError):
        raise Damaged(
            "the ledger of erasures can't be read", where=str(path), hint=f"name {LEDGER} of a newer copy"
        ) from None
