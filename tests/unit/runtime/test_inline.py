"""Commands that run the engine themselves leave a workspace that later commands read quickly."""

from pathlib import Path

import pytest

from clew.runtime import inline
from clew.runtime.cli import load
from clew.runtime.clock import SystemClock
from clew.runtime.supervise import Supervisor
from clew.runtime.upkeep import PARTING
from clew.runtime.workspace import open_workspace
from tests.unit.runtime.conftest import Clew

MAPPING = "kind: mapping\nid: visits\nevent: {type: visit, id: {concat: [v-, $.id]}, identities: {user_id: $.id}}\n"


def test_a_long_tail_is_sealed_before_the_command_ends_and_a_short_one_waits(clew: Clew, tmp_path: Path) -> None:
    (tmp_path / "visits.yaml").write_text(MAPPING)
    left: list[int] = []
    for name, first, rows in (("few", 0, 50), ("many", 50, PARTING.events)):
        lines = "\n".join(str(number) for number in range(first, first + rows))
        (tmp_path / f"{name}.csv").write_text(f"id\n{lines}\n")
        assert clew("import", f"{name}.csv", "--mapping", "visits.yaml").code == 0
        with open_workspace(Path("shop"), SystemClock()) as workspace:
            left.append(len(workspace.store.tail_rows(limit=100)))
    # The first import publishes its source, which is a record too.
    assert left == [51, 0]
    assert clew("query", "select count(*) as found from events", "--json").json == [{"found": 50 + PARTING.events}]


@pytest.mark.parametrize("killed", [False, True])
def test_a_long_import_has_an_engine_beside_it_and_comes_to_its_end_without(
    clew: Clew, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, killed: bool
) -> None:
    monkeypatch.setattr(load, "_LONG", 0)
    monkeypatch.setattr(inline, "_DOUBT_SECONDS", 0.1)
    started: list[int] = []
    start = Supervisor.start

    def seen(supervisor: Supervisor, timeout_seconds: float = 120.0) -> bool:
        came_up = start(supervisor, timeout_seconds)
        for role in supervisor._roles:
            assert role.process
            started.append(role.process.pid)
            if killed:
                role.process.kill()
                role.process.wait()
        return came_up

    monkeypatch.setattr(Supervisor, "start", seen)
    (tmp_path / "visits.yaml").write_text(MAPPING)
    (tmp_path / "visits.csv").write_text("id\n" + "\n".join(map(str, range(PARTING.events))) + "\n")
    assert clew("import", "visits.csv", "--mapping", "visits.yaml").code == 0
    assert len(started) == 2
    assert not any(Path(f"/proc/{pid}").exists() for pid in started)
    with open_workspace(Path("shop"), SystemClock()) as workspace:
        assert workspace.store.offset().seq == workspace.log.last()[0]
        assert workspace.store.count() == PARTING.events
        assert workspace.store.tail_rows(limit=100) == []
