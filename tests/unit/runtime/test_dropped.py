"""What the engine does not keep is counted where a person looks, by reason; nothing is dropped silently."""

from pathlib import Path

from clew.events import Event, Identity
from clew.events.ports import Arrival
from clew.kernel.instants import HOUR, format_instant
from clew.kernel.packing import pack
from clew.runtime.doctor import examine
from clew.runtime.rebuild import rebuild
from clew.runtime.workspace import Workspace, open_workspace
from tests.conftest import ManualClock

ADA, NOBODY = Identity("user_id", "ada"), Identity("user_id", "nobody")


def said(workspace: Workspace) -> str:
    return next(finding.detail for finding in examine(workspace) if finding.check == "dropped")


def send(workspace: Workspace, *events: Event) -> None:
    workspace.log.append([Arrival("web", pack(list(events)))])
    workspace.engine().drain()


def test_what_is_dropped_is_counted_by_reason(tmp_path: Path, manual_clock: ManualClock) -> None:
    bought = Event("e1", "track", "Order Completed", (ADA,))
    with open_workspace(tmp_path, manual_clock) as workspace:
        send(workspace, bought)
        assert said(workspace) == "no event"
        send(workspace, bought, bought, Event("e2", "replace", "Order Completed"))
        manual_clock.advance(HOUR)
        send(workspace, Event("e3", "unmerge", "unmerge", (ADA, NOBODY)))
        late = format_instant(manual_clock.now())
    expected = ["duplicate: 2, ", "old_revision: 1, ", f"unknown_identity: 1, the last at {late}"]
    with open_workspace(tmp_path, manual_clock) as workspace:
        found = said(workspace)
        assert all(part in found for part in expected), found
        rebuild(workspace)
        assert said(workspace) == found, "a replay drops nothing anew"
