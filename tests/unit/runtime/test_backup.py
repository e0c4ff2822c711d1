"""A copy made while everything runs becomes a workspace that lost nothing of it, and does nothing again."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from threading import Event as Flag
from threading import Thread

import msgspec
import pytest

from clew.actions import Request, request_event
from clew.actions.ports import Sought
from clew.catalog import SOURCE as DOCUMENTS
from clew.engine import Keeper, SealPolicy
from clew.events import API_SOURCE, Event, Identity
from clew.events.ports import Arrival
from clew.kernel.packing import pack
from clew.runtime.backup import LEDGER, MANIFEST, FolderTaken, back_up, write_ledger
from clew.runtime.clock import SystemClock
from clew.runtime.rebuild import fingerprint, rebuild
from clew.runtime.restore import Damaged, OtherStores, Restored, restore
from clew.runtime.upkeep import Upkeep
from clew.runtime.workspace import DATABASE_SCHEMA, DATABASE_URL, Workspace, open_workspace
from tests.unit.api.serving import wait_for
from tests.unit.runtime.conftest import Clew

CLOCK = SystemClock()
COPIES = 3
TEMPLATE = {
    "kind": "template",
    "id": "note",
    "version": 1,
    "status": "published",
    "channel": "email",
    "parts": {"subject": "Note", "text": "Hello"},
}


class Shop:
    """A workspace, a copy of it, and what is made of the copy."""

    def __init__(self, place: Path, monkeypatch: pytest.MonkeyPatch, url: str | None) -> None:
        self.place = place
        self._monkeypatch = monkeypatch
        self._url = url
        self._numbers = count()

    @contextmanager
    def open(self, name: str = "shop") -> Iterator[Workspace]:
        """As any command does it."""
        self.reach(name)
        with open_workspace(self.place / name, CLOCK) as workspace:
            yield workspace

    def reach(self, name: str) -> None:
        """Have stores of this name be meant."""
        self._monkeypatch.delenv(DATABASE_URL, raising=False)
        if self._url is not None:
            self._monkeypatch.setenv(DATABASE_URL, self._url)
            self._monkeypatch.setenv(DATABASE_SCHEMA, name)

    def buy(self, workspace: Workspace, *names: tuple[str, str]) -> str:
        """An order of somebody; its id once it is accepted."""
        number = next(self._numbers)
        who = tuple(Identity(*name) for name in names)
        event = Event(f"o{number}", "track", "Order Completed", who, properties={"total": number})
        workspace.log.append([Arrival("web", pack([event]))])
        return event.id

    def erase(self, workspace: Workspace, *name: str) -> None:
        """Erase somebody, everywhere."""
        event = Event(f"e{next(self._numbers)}", "delete_profile", "delete_profile", (Identity(*name),))
        workspace.log.append([Arrival("privacy", pack([event]))])
        workspace.engine().drain()
        assert Upkeep(workspace).erase(at_once=True)

    def restore(self, name: str = "again", *, copy: str = "copy", ledger: str | None = None) -> Restored:
        """The copy as a workspace of its own."""
        self.reach(name)
        where = self.place / ledger if ledger is not None else None
        return restore(self.place / copy, self.place / name, CLOCK, where)

    def names(self, name: str = "again") -> set[tuple[str, str]]:
        """By what people are known."""
        with self.open(name) as workspace:
            return {(node.identity.namespace, node.identity.value) for node in workspace.store.scan_nodes()}


@pytest.fixture(params=["sqlite", "postgres"])
def shop(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    url = request.getfixturevalue("postgres_database") if request.param == "postgres" else None
    return Shop(tmp_path, monkeypatch, url)


def ids(workspace: Workspace) -> list[str]:
    return [record.event.id for chunk in workspace.history.scan() for record in chunk]


class Busy:
    """Everything that a running workspace does, until it is told to end."""

    def __init__(self, shop: Shop, workspace: Workspace) -> None:
        self._shop = shop
        self._ended = Flag()
        self.accepted: list[str] = []
        self._threads = [Thread(target=each, args=(workspace,)) for each in (self._collect, self._fold, self._seal)]

    def __enter__(self) -> "Busy":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _collect(self, workspace: Workspace) -> None:
        while not self._ended.is_set():
            self.accepted.append(self._shop.buy(workspace, ("user_id", f"u{len(self.accepted) % 50}")))

    def _fold(self, workspace: Workspace) -> None:
        engine = workspace.engine()
        while not self._ended.is_set():
            engine.drain()

    def _seal(self, workspace: Workspace) -> None:
        policy = SealPolicy(events=40, facts=40)
        keeper = Keeper(workspace.log, workspace.store, workspace.lake, workspace.clock, policy)
        while not self._ended.is_set():
            keeper.turn()


def test_a_copy_of_a_running_workspace_has_lost_nothing_and_doubled_nothing(shop: Shop) -> None:
    with shop.open() as workspace, Busy(shop, workspace) as busy:
        for number in range(COPIES):
            wait_for(lambda least=100 * (number + 1): len(busy.accepted) >= least, 60)
            before = set(busy.accepted)
            back_up(workspace, shop.place / f"copy{number}")
            after = {*busy.accepted, f"o{len(busy.accepted)}", f"o{len(busy.accepted) + 1}"}
            (shop.place / f"between{number}").write_bytes(msgspec.json.encode([sorted(before), sorted(after)]))
    for number in range(COPIES):
        least, most = msgspec.json.decode((shop.place / f"between{number}").read_bytes())
        shop.restore(f"again{number}", copy=f"copy{number}")
        with shop.open(f"again{number}") as workspace:
            found = ids(workspace)
            assert len(found) == len(set(found))
            assert set(least) <= set(found) <= set(most)
            program, at = workspace.engine().publisher.program, CLOCK.now()
            state = fingerprint(workspace.store, program, at)
            assert rebuild(workspace) == len(found)
            assert fingerprint(workspace.store, program, at) == state


def test_what_was_on_its_way_waits_for_a_person_and_so_does_what_was_about_to_be(shop: Shop) -> None:
    def want(workspace: Workspace, number: int) -> None:
        who, now = Identity("email", f"p{number}@example.com"), CLOCK.now()
        consent = Event(f"c{number}", "consent", "consent", (who,), now, properties={"marketing": "in"})
        wanted = request_event(f"m{number}", who, Request("note", "email", purpose="marketing"), now, by="tests")
        workspace.log.append([Arrival(API_SOURCE, pack([consent, wanted]))])

    with shop.open() as workspace:
        published = Event("note", "publish", "publish", properties={"document": TEMPLATE})
        workspace.log.append([Arrival(DOCUMENTS, pack([published]))])
        want(workspace, 1)
        workspace.engine().drain()
        assert workspace.outbox.outbox_counts() == {("email", "released", False): 1}
        want(workspace, 2)  # accepted, and not yet folded
        back_up(workspace, shop.place / "copy")
    assert shop.restore().held == 2
    with shop.open("again") as workspace:
        assert [row.reason for row in workspace.outbox.recent(Sought(status=("unknown",)))] == ["restored"] * 2
        assert not workspace.outbox.waiting()
        want(workspace, 3)
        workspace.engine().drain()
        assert workspace.outbox.waiting() == ["email"], "what comes after is sent"


def test_who_was_erased_since_the_copy_is_erased_again(shop: Shop) -> None:
    with shop.open() as workspace:
        for who in ("ada", "bob"):
            shop.buy(workspace, ("user_id", who), ("email", f"{who}@example.com"))
        workspace.engine().drain()
        back_up(workspace, shop.place / "copy")
        shop.erase(workspace, "user_id", "ada")
        back_up(workspace, shop.place / "newer")
    assert shop.restore(ledger=f"newer/{LEDGER}") == shop.restore("by-file", ledger=f"newer/{LEDGER}")
    assert shop.names() == {("user_id", "bob"), ("email", "bob@example.com")}
    with shop.open("again") as workspace:
        assert len(ids(workspace)) == 1
        old = Event("o0", "track", "Order Completed", (Identity("user_id", "ada"),), ts=1)
        workspace.log.append([Arrival("web", pack([old]))])
        workspace.engine().drain()
        assert not workspace.store.orders() or workspace.store.count() == 1
    assert shop.names() == {("user_id", "bob"), ("email", "bob@example.com")}, "an old file can't bring her back"


def test_a_device_that_changed_hands_since_does_not_cost_who_had_it(shop: Shop) -> None:
    with shop.open() as workspace:
        shop.buy(workspace, ("user_id", "ada"), ("device_id", "d1"))
        shop.buy(workspace, ("device_id", "d2"))
        workspace.engine().drain()
        back_up(workspace, shop.place / "copy")
        for device in ("d1", "d2"):
            shop.buy(workspace, ("user_id", "bob"), ("device_id", device))
        workspace.engine().drain()
        shop.erase(workspace, "user_id", "bob")
        write_ledger(workspace, shop.place / "ledger")
    assert shop.restore(ledger="ledger").erased == 1, "who was nobody but the device went with its bearer"
    assert shop.names() == {("user_id", "ada"), ("device_id", "d1")}


def test_who_came_back_after_an_erasure_that_the_copy_knows_stays(shop: Shop) -> None:
    with shop.open() as workspace:
        shop.buy(workspace, ("user_id", "ada"))
        workspace.engine().drain()
        shop.erase(workspace, "user_id", "ada")
        shop.buy(workspace, ("user_id", "ada"))
        workspace.engine().drain()
        back_up(workspace, shop.place / "copy")
    assert shop.restore(ledger=f"copy/{LEDGER}").erased == 0
    assert shop.names() == {("user_id", "ada")}


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """A copy of a shop with a sealed past."""
    shop = Shop(tmp_path, monkeypatch, None)
    with shop.open() as workspace:
        shop.buy(workspace, ("user_id", "ada"))
        workspace.engine().drain()
        Keeper(workspace.log, workspace.store, workspace.lake, workspace.clock).seal_all()
        back_up(workspace, tmp_path / "copy")
    return shop


@pytest.mark.parametrize("which", ["log.db", "state.db", "lake/events/*.parquet", "secret", "workspace"])
def test_a_copy_that_was_changed_or_has_lost_something_is_refused(copied: Shop, which: str) -> None:
    (path,) = (copied.place / "copy").glob(which)
    kept = path.read_bytes()
    path.write_bytes(kept[:-1] + bytes([kept[-1] ^ 1]))
    with pytest.raises(Damaged, match="changed"):
        copied.restore()
    path.unlink()
    with pytest.raises(Damaged, match="missing"):
        copied.restore()
    assert not list(copied.place.glob("again*"))


def test_what_is_no_copy_or_a_later_one_is_refused(copied: Shop) -> None:
    manifest = copied.place / "copy" / MANIFEST
    said = msgspec.json.decode(manifest.read_bytes())
    manifest.write_bytes(msgspec.json.encode({**said, "format": 99}))
    with pytest.raises(Damaged, match="later version"):
        copied.restore()
    manifest.unlink()
    with pytest.raises(Damaged, match=r"backup\.json"):
        copied.restore()


def test_a_ledger_that_is_none_is_refused_before_anything_is_made(copied: Shop) -> None:
    (copied.place / "ledger").write_text("ada\n")
    with pytest.raises(Damaged, match="ledger"):
        copied.restore(ledger="ledger")
    assert not list(copied.place.glob("again*"))


def test_nothing_is_written_over(copied: Shop) -> None:
    with copied.open() as workspace, pytest.raises(FolderTaken):
        back_up(workspace, copied.place / "copy")
    with pytest.raises(FolderTaken):
        copied.restore("shop")
    (copied.place / "again").mkdir()
    assert copied.restore().profiles == 1, "an empty folder will do"


def test_a_copy_that_fails_leaves_nothing(copied: Shop) -> None:
    (lost,) = copied.place.glob("shop/lake/events/*.parquet")
    shutil.move(lost, copied.place / "aside")
    with copied.open() as workspace, pytest.raises(FileNotFoundError):
        back_up(workspace, copied.place / "another")
    assert not list(copied.place.glob("another*"))


def test_stores_of_another_kind_are_refused(copied: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(DATABASE_URL, "postgresql://nowhere.example/")
    with pytest.raises(OtherStores, match="SQLite"):
        restore(copied.place / "copy", copied.place / "again", CLOCK)


def test_only_its_owner_may_read_a_copy(copied: Shop) -> None:
    assert (copied.place / "copy").stat().st_mode & 0o077 == 0
    assert (copied.place / "copy" / "secret").stat().st_mode & 0o077 == 0


def test_the_commands(clew: Clew, tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text('{"who": "ada"}\n')
    mapping = "kind: mapping\nid: m\nevent: {type: seen, id: $.who, identities: {user_id: $.who}}\n"
    (tmp_path / "m.yaml").write_text(mapping)
    assert clew("import", "one.jsonl", "--mapping", "m.yaml").code == 0
    assert clew("backup", "copy", "--json").json["bytes"] > 0
    assert clew("erase", "user_id:ada").code == 0
    assert clew("erasures", "ledger.jsonl", "--json").json["lines"] == 2
    restored = clew("restore", "copy", "--data", "again", "--erased", "ledger.jsonl", "--json")
    assert (restored.json["profiles"], restored.json["erased"], restored.json["held"]) == (0, 1, 0)
    refused = clew("restore", "nowhere", "--data", "third", "--json")
    assert (refused.code, "restore.damaged" in refused.err) == (1, True)
    assert [row["action"] for row in clew("audit", "--data", "again", "--json").json][:1] == ["restoreWorkspace"]
