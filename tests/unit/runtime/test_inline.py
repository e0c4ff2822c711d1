"""Commands that run the engine themselves leave a workspace that later commands read quickly."""

from pathlib import Path

from clew.runtime.clock import SystemClock
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
    assert left == [50, 0]
    assert clew("query", "select count(*) as found from events", "--json").json == [{"found": 50 + PARTING.events}]
