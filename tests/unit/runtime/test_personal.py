"""What is held about a person, on the command line."""

import json
from pathlib import Path

from tests.unit.runtime.conftest import Clew


def test_the_command_prints_a_line_for_each_thing(clew: Clew, tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text('{"who": "ada"}\n{"who": "bob"}\n')
    mapping = "kind: mapping\nid: m\nevent: {type: seen, id: $.who, identities: {user_id: $.who}}\n"
    (tmp_path / "m.yaml").write_text(mapping)
    assert clew("import", "one.jsonl", "--mapping", "m.yaml").code == 0
    printed = clew("profile", "export", "user_id:ada")
    lines = [json.loads(line) for line in printed.out.splitlines()]
    assert [line["item"]["id"] for line in lines if line["place"] == "history"] == ["ada"]
    assert "bob" not in printed.out
    assert clew("profile", "export", "user_id:eve").code == 1
