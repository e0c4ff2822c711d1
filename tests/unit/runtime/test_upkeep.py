"""What upkeep lets go of: messages that were finished long ago."""

from pathlib import Path

import pytest

from clew.actions import Action, planned
from clew.adapters.lake import LONGEST_READ
from clew.adapters.sql import SqlOutbox
from clew.adapters.sql.outbox import put_plans, settle_rows
from clew.events import Event
from clew.events.ports import Arrival
from clew.kernel.instants import DAY, HOUR, MINUTE
from clew.kernel.packing import pack
from clew.runtime.upkeep import ERASE_AFTER, ERASE_AGAIN_AFTER, MESSAGES_KEPT, Upkeep
from clew.runtime.workspace import Workspace, open_workspace
from tests.conftest import ManualClock


def _publish(workspace: Workspace, **document: object) -> None:
    said = Event(str(document["id"]), "publish", "publish", properties={"document": {"version": 1, **document}})
    workspace.log.append([Arrival("catalog", pack([said]))])
    workspace.engine().drain()


@pytest.mark.parametrize(("cap", "kept"), [("24h", MESSAGES_KEPT), ("200d", 200 * DAY)])
def test_messages_go_after_ninety_days_unless_a_cap_counts_them(
    tmp_path: Path, manual_clock: ManualClock, cap: str, kept: int
) -> None:
    with open_workspace(tmp_path / "shop", manual_clock) as workspace:
        _publish(workspace, kind="policy", id="p", caps=[{"max": 3, "per": cap}])
        outbox, upkeep = workspace.outbox, Upkeep(workspace)
        assert isinstance(outbox, SqlOutbox)
        with outbox._database.write() as batch:
            actions = [Action(key, "send", "ada", manual_clock.now(), "email") for key in ("done", "open")]
            put_plans(batch, [planned(one, transactional=False) for one in actions])
            settle_rows(batch, [("done", "sent")])
        manual_clock.advance(kept - HOUR)
        upkeep.turn()
        assert outbox.row("done") is not None
        manual_clock.advance(2 * HOUR)
        upkeep.turn()
        assert outbox.row("done") is None
        assert outbox.row("open") is not None, "what waits stays"


def test_the_longest_reader_leaves_every_erasure_its_time() -> None:
    assert max(ERASE_AFTER, ERASE_AGAIN_AFTER) + LONGEST_READ < 15 * MINUTE
