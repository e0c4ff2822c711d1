"""Lists of segments by command: what mentions one, what keeps it from ending, and what has ended."""

from pathlib import Path

from tests.unit.runtime.conftest import Clew

BUYERS = """\
kind: segment
id: buyers
name: Buyers
expression: did purchase in last 30d
"""
FANS = """\
kind: segment
id: fans
name: Fans
expression: in segment "buyers"
"""


def test_a_segment_that_is_mentioned_stays_until_nobody_does(clew: Clew, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "buyers.yaml").write_text(BUYERS)
    (folder / "fans.yaml").write_text(FANS)
    assert clew("apply", "documents").code == 0
    assert clew("segment", "dependents", "buyers", "--json").json == [{"kind": "segment", "id": "fans", "name": "Fans"}]
    assert clew("segment", "dependents", "fans").out == "No document mentions it.\n"

    (folder / "fans.yaml").unlink()
    (folder / "buyers.yaml").write_text(BUYERS + "status: archived\n")
    refused = clew("apply", "documents")
    assert refused.code == 1
    assert "segment/fans" in refused.out + refused.err
    (folder / "fans.yaml").write_text(FANS + "status: archived\n")
    assert clew("apply", "documents").code == 0
    assert clew("segment", "list", "--json").json == []
