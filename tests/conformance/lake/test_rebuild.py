"""A rebuild reads the lake and writes none of it again."""

from pathlib import Path

from clew.adapters.duckdb import DuckQueries
from clew.engine import Keeper
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
