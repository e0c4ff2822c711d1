"""Folder, log and state belong together: what was lost, forgotten or put back alone is refused, and harms nothing."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from clew.adapters.lake import MissingFile
from clew.adapters.sqlite import LOG_FILE, STATE_FILE, SqliteEventLog, SqliteStateStore
from clew.engine import Keeper
from clew.engine.ports import LakeAhead
from clew.events import Event, Identity
from clew.events.ports import Arrival
from clew.kernel.packing import pack
from clew.runtime.doctor import examine
from clew.runtime.rebuild import rebuild
from clew.runtime.together import MARK, NotTogether
from clew.runtime.workspace import Workspace, open_workspace
from tests.conftest import ManualClock
from tests.unit.runtime.conftest import Clew


class Shop:
    """A workspace that is opened, fed, sealed and closed."""

    def __init__(self, folder: Path, clock: ManualClock) -> None:
        self.folder = folder
        self.clock = clock

    def open(self) -> Workspace:
        """As any command does it."""
        return open_workspace(self.folder, self.clock)

    def sell(self, *ids: str, seal: bool = True) -> None:
        """Events of Ada, folded and, if so wished, sealed."""
        with self.open() as workspace:
            for each in ids:
                self.clock.advance(1_000)
                event = Event(each, "track", "Order Completed", (Identity("user_id", "ada"),))
                workspace.log.append([Arrival("web", pack([event]))])
            workspace.engine().drain()
            if seal:
                Keeper(workspace.log, workspace.store, workspace.lake, workspace.clock).seal_all()

    def sold(self) -> list[str]:
        """What is in the past."""
        with self.open() as workspace:
            return [record.event.id for chunk in workspace.history.scan() for record in chunk]

    def files(self) -> set[str]:
        """Of the lake."""
        return {path.name for path in self.folder.glob("lake/*/*.parquet")}

    def lose(self, name: str) -> None:
        """A database, with what is beside it."""
        for path in self.folder.glob(f"{name}*"):
            path.unlink()

    def put_aside(self, name: str) -> Path:
        """A copy of a database."""
        return shutil.copy(self.folder / name, self.folder.with_name(f"{name}.copy"))

    def put_back(self, name: str) -> None:
        """The copy."""
        self.lose(name)
        shutil.copy(self.folder.with_name(f"{name}.copy"), self.folder / name)

    def from_before(self) -> None:
        """As a Clew left it that marked nothing yet."""
        (self.folder / MARK).unlink()
        for name, table in ((LOG_FILE, "mark"), (STATE_FILE, "progress")):
            connection = sqlite3.connect(self.folder / name, isolation_level=None)
            connection.execute(f"UPDATE {table} SET workspace = ''")  # noqa: S608  (our names)
            connection.close()


@pytest.fixture
def shop(tmp_path: Path, manual_clock: ManualClock, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.delenv("CLEW_DATABASE_URL", raising=False)
    return Shop(tmp_path / "shop", manual_clock)


@pytest.fixture
def sealed(shop: Shop) -> Iterator[Shop]:
    """A shop whose past is in the lake; whatever a test does, not a file of it may go."""
    shop.sell("one", "two")
    files = shop.files()
    assert files
    yield shop
    assert files <= shop.files()


def test_a_whole_workspace_opens_and_goes_on(sealed: Shop) -> None:
    sealed.sell("three", seal=False)
    assert sealed.sold() == ["one", "two", "three"]


def test_a_lost_state_is_no_empty_one(sealed: Shop) -> None:
    sealed.lose(STATE_FILE)
    with pytest.raises(NotTogether, match="state is new") as caught:
        sealed.open()
    assert caught.value.hint


def test_a_lost_log_is_no_empty_one(sealed: Shop) -> None:
    sealed.lose(LOG_FILE)
    with pytest.raises(NotTogether, match="log is new"):
        sealed.open()


def test_a_lake_without_log_and_state_is_not_begun_anew(sealed: Shop) -> None:
    for lost in (LOG_FILE, STATE_FILE, MARK):
        sealed.lose(lost)
    with pytest.raises(NotTogether, match="log is new"):
        sealed.open()


def test_a_lost_lake_is_missed(tmp_path: Path, shop: Shop) -> None:
    shop.sell("one")
    (shop.folder / "lake").rename(tmp_path / "elsewhere")
    with pytest.raises(NotTogether, match="lake"):
        shop.open()


def test_a_state_older_than_the_lake_is_refused(sealed: Shop) -> None:
    sealed.put_aside(STATE_FILE)
    sealed.sell("three", "four")
    files = sealed.files()
    sealed.put_back(STATE_FILE)
    with pytest.raises(NotTogether, match=r"begins after row 4.*up to 2"):
        sealed.open()
    assert sealed.files() == files


def test_a_log_older_than_the_state_is_refused(sealed: Shop) -> None:
    sealed.put_aside(LOG_FILE)
    sealed.sell("three", seal=False)
    sealed.put_back(LOG_FILE)
    with pytest.raises(NotTogether, match=r"ends at row 2.*up to 3"):
        sealed.open()


@pytest.mark.parametrize(("name", "part"), [(STATE_FILE, "state"), (LOG_FILE, "log"), ("secret", "secret")])
def test_what_is_another_workspaces_is_refused(
    sealed: Shop, tmp_path: Path, manual_clock: ManualClock, name: str, part: str
) -> None:
    other = Shop(tmp_path / "other", manual_clock)
    other.sell("theirs", "theirs, too")
    sealed.lose(name)
    shutil.copy(other.folder / name, sealed.folder / name)
    with pytest.raises(NotTogether, match=f"the {part} is another workspace's"):
        sealed.open()


def test_a_lake_may_begin_before_the_log(shop: Shop) -> None:
    """As that of a workspace whose past was written straight into its lake."""
    shop.open().close()
    (shop.folder / "lake/events").mkdir(parents=True)
    (shop.folder / "lake/events/-9--1-t3-00.parquet").touch()
    with shop.open() as workspace:
        assert workspace.lake.newest() == 0


def test_a_workspace_from_before_is_marked_when_it_is_opened(sealed: Shop) -> None:
    sealed.from_before()
    assert sealed.sold() == ["one", "two"]
    sealed.lose(STATE_FILE)
    with pytest.raises(NotTogether):
        sealed.open()


def test_a_workspace_from_before_that_lost_its_state_is_not_marked(sealed: Shop) -> None:
    sealed.from_before()
    sealed.lose(STATE_FILE)
    with pytest.raises(NotTogether, match=r"begins after row 2"):
        sealed.open()
    assert not (sealed.folder / MARK).exists()


@pytest.mark.parametrize("taken", [0, 1, 2])
def test_a_first_start_that_was_cut_short_is_finished(shop: Shop, monkeypatch: pytest.MonkeyPatch, taken: int) -> None:
    steps = [(SqliteStateStore, "take"), (SqliteEventLog, "take"), (Path, "write_text")]
    owner, name = steps[taken]

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(owner, name, die)
        with pytest.raises(KeyboardInterrupt):
            shop.open()
    shop.sell("one")
    assert shop.sold() == ["one"]


def test_a_rebuild_that_was_cut_short_can_be_begun_again(sealed: Shop) -> None:
    with sealed.open() as workspace:
        workspace.store.reset()
    with sealed.open() as workspace:
        assert rebuild(workspace) == 2
    assert sealed.sold() == ["one", "two"]


def test_a_database_that_was_forgotten_harms_nothing(
    shop: Shop, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLEW_DATABASE_URL", postgres_url)
    monkeypatch.setenv("CLEW_DATABASE_SCHEMA", "shop")
    shop.sell("one", "two")
    files = shop.files()
    monkeypatch.delenv("CLEW_DATABASE_URL")
    with pytest.raises(NotTogether, match="log is new") as caught:
        shop.open()
    assert "CLEW_DATABASE_URL" in str(caught.value)
    monkeypatch.setenv("CLEW_DATABASE_URL", postgres_url)
    monkeypatch.setenv("CLEW_DATABASE_SCHEMA", "another")
    with pytest.raises(NotTogether):
        shop.open()
    monkeypatch.setenv("CLEW_DATABASE_SCHEMA", "shop")
    other = Shop(shop.folder.with_name("other"), shop.clock)
    with pytest.raises(NotTogether, match="another workspace's"):
        other.open()
    assert shop.sold() == ["one", "two"]
    assert shop.files() == files


def keep(workspace: Workspace) -> None:
    """As upkeep begins."""
    Keeper(workspace.log, workspace.store, workspace.lake, workspace.clock)


def test_nothing_is_swept_where_a_named_file_is_missing(sealed: Shop, tmp_path: Path) -> None:
    (events,) = sealed.folder.glob("lake/events/*.parquet")
    sealed.sell("three")
    events.rename(tmp_path / "aside")
    (sealed.folder / "lake/events/merged.parquet").touch()
    with sealed.open() as workspace:
        with pytest.raises(MissingFile, match="not there: 1"):
            keep(workspace)
        assert not all(finding.ok for finding in examine(workspace))
    assert (sealed.folder / "lake/events/merged.parquet").exists()
    (tmp_path / "aside").rename(events)


def test_nothing_is_swept_where_the_lake_is_ahead_of_the_log(sealed: Shop) -> None:
    """Log and state are of one moment, the lake is of a later one."""
    for name in (LOG_FILE, STATE_FILE):
        sealed.put_aside(name)
    sealed.sell("three", "four")
    files = sealed.files()
    for name in (LOG_FILE, STATE_FILE):
        sealed.put_back(name)
    with sealed.open() as workspace:
        with pytest.raises(LakeAhead, match=r"up to log row 4.*ends at row 2"):
            keep(workspace)
        (finding,) = (each for each in examine(workspace) if each.check == "lake")
        assert not finding.ok
    assert sealed.files() == files


def test_the_doctor_tells_of_parts_that_do_not_fit(shop: Shop, clew: Clew) -> None:
    shop.sell("one")
    shop.lose(STATE_FILE)
    ran = clew("doctor", "--json")
    (finding,) = ran.json
    assert ran.code == 1
    assert (finding["check"], finding["ok"]) == ("stores", False)
    assert "this state is new" in finding["detail"]
