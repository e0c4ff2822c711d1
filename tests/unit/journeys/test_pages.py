"""The journeys that the documentation shows are valid."""

import re
from pathlib import Path

import pytest

from clew.catalog import parse
from clew.journeys.validate import journey_faults

ROOT = Path(__file__).parents[3]
PAGES = ["docs/reference/journeys.md"]


@pytest.mark.parametrize("page", PAGES)
def test_shown_journeys_are_valid(page: str) -> None:
    shown = re.findall(r"```yaml\n(kind: journey.*?)```", (ROOT / page).read_text(), re.DOTALL)
    assert shown
    for text in shown:
        (authored,) = parse(text).checked()
        assert [str(authored.place(fault)) for fault in journey_faults(authored.document)] == []
