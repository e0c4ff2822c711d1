"""A rebuild reads the lake and writes none of it again."""

from pathlib import Path

import pytest

from clew.adapters.duckdb import DuckQueries
from clew.engine import HalfRebuilt, Keeper, Limits, Progress
from clew.events import Event, Identity
from clew.events.ports import Arrival
from clew.kernel.packing import pack
from clew.runtime.rebuild import rebuild
from clew.runtime.workspace import Workspace, open_workspace
from tests.conftest import ManualClock


def send(workspace: Workspace, clock: ManualClock, numbers: range) -> None:
    for number in numbers:
        clock.advance(1_000)
        event = Event(f"e{number}", "track", "seen", (Identity("email", f"{number % 3}@example.com"),))
        workspace.log.append([Arrival("web", pack([event]))])


def test_half_a_rebuild_is_told_and_done_again(tmp_path: Path, manual_clock: ManualClock) -> None:
    with open_workspace(tmp_path / "shop", manual_clock) as workspace:
        engine = workspace.engine(limits=Limits(events=3))
        send(workspace, manual_clock, range(12))
        engine.drain()
        Keeper(workspace.log, workspace.store, workspace.lake, manual_clock).seal_all()
        # What came last is nobody's any more: the lake ends before the log row through which it is sealed.
        gone = (Identity("email", f"{11 % 3}@example.com"),)
        workspace.log.append([Arrival("privacy", pack([Event("z", "delete_profile", "delete_profile", gone)]))])
        engine.drain()
        states = workspace.store.scan()

        def crash(progress: Progress) -> None:
            raise RuntimeError(progress.offset)

        with pytest.raises(RuntimeError):
            rebuild(workspace, crash, limits=Limits(events=3))
        with pytest.raises(HalfRebuilt, match="did not finish"):
            workspace.engine()
        rebuild(workspace)
        assert workspace.store.scan() == states
        workspace.engine()


def test_what_is_sealed_stays_sealed_and_is_there_once(tmp_path: Path, manual_clock: ManualClock) -> None:
    with open_workspace(tmp_path / "shop", manual_clock) as workspace:
        engine = workspace.engine()
        send(workspace, manual_clock, range(12))
        engine.drain()
        keeper = Keeper(workspace.log, workspace.store, workspace.lake, manual_clock)
        keeper.seal_all()
        send(workspace, manual_clock, range(12, 17))
        engine.drain()
        before = [record for chunk in workspace.history.scan() for record in chunk]
        assert rebuild(workspace) == 17
        unsealed = sum(row.row.count for row in workspace.store.tail_rows())
        assert unsealed == 5
        assert [record for chunk in workspace.history.scan() for record in chunk] == before
        keeper.seal_all()
        assert sum(file.rows for file in workspace.store.generation().files if file.kind == "events") == 17
        queries = DuckQueries(workspace.store, workspace.lake, workspace.lake.folder, manual_clock)
        assert queries.run("SELECT count(*), count(DISTINCT id) FROM events").rows == [[17, 17]]
        queries.close()
