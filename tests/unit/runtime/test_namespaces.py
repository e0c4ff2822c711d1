"""A namespace applied from a folder holds everywhere: in an import, in the graph, where people are looked up."""

from pathlib import Path

from clew.runtime.clock import SystemClock
from clew.runtime.collecting import Spellings
from clew.runtime.rebuild import rebuild
from clew.runtime.workspace import open_workspace
from tests.unit.runtime.conftest import Clew

NAMESPACES = """
kind: namespace
id: phone
type: phone
region: DE
---
kind: namespace
id: loyalty-id
type: person
"""
MAPPING = """
kind: mapping
id: visits
event:
  type: Visit
  id: $.id
  ts: {date: $.when, zone: UTC}
  identities: {phone: $.phone, loyalty_id: $.card, email: $.email}
"""
ROWS = """id,phone,card,email,when
1,0171 1234567,c1,,2026-01-01
2,,c1,ada@example.com,2026-01-02
3,,c2,ada@example.com,2026-01-03
"""


def test_what_is_applied_holds_in_imports_graph_and_questions(clew: Clew, tmp_path: Path) -> None:
    (tmp_path / "defs").mkdir()
    (tmp_path / "defs" / "names.yaml").write_text(NAMESPACES)
    (tmp_path / "visits.yaml").write_text(MAPPING)
    (tmp_path / "visits.csv").write_text(ROWS)
    assert clew("apply", "defs").code == 0
    assert clew("import", "visits.csv", "--mapping", "visits.yaml").code == 0
    first = clew("profile", "show", "phone:+49 171 1234567", "--json").json
    assert clew("profile", "show", "phone:0171/1234567", "--json").json["id"] == first["id"]
    assert clew("profile", "show", "loyaltyId:c1", "--json").json["id"] == first["id"]
    assert clew("profile", "show", "email:ada@example.com", "--json").json["id"] == first["id"], "a card is a person's"
    assert clew("profile", "show", "loyalty_id:c2", "--json").json["id"] != first["id"], "nobody has two cards"
    with open_workspace(tmp_path / "shop", SystemClock()) as workspace:
        nodes = workspace.store.scan_nodes()
        rebuild(workspace)
        assert workspace.store.scan_nodes() == nodes
    assert clew("erase", "phone:0171 1234567").code == 0
    assert clew("profile", "show", "loyalty_id:c1").code == 1
    (tmp_path / "defs" / "names.yaml").unlink()
    assert clew("apply", "defs", "--prune").code == 0
    assert clew("profile", "show", "phone:0171 1234567").code == 1


def test_a_running_collector_takes_new_namespaces_over(clew: Clew, tmp_path: Path) -> None:
    with open_workspace(tmp_path / "shop", SystemClock()) as workspace:
        spellings = Spellings(workspace.store)
        assert spellings("phone", "0171 1234567") is None
        (tmp_path / "defs").mkdir()
        (tmp_path / "defs" / "names.yaml").write_text(NAMESPACES)
        assert clew("apply", "defs").code == 0
        assert spellings.refresh()
        assert not spellings.refresh()
        assert spellings("phone", "0171 1234567") == "+491711234567"
