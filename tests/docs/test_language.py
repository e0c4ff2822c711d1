"""The page of the language is written from the table of operators, and lacks none of them."""

from importlib import import_module
from pathlib import Path

import pytest

from clew.expressions import OPERATORS


def test_every_operator_stands_on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(Path(__file__).parents[2] / "docs")
    text = import_module("generate.operators").page()
    rows = {line for line in text.splitlines() if line.startswith("| `")}
    assert rows == {f"| `{each.form}` | {each.meaning} | `{each.example}` |" for each in OPERATORS}
