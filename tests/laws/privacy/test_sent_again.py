"""What comes of an erased person after the erasure: refused at once, and soon without a trace in any file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from clew.engine import Engine
from clew.events import Event, Identity
from clew.events.ports import Arrival
from clew.kernel.instants import MINUTE, Instant
from clew.kernel.packing import pack
from clew.runtime.upkeep import Upkeep
from clew.runtime.workspace import Workspace, open_workspace
from tests.conftest import ManualClock
from tests.laws.privacy.searching import found

ADA, BEN = Identity("email", "ada@example.com"), Identity("email", "ben@example.com")


class Shop:
    """A workspace in which Ada and Ben did something."""

    def __init__(self, workspace: Workspace, clock: ManualClock) -> None:
        self.workspace = workspace
        self.clock = clock
        self.engine: Engine = workspace.engine()
        self.upkeep = Upkeep(workspace)
        self.send(seen("a1", ADA), seen("b1", BEN))

    def send(self, *events: Event) -> dict[str, int]:
        """Append a body and process it; what was dropped."""
        self.clock.advance(MINUTE)
        self.workspace.log.append([Arrival("web", pack(list(events)))])
        dropped: dict[str, int] = {}
        self.engine.drain(lambda progress: dropped.update(progress.dropped))
        return dropped

    def erase(self) -> None:
        """Ada asks for it."""
        self.send(Event("z", "delete_profile", "delete_profile", (ADA,)))

    def wait(self) -> None:
        """A quarter of an hour passes."""
        for _ in range(15):
            self.clock.advance(MINUTE)
            self.upkeep.turn()

    def restart(self) -> None:
        """A new engine process."""
        self.engine = self.workspace.engine()

    def people(self) -> set[Identity]:
        """Everybody known."""
        return {node.identity for node in self.workspace.store.scan_nodes()}

    def bytes_of(self, *names: str) -> set[str]:
        """Those of the canaries that stand in a file."""
        return found(self.workspace.folder, [f"<{name}>" for name in names])


def seen(name: str, who: Identity, ts: Instant | None = None) -> Event:
    return Event(name, "track", "seen", (who,), ts, properties={"note": f"<{name}>"})


def correction(target: str, note: str) -> Event:
    return Event(target, "replace", "replace", properties={"note": f"<{note}>"}, rev=2)


@pytest.fixture
def shop(tmp_path: Path, manual_clock: ManualClock) -> Iterator[Shop]:
    with open_workspace(tmp_path / "shop", manual_clock) as workspace:
        yield Shop(workspace, manual_clock)


@pytest.mark.parametrize("sealed", [False, True])
@pytest.mark.parametrize("carried_out", [False, True])
@pytest.mark.parametrize("restarted", [False, True])
def test_a_correction_of_an_erased_event_waits_for_nobody(
    shop: Shop, sealed: bool, carried_out: bool, restarted: bool
) -> None:
    if sealed:
        shop.upkeep._keeper.seal_all()
    shop.erase()
    if carried_out:
        shop.wait()
    if restarted:
        shop.restart()
    assert shop.send(correction("a1", "late")) == {"erased": 1}
    assert shop.workspace.history.read([""]) == []
    assert shop.workspace.store.count() == 1
    shop.wait()
    assert shop.bytes_of("a1", "late", "b1") == {"<b1>"}


@pytest.mark.parametrize("restarted", [False, True])
def test_a_correction_that_came_first_goes_with_its_event(shop: Shop, restarted: bool) -> None:
    shop.send(correction("a2", "early"))
    shop.send(seen("a2", ADA))
    shop.erase()
    shop.wait()
    assert shop.bytes_of("a1", "a2", "early") == set()
    if restarted:
        shop.restart()
    shop.send(seen("a2", BEN))
    assert shop.bytes_of("early") == set()


def test_a_correction_that_came_first_goes_when_its_event_is_refused(shop: Shop) -> None:
    before = shop.clock.now()
    shop.send(correction("a2", "early"))
    shop.erase()
    shop.wait()
    assert shop.send(seen("a2", ADA, before)) == {"erased": 1}
    shop.wait()
    assert shop.bytes_of("a2", "early") == set()
    shop.restart()
    assert shop.people() == {BEN}


@pytest.mark.parametrize("carried_out", [False, True])
def test_what_is_sent_again_is_refused_and_leaves_the_log(shop: Shop, carried_out: bool) -> None:
    before = shop.clock.now()
    shop.erase()
    if carried_out:
        shop.wait()
    facts = shop.workspace.store.facts()
    assert shop.send(seen("a1", ADA), seen("a7", ADA, before), seen("b2", BEN)) == {"duplicate": 1, "erased": 1}
    assert shop.people() == {BEN}
    assert shop.workspace.store.count() == 1
    assert shop.workspace.store.facts()[len(facts) :] == []
    assert shop.bytes_of("a7", "a1") == {"<a7>", "<a1>"}, "until the pass the log has them"
    shop.wait()
    assert shop.bytes_of("a1", "a7", "b1", "b2") == {"<b1>", "<b2>"}
    receipts = len(shop.workspace.store.receipts())
    for number in range(3):
        shop.send(seen(f"a8{number}", ADA, before))
        shop.wait()
    assert shop.bytes_of("a80", "a81", "a82") == set()
    assert len(shop.workspace.store.receipts()) == receipts, "one a day, however often they are sent"


def test_names_that_came_with_the_order_and_lead_nowhere_are_barred(shop: Shop) -> None:
    before = shop.clock.now()
    phone = Identity("phone", "+441632960001")
    shop.send(Event("z", "delete_profile", "delete_profile", (ADA, phone)))
    assert shop.send(seen("p1", phone, before)) == {"erased": 1}
    assert shop.people() == {BEN}
    shop.send(seen("p2", phone))
    assert shop.people() == {BEN, phone}
