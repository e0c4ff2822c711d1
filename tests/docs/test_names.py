"""Prose about the code names what exists: paths, and modules with what they define."""

import importlib
import re
from pathlib import Path

import pytest

from clew.events.mapping import FUNCTIONS

ROOT = Path(__file__).parents[2]
PAGES = [
    "docs/explanation/architecture.md",
    "docs/explanation/exact-in-time.md",
    "docs/explanation/nothing-lost.md",
    "docs/explanation/journeys.md",
    "docs/explanation/messages.md",
    "docs/how-to/change-clew.md",
    "docs/adr/0001-layers.md",
    "docs/reference/benchmarks.md",
]

_CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_PATH = re.compile(r"(?:(?:src|tests|docs|bench|tools|requirements|\.ci)(?:/[\w.-]+)*/?)|[\w./-]+\.(?:py|toml|md|lock)")
_DOTTED = re.compile(r"clew(?:\.\w+)+")
LOCAL = {"model.py", "ports.py", "service.py", "errors.py", "__init__.py"}
"""Names of files that every domain has; they stand for no single place."""


def unresolved(text: str) -> list[str]:
    """The paths and dotted names of a text that lead nowhere."""
    spans = _CODE.findall(text)
    paths = [span for span in spans if _PATH.fullmatch(span) and span not in LOCAL]
    names = [span for span in spans if _DOTTED.fullmatch(span)]
    return [path for path in paths if not (ROOT / path).exists()] + [name for name in names if not _resolves(name)]


def _resolves(name: str) -> bool:
    parts = name.split(".")
    for depth in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:depth]))
        except ModuleNotFoundError:
            continue
        for part in parts[depth:]:
            found = getattr(found, part, None)
        return found is not None
    return False


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_only_what_exists(page: str) -> None:
    text = (ROOT / page).read_text()
    assert unresolved(text) == []
    assert _CODE.findall(text)


def test_names_that_lead_nowhere_are_found() -> None:
    faulty = "`src/clew/nowhere.py`, `tests/nowhere`, `clew.engine.Nothing`, `clew.nowhere`, `clew.kernel.errors`, `x`"
    assert unresolved(faulty) == ["src/clew/nowhere.py", "tests/nowhere", "clew.engine.Nothing", "clew.nowhere"]


def test_the_page_of_mappings_explains_every_function_and_no_other() -> None:
    table = (ROOT / "docs/reference/mapping.md").read_text().partition("## Functions")[2]
    explained = set(re.findall(r"`\{(\w+): ", table))
    assert explained == set(FUNCTIONS)
