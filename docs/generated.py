"""Reference pages that are written from the program itself, each time the documentation is built."""

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

import clew

FOLDER = Path(__file__).parent / "reference" / "generated"


def setup(app: Sphinx) -> dict[str, Any]:
    """Sphinx's hook."""
    app.connect("builder-inited", write)
    app.connect("autodoc-process-docstring", _markdown_code, priority=400)  # before napoleon
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write(_app: Sphinx | None = None) -> None:
    """Write all generated pages; leave alone what has not changed, so that a second build is quick."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        path = FOLDER / f"{name}.md"
        text = page()
        if not path.exists() or path.read_text() != text:
            path.write_text(text)


def python_page() -> str:
    """The public names of every domain, and its ports."""
    parts = ["# Python", "", _PYTHON_INTRODUCTION]
    for name in _domains():
        parts += ["", f"## {name}", "", _automodule(name)]
        if importlib.util.find_spec(f"{name}.ports"):
            parts += ["", f"### {name}.ports", "", _automodule(f"{name}.ports")]
    return "\n".join(parts) + "\n"


_PYTHON_INTRODUCTION = """\
What a domain exports from its root, and what it needs of the world (its ports). Everything else in a folder may change
without notice."""


def _domains() -> Iterable[str]:
    found = (f"clew.{module.name}" for module in pkgutil.iter_modules(clew.__path__) if module.ispkg)
    return [name for name in found if _exports(name) or importlib.util.find_spec(f"{name}.ports")]


def _exports(name: str) -> list[str]:
    return list(getattr(importlib.import_module(name), "__all__", []))


def _automodule(name: str) -> str:
    return f"```{{eval-rst}}\n.. automodule:: {name}\n```"


_CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)")


def _markdown_code(_app: Sphinx, what: str, _name: str, _object: Any, _options: Any, lines: list[str]) -> None:
    """Docstrings are written with Markdown's backticks; Sphinx wants two of them for code."""
    lines[:] = _CODE.sub(r"``\1``", "\n".join(lines)).split("\n")
    if what in {"attribute", "data", "property"}:
        lines.insert(0, "")  # napoleon takes what stands before a colon in the first line for a type


PAGES: dict[str, Callable[[], str]] = {"python": python_page}
