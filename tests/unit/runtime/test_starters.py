"""The journeys to start from are published as they come, and what they bring can be sent."""

from pathlib import Path

import pytest

from clew.catalog import Document
from clew.content import Audience, compile_template, render_content
from clew.journeys.telling import NAMES, brought
from tests.unit.runtime.conftest import Clew

TEMPLATES = [each for name in NAMES for each in brought(name) if each.kind == "template"]
KNOWN = {"event": {"order_id": "o1", "sku": "coffee", "contract": "k1"}, "profile": {"renewal": "2026-06-30"}}


def test_each_is_published_as_it_comes(clew: Clew, tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    clew("key", "create", "write", "--source", "web")
    for name in NAMES:
        (tmp_path / "documents" / f"{name}.yaml").write_text(clew("journey", "starters", name).out)
        checked = clew("journey", "check", f"documents/{name}.yaml")
        assert checked.code == 0, checked.err
    assert clew("apply", "documents").code == 0
    listed = clew("journey", "list", "--json").json
    assert {each["id"]: each["status"] for each in listed} == dict.fromkeys(NAMES, "live")


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.id)
def test_what_it_brings_can_be_sent_to_somebody_of_whom_little_is_known(template: Document) -> None:
    links = {"unsubscribe": "https://clew.example/u"}
    parts = render_content(compile_template(template), Audience({**KNOWN, "links": links}, 0)).parts
    assert parts["subject"]
    assert "https://clew.example/u" in parts["html"]
    assert "{{" not in "".join(map(str, parts.values()))
