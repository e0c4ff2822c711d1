"""Reference pages that are written from the program itself, each time the documentation is built."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from generate import command_line, dialects, fields, http_api, operators, python, sql

FOLDER = Path(__file__).parents[1] / "reference" / "generated"

PAGES: dict[str, Callable[[], str]] = {
    "command-line": command_line.page,
    "fields": fields.page,
    "http": http_api.page,
    "language": operators.page,
    "python": python.page,
    "sql": sql.page,
    "sql-dialects": dialects.page,
}


def setup(app: Sphinx) -> dict[str, Any]:
    """Sphinx's hook."""
    app.connect("builder-inited", write)
    app.connect("autodoc-process-docstring", _markdown_code, priority=400)  # before napoleon
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def write(_app: Sphinx) -> None:
    """Write all pages; leave alone what has not changed, so that a second build is quick."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        path = FOLDER / f"{name}.md"
        text = page()
        if not path.exists() or path.read_text() != text:
            path.write_text(text)


_CODE = re.compile(r"(?<!`)`([^`]+)`(?!`)(\w?)")


def _markdown_code(_app: Sphinx, what: str, _name: str, _object: Any, _options: Any, lines: list[str]) -> None:
    """Docstrings are written with Markdown's backticks; Sphinx wants two of them for code."""
    lines[:] = _CODE.sub(_literal, "\n".join(lines)).split("\n")
    if what in {"attribute", "data", "property"}:
        lines.insert(0, "")  # napoleon takes what stands before a colon in the first line for a type


def _literal(code: re.Match[str]) -> str:
    following = f"\\ {code[2]}" if code[2] else ""
    return f"``{code[1]}``{following}"
