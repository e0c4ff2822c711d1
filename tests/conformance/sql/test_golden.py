"""The text of some queries, so that another version of the generator can't change it unseen."""

import os
from pathlib import Path

import pytest

from clew.expressions import parse
from clew.expressions.sql import DIALECTS, Dialect, compile_sql
from clew.kernel.instants import parse_instant
from tests.conformance.sql.judge import asked_at

GOLDEN = Path(__file__).parent / "golden"
EXPRESSIONS = (
    "count(purchase where total > 50 in last 30d) >= 2",
    'profile.tier in ["gold"] and did visit this_week',
    "sequence(cart then no purchase within 24h) in last 7d",
    "avg(total of purchase since last refund)",
)
NOW = parse_instant("2026-01-31T12:00:00Z")


@pytest.mark.parametrize("make", DIALECTS)
def test_queries_read_as_they_did(make: type[Dialect]) -> None:
    parts = [
        f"-- {text}\n{compile_sql(parse(text), make(), asked_at(NOW)).sql(pretty=True)};\n" for text in EXPRESSIONS
    ]
    path = GOLDEN / f"{make.generator}.sql"
    if os.environ.get("CLEW_SNAPSHOT") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text("\n".join(parts))
    assert path.read_text() == "\n".join(parts), "if it is meant: CLEW_SNAPSHOT=write pytest tests/conformance/sql"
