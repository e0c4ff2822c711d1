"""Law 9: after an erasure no byte of the person is in any file of the workspace, and everybody else's are all there."""

import random
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from clew.engine import Engine, Keeper, SealPolicy
from clew.events import Event, Identity, Record
from clew.events.ports import Arrival, Reject
from clew.kernel.instants import MINUTE
from clew.kernel.packing import pack, to_json
from clew.privacy import Privacy, Receipt, order_id
from clew.runtime.upkeep import Upkeep, privacy_of
from clew.runtime.workspace import Workspace, open_workspace
from tests.conftest import ManualClock
from tests.laws.privacy.searching import found

PEOPLE = ["ada", "ben", "cleo"]
TABLET = Identity("ecid", "shared-tablet")


def canary(person: str, number: int) -> str:
    """A token that nothing else contains: `<ada:0007>`."""
    return f"<{person}:{number:04}>"


class Story:
    """People who do things, an engine that follows them, a keeper that seals now and then."""

    def __init__(self, workspace: Workspace, clock: ManualClock, seed: int) -> None:
        self.workspace = workspace
        self.clock = clock
        self.rng = random.Random(seed)
        self.engine: Engine = workspace.engine()
        policy = SealPolicy(events=8, facts=8, most=30, fan_in=2)
        self.keeper = Keeper(workspace.log, workspace.store, workspace.lake, clock, policy)
        self.canaries: dict[str, list[str]] = {person: [] for person in PEOPLE}
        self.sent: list[Event] = []
        for person in PEOPLE:
            # Else what a phone said by itself would be nobody's known to us.
            who = (Identity("email", f"{person}@example.com"), Identity("ecid", f"phone-of-{person}"))
            self.send(Event(f"hello-{person}", "identify", "identify", who, properties={"name": self.token(person)}))

    def token(self, person: str) -> str:
        """A new canary of theirs."""
        self.canaries[person].append(canary(person, len(self.canaries[person])))
        return self.canaries[person][-1]

    def send(self, *events: Event, rejects: tuple[Reject, ...] = ()) -> None:
        """Append a body, and rejects."""
        self.clock.advance(MINUTE)
        self.workspace.log.append([Arrival("web", pack(list(events)) if events else None, rejects)])
        self.sent += events

    def event(self, person: str, kind: Any = "track") -> Event:
        """Something they do, full of canaries."""
        email = Identity("email", f"{person}@example.com")
        device = self.rng.choice([Identity("ecid", f"phone-of-{person}"), TABLET])
        who = self.rng.choice([(email,), (device,), (email, device)])
        if device == TABLET and email not in who:
            who = (email, device)  # whose anonymous tablet events are is the graph's affair, not this test's
        properties = {"note": self.token(person), "list": [{"deep": self.token(person)}]}
        return Event(self.token(person), kind, "seen", who, properties=properties, context={"ip": self.token(person)})

    def day(self, people: list[str]) -> None:
        """Some events of everybody, in bodies that mix them; corrections, deletions, rejects, copies."""
        for _ in range(self.rng.randint(2, 4)):
            body = [self.event(self.rng.choice(people)) for _ in range(self.rng.randint(1, 3))]
            self.send(*body)
            if self.rng.random() < 0.5:
                self.send(*body[:1])
        person = self.rng.choice(people)
        mine = [event for event in self.sent if person in event.id]
        if mine:
            old = self.rng.choice(mine)
            change = {"note": self.token(person)}
            self.send(Event(old.id, "replace", "seen", (), properties=change, rev=self.rng.randint(2, 9)))
            self.send(Event(self.token(person), "delete_event", "delete_event", properties={"id": old.id}))
        self.send(self.event(person, "identify"))
        raw = to_json({"event": "broken", "email": f"{person.upper()}@Example.com", "note": self.token(person)})
        self.send(rejects=(Reject("schema.violation", "no such field", "/note", raw),))
        self.engine.drain()
        if self.rng.random() < 0.6:
            self.keeper.turn()

    def erase(self, person: str) -> Receipt:
        """Ask for it, and carry it out."""
        who = (Identity("email", f"{person}@example.com"),)
        self.send(Event(f"erase-{person}", "delete_profile", "delete_profile", who))
        self.engine.drain()
        (receipt,) = self.privacy().erase_ordered()
        return receipt

    def privacy(self) -> Privacy:
        """Erasure and access, as a new process has it."""
        return privacy_of(self.workspace, self.keeper)

    def records(self) -> list[Record]:
        """The whole history."""
        return [record for chunk in self.workspace.history.scan() for record in chunk]


@pytest.fixture
def story(tmp_path: Path, manual_clock: ManualClock, request: pytest.FixtureRequest) -> Iterator[Story]:
    with open_workspace(tmp_path / "shop", manual_clock) as workspace:
        yield Story(workspace, manual_clock, getattr(request, "param", 0))


@pytest.mark.parametrize("story", range(3), indirect=True)
def test_no_byte_of_the_erased_stays_and_nobody_else_loses_one(story: Story) -> None:
    for _ in range(4):
        story.day(PEOPLE)
    folder = story.workspace.folder
    assert found(folder, story.canaries["ada"]) == set(story.canaries["ada"])
    others = [r for r in story.records() if "ada" not in r.event.id and "<ada" not in str(r.event.properties)]
    receipt = story.erase("ada")

    names = [*story.canaries["ada"], "ada@example.com", "ADA@Example.com", "phone-of-ada"]
    assert found(folder, names) == set()
    assert story.records() == others
    assert set(story.canaries["ben"] + story.canaries["cleo"]) == found(
        folder, story.canaries["ben"] + story.canaries["cleo"]
    )
    assert "ada" not in str(receipt)
    assert receipt.removed["history"] > 0
    assert receipt.removed["quarantine"] >= 0
    assert story.workspace.store.orders() == []
    assert story.workspace.store.receipts() == [receipt]


def test_a_receipt_tells_nobody_without_the_secret_whose_it_is(story: Story) -> None:
    email = Identity("email", "ada@example.com")
    story.engine.drain()
    store = story.workspace.store
    root = store.heads([leaf := store.nodes([email])[email].profile])[leaf].root
    receipt = story.erase("ada")
    assert receipt.order == order_id(story.workspace.secret, root, receipt.asked_at)
    assert receipt.order != order_id(b"", root, receipt.asked_at)


def test_they_can_begin_anew_but_are_not_revived(story: Story) -> None:
    for _ in range(2):
        story.day(PEOPLE)
    before = list(story.sent)
    story.erase("ada")
    store = story.workspace.store
    email = Identity("email", "ada@example.com")
    past = story.clock.now() - 30 * MINUTE
    again = [
        Event(f"import-{n}", "track", "seen", (email,), ts=past, properties=event.properties)
        for n, event in enumerate(before)
        if "ada" in event.id and event.kind == "track"
    ]
    story.send(*again)
    story.engine.drain()
    assert store.nodes([email]) == {}
    story.send(Event("new", "track", "seen", (email,)))
    story.engine.drain()
    profile = store.nodes([email])[email].profile
    assert [record.event.id for record in story.workspace.history.read([profile])] == ["new"]


def test_a_crash_in_the_middle_repeats_the_pass(story: Story) -> None:
    for _ in range(3):
        story.day(PEOPLE)
    who = (Identity("email", "ada@example.com"),)
    story.send(Event("erase-ada", "delete_profile", "delete_profile", who))
    story.engine.drain()
    orders = story.workspace.store.orders()
    # The first place is done, the others are not; then a new process begins.
    first, *_ = story.privacy()._holders
    first.erase(orders)
    story.keeper = Keeper(story.workspace.log, story.workspace.store, story.workspace.lake, story.clock)
    (receipt,) = story.privacy().erase_ordered()
    assert receipt.order == orders[0].id
    assert found(story.workspace.folder, story.canaries["ada"]) == set()


def test_what_is_nested_beyond_reading_holds_nobody_up(story: Story) -> None:
    story.day(PEOPLE)
    story.send(rejects=(Reject("body.unreadable", "no JSON", "", b"[" * 100_000 + b'"ada@example.com"'),))
    assert story.erase("ada").removed["quarantine"] > 0
    assert found(story.workspace.folder, story.canaries["ada"]) == set()


def test_readers_hold_an_erasure_up_for_minutes_at_most(story: Story) -> None:
    for _ in range(3):
        story.day(PEOPLE)
    story.keeper.seal_all()
    who = (Identity("email", "ada@example.com"),)
    story.send(Event("erase-ada", "delete_profile", "delete_profile", who))
    story.engine.drain()
    privacy = story.privacy()
    files = story.workspace.store.generation().files
    with story.workspace.lake.pin(files, story.clock.now() + 5 * MINUTE):
        receipts, hindrance = privacy.try_erase_ordered()
        assert receipts == []
        assert hindrance is not None
        assert hindrance.code == "privacy.still_read"
        number = story.workspace.store.generation().number
        assert privacy.try_erase_ordered()[0] == []
        assert story.workspace.store.generation().number == number, "what is rewritten is not rewritten again"
        story.clock.advance(6 * MINUTE)
        (receipt,) = privacy.erase_ordered()
    assert receipt.removed["history"] > 0
    assert found(story.workspace.folder, story.canaries["ada"]) == set()


def test_one_who_is_still_read_holds_up_neither_the_other_places_nor_those_who_follow(story: Story) -> None:
    for _ in range(3):
        story.day(PEOPLE)
    upkeep, workspace, clock = Upkeep(story.workspace), story.workspace, story.clock
    upkeep._keeper.seal_all()

    def ask(person: str) -> int:
        who = (Identity("email", f"{person}@example.com"),)
        story.send(Event(f"erase-{person}", "delete_profile", "delete_profile", who))
        story.engine.drain()
        return clock.now()

    def turn_for(minutes: int) -> None:
        for _ in range(4 * minutes):
            clock.advance(MINUTE // 4)
            upkeep.turn()

    def waiting() -> set[int]:
        return {order.at for order in workspace.store.orders()}

    with ExitStack() as readers:

        def read() -> None:
            files = workspace.store.generation().files
            readers.enter_context(workspace.lake.pin(files, clock.now() + 10 * MINUTE))

        read()
        asked = {"ada": ask("ada")}
        turn_for(3)
        held = {row.reject.raw for row in workspace.log.rejects(limit=1_000)}
        assert not any(b"ADA@Example.com" in raw for raw in held), "the other places do not wait"
        generation = workspace.store.generation().number
        turn_for(3)
        assert workspace.store.generation().number == generation, "what is rewritten is not rewritten again"
        read()
        asked["ben"] = ask("ben")
        turn_for(5)
        assert asked["ada"] not in waiting(), "who came first does not wait for those who read since"
        assert found(workspace.folder, story.canaries["ada"]) == set()
        turn_for(8)
    assert not workspace.store.orders()
    assert found(workspace.folder, story.canaries["ben"]) == set()
    late = [receipt for receipt in workspace.store.receipts() if receipt.done_at - receipt.asked_at >= 15 * MINUTE]
    assert not late
    assert all(receipt.removed["history"] for receipt in workspace.store.receipts())


def test_the_running_keeper_does_it_by_itself_within_its_time(story: Story) -> None:
    story.day(PEOPLE)
    upkeep = Upkeep(story.workspace)
    who = (Identity("email", "ada@example.com"),)
    story.send(Event("erase-ada", "delete_profile", "delete_profile", who))
    story.engine.drain()
    asked = story.clock.now()
    while story.workspace.store.orders():
        upkeep.turn()
        story.clock.advance(MINUTE // 4)
    assert story.clock.now() - asked < 15 * MINUTE
    assert found(story.workspace.folder, story.canaries["ada"]) == set()


def test_what_is_known_of_a_person_can_be_handed_over(story: Story) -> None:
    from clew.engine import subject_of

    for _ in range(3):
        story.day(PEOPLE)
    story.keeper.seal_all()
    story.day(PEOPLE)
    store = story.workspace.store
    email = Identity("email", "ada@example.com")
    leaf = store.nodes([email])[email].profile
    root = store.heads([leaf])[leaf].root
    said = list(story.privacy().export(subject_of(store, root)))
    text = to_json([item for _, item in said]).decode()
    assert {place for place, _ in said} == {"history", "profile", "quarantine"}
    mine = [r for r in story.records() if r.profile in subject_of(store, root).profiles]
    assert len(mine) == sum(place == "history" for place, _ in said)
    assert all(r.event.id in text for r in mine)
    assert "<ben" not in text
    assert "<cleo" not in text
