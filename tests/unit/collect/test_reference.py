"""The page of the reference says what the collector does: every route, code, limit and reason is on it."""

import re
from dataclasses import fields
from pathlib import Path

from clew.api.collect.dialects import DIALECTS
from clew.api.collect.errors import Refusal, UnreadableBody
from clew.api.collect.limits import Limits

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs/reference/collection.md").read_text()
SOURCES = "".join(path.read_text() for path in (ROOT / "src/clew/api/collect").rglob("*.py"))


def test_every_route_is_on_the_page():
    for routes in DIALECTS:
        for path in routes:
            assert f"{path}`" in PAGE


def test_every_refusal_is_on_the_page_with_its_status():
    refusals = [*Refusal.__subclasses__(), *UnreadableBody.__subclasses__()]
    assert len(refusals) > 5
    for kind in refusals:
        assert f"| `{kind.code}` | {kind.status} |" in PAGE


def test_every_limit_is_on_the_page():
    for field in fields(Limits):
        assert f"`{field.name}`" in PAGE


def test_every_reason_is_on_the_page_and_no_other():
    said = r'(?:(?:Fault|Reject)\(\s*|\breason(?:: ClassVar\[str\])? = )"([a-z_]+\.[a-z_0-9]+)"'
    raised = set(re.findall(said, SOURCES))
    table = PAGE.split("## Why events wait in quarantine")[1]
    assert raised == set(re.findall(r"`([a-z]+\.[a-z_0-9]+)`", table))
