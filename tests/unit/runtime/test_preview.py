"""`clew segment preview`, as a shell would run it."""

from pathlib import Path

import pytest

from tests.unit.runtime.conftest import Clew
from tests.unit.runtime.test_commands import MAPPING

ROWS = "id,who,total,when\n1,u1,20,2026-01-01\n2,u1,30,2026-01-20\n3,u2,5,2026-01-30\n"
RECENT = 'did "Order Completed" in last 30d'


@pytest.fixture
def shop(clew: Clew, tmp_path: Path) -> Clew:
    """A shop with three orders of two people."""
    (tmp_path / "orders.yaml").write_text(MAPPING)
    (tmp_path / "orders.csv").write_text(ROWS)
    assert clew("import", "orders.csv", "--mapping", "orders.yaml").code == 0
    assert clew("rebuild").code == 0
    return clew


def test_a_segment_is_counted_at_any_instant(shop: Clew) -> None:
    at = ("--at", "2026-01-30T00:00:00Z", "--sample", "1")
    found = shop("segment", "preview", RECENT, *at, "--json").json
    assert (found["at"], found["members"], found["people"]) == ("2026-01-30T00:00:00Z", 2, 2)
    assert len(found["sample"]) == 1
    assert found["seconds"] >= 0
    told = shop("segment", "preview", RECENT, *at).out.splitlines()
    assert told == ["2 of 2 profiles (100.0%), at 2026-01-30T00:00:00Z", f"  {found['sample'][0]}"]
    early = shop("segment", "preview", RECENT, "--at", "2026-01-29T23:59:59.999999Z", "--json").json
    assert (early["members"], early["people"]) == (1, 1)
    assert shop("segment", "preview", RECENT, *at, "--then").out == "0 of 0 profiles, at 2026-01-30T00:00:00Z\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("count(purchase)",), "a segment needs a condition"),
        (("did purchase in last",), "1:"),
        (('in segment "nobody"',), "there is no segment `nobody`"),
    ],
)
def test_what_is_no_condition_is_refused(shop: Clew, words: tuple[str, ...], said: str) -> None:
    ran = shop("segment", "preview", *words)
    assert ran.code == 1
    assert said in ran.err
