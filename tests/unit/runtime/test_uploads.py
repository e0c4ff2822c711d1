"""Files that were sent: gone after a day whatever became of them, and at once when somebody is erased."""

import fcntl
import os
from pathlib import Path

import pytest

from clew.events import Event, Identity
from clew.events.ports import Arrival
from clew.kernel.instants import DAY, HOUR, SECOND
from clew.kernel.packing import pack
from clew.runtime.services.imports import Imports
from clew.runtime.upkeep import Upkeep
from clew.runtime.workspace import Workspace, open_workspace
from tests.conftest import ManualClock


@pytest.fixture
def workspace(tmp_path: Path, manual_clock: ManualClock) -> Workspace:
    return open_workspace(tmp_path / "shop", manual_clock)


def _sent(imports: Imports, clock: ManualClock, name: str = "a.csv") -> str:
    upload = imports.receive(name)
    upload.write(b"email\nada@example.com\n")
    found = upload.keep().file.id
    for path in imports.folder.iterdir():
        os.utime(path, (clock.now() / SECOND, clock.now() / SECOND))
    return found


def test_a_file_goes_after_a_day_though_nobody_sends_another(workspace: Workspace, manual_clock: ManualClock) -> None:
    """Also the sixtieth, one half sent by a process that is gone, and a draft."""
    with workspace:
        imports, upkeep = Imports(workspace), Upkeep(workspace)
        names = [_sent(imports, manual_clock) for _ in range(60)]
        at = (manual_clock.now() / SECOND, manual_clock.now() / SECOND)
        for name in ("0123456789abcdef.half.csv", ".0123456789abcdef.draft"):
            (imports.folder / name).write_bytes(b"ada@example.com")
            os.utime(imports.folder / name, at)
        manual_clock.advance(DAY - HOUR)
        upkeep.turn()
        assert all(imports.path(name) for name in names)
        manual_clock.advance(2 * HOUR)
        upkeep.turn()
        assert {path.suffix for path in imports.folder.iterdir()} == {".json"}
        assert imports.get(names[0]) is not None, "the figures stay"


def test_an_erasure_waits_for_what_somebody_holds(workspace: Workspace, manual_clock: ManualClock) -> None:
    with workspace:
        imports, upkeep = Imports(workspace), Upkeep(workspace)
        at_rest, read = _sent(imports, manual_clock), _sent(imports, manual_clock, "b.csv")
        coming = imports.receive("c.csv")
        coming.write(b"email\nben@example.com\n")
        who = (Identity("email", "ada@example.com"),)
        erase = Event("erase", "delete_profile", "delete_profile", who)
        workspace.log.append([Arrival("shop", pack([erase]))])
        workspace.engine().drain()
        path = imports.path(read)
        assert path is not None
        with path.open("rb") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            assert upkeep.erase(at_once=True) == [], "the file that is being imported is still there"
            assert imports.path(at_rest) is None
            sent = imports.path(coming.keep().file.id)
            later = _sent(imports, manual_clock, "d.csv")
            assert upkeep.erase(at_once=True) == []
        (receipt,) = upkeep.erase(at_once=True)
        assert receipt.removed["uploads"] == 3
        assert imports.path(read) is None
        assert sent is not None
        assert not sent.exists(), "some of it was there when the erasure came"
        assert imports.path(later) is not None
