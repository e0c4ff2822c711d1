"""The demo: what is invented is plainly so, and loading it is no news of yesterday."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from clew.runtime.cli import app
from clew.runtime.clock import SystemClock
from clew.runtime.demo.files import DATA
from clew.runtime.demo.load import load_demo
from clew.runtime.demo.names import FILE, SOURCE
from clew.runtime.demo.replay import orders
from clew.runtime.services.assembly import services_of
from clew.runtime.services.imports import Imports
from clew.runtime.services.models import models_of
from clew.runtime.workspace import Workspace, open_workspace

OLD, NEW = 2_000, 4_000


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The oldest and the newest of the demo's orders."""
    folder = tmp_path_factory.mktemp("demo")
    table = pq.read_table(DATA)
    pq.write_table(pa.concat_tables([table.slice(0, OLD), table.slice(table.num_rows - NEW)]), folder / DATA.name)
    with open_workspace(folder / "data", SystemClock()) as found:
        load_demo(found, orders=folder / DATA.name, learn=False)
        yield found


def test_the_replay_places_the_newest_orders() -> None:
    found = orders()
    assert len(found) == 1_054
    assert {order.type for order in found} == {"Order Completed", "Order Cancelled"}


def test_everybody_has_an_invented_name_and_no_address_is_real(workspace: Workspace) -> None:
    people = workspace.store.count()
    rows = workspace.queries.run(
        "SELECT identities, json_extract_string(properties, '$.last_name') FROM events WHERE source = $source",
        {"source": SOURCE},
        rows=10_000,
    ).rows
    assert len(rows) == people
    assert all(last for _, last in rows)
    addresses = [value for identities, _ in rows for namespace, value in identities if namespace == "email"]
    assert people * 0.7 < len(addresses) < people
    assert all(address.endswith("@example.com") for address in addresses)


def test_no_screen_is_empty(workspace: Workspace) -> None:
    (file,) = Imports(workspace).files()
    assert (file.name, file.state, file.rejects) == (FILE, "done", 3)
    merged = workspace.queries.run("SELECT count(*) FROM facts WHERE kind = 'profile_merged'", {}, rows=1).rows
    assert merged[0][0] == 1


def test_what_could_not_be_read_waits_for_a_mapping_that_is_there(workspace: Workspace) -> None:
    """Its rows may be mended: by the mapping that refused them, whatever is made of it."""
    services = services_of(workspace)
    found = services.quarantine.rejects(source=SOURCE, reason=None, state="held", after=None, limit=10).items
    mappings = {stored.document.id for stored in services.documents.documents("mapping")}
    assert len(found) == 3
    assert {each.mapping.partition("@")[0] for each in found} <= mappings


def test_loading_is_no_coming_and_going(workspace: Workspace) -> None:
    causes = workspace.queries.run(
        "SELECT DISTINCT cause FROM facts WHERE kind IN ('segment_entered', 'segment_exited') AND seq <> 0", {}, rows=9
    ).rows
    assert causes == [["backfill"]]


def test_loading_again_leaves_what_somebody_changed(workspace: Workspace, tmp_path: Path) -> None:
    mine = 'kind: segment\nid: lapsing\nname: Mine now\nexpression: did "Order Completed"\n'
    (tmp_path / "mine.yaml").write_text(mine)
    applied = CliRunner().invoke(app, ["apply", str(tmp_path / "mine.yaml"), "--data", str(workspace.folder)])
    assert applied.exit_code == 0, applied.output

    orders_file = workspace.folder.parent / DATA.name
    load_demo(workspace, orders=orders_file, learn=False)

    names = {title.id: title.name for title in services_of(workspace).documents.titles() if title.kind == "segment"}
    assert names["lapsing"] == "Mine now"
    assert len(names) > 2


def test_what_is_learnt_has_groups_and_a_challenger(tmp_path: Path) -> None:
    """Of every fourth customer: honestly computed, whatever it says; loading again learns nothing anew."""
    table = pq.read_table(DATA)
    some = [bool(who) and int(float(who)) % 4 == 0 for who in table["customer_id"].to_pylist()]
    pq.write_table(table.filter(pa.array(some)), tmp_path / DATA.name)
    with open_workspace(tmp_path / "data", SystemClock()) as found:
        for _ in range(2):
            load_demo(found, orders=tmp_path / DATA.name)
        models = models_of(found)
        first, second = models.versions("churn")
    assert (first.standing, second.standing) == ("champion", "candidate")
    assert second.waits
    assert first.lineage.document_version + 1 == second.lineage.document_version
    assert first.looks.events == ("Order Completed",)
    assert second.looks.events == ("Order Completed", "Order Cancelled")
    for version in (first, second):
        assert version.fairness is not None
        assert len(version.fairness.comparisons[0].groups) > 1
