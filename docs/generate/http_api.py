"""The reference page of the API, from its OpenAPI document."""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from clew.api.service import create_app
from clew.runtime.clock import SystemClock
from clew.runtime.services import services_of
from clew.runtime.workspace import open_workspace


def page() -> str:
    """One section for each operation, under its tag."""
    with tempfile.TemporaryDirectory() as folder, open_workspace(Path(folder, "data"), SystemClock()) as workspace:
        document = create_app(services_of(workspace)).openapi()
    lines = ["# HTTP API", "", _INTRODUCTION]
    by_tag: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["other"])[0]
            by_tag.setdefault(tag, []).extend(["", *_section(method.upper(), path, operation)])
    for tag, sections in by_tag.items():
        lines += ["", f"## {tag.capitalize()}", *sections]
    return "\n".join(lines) + "\n"


_INTRODUCTION = """\
Under `/api/v1`, with an API key as bearer token. Errors are problem+json with a stable `code`; lists are walked with
the `next_cursor` of their page. A running server gives the whole OpenAPI 3.1 document."""


def _section(method: str, path: str, operation: Mapping[str, Any]) -> Iterator[str]:
    yield f"### {method} {path}"
    yield ""
    yield operation.get("description") or operation.get("summary") or ""
    parameters = operation.get("parameters") or []
    if parameters:
        yield ""
        yield "| parameter | in | meaning |"
        yield "|---|---|---|"
        for parameter in parameters:
            meaning = (parameter.get("description") or "").replace("|", "\\|").replace("\n", " ")
            required = " Required." if parameter.get("required") and parameter["in"] != "path" else ""
            yield f"| `{parameter['name']}` | {parameter['in']} | {meaning}{required} |"
    answers = ", ".join(f"`{status}`" for status in operation.get("responses", {}))
    if answers:
        yield ""
        yield f"Answers {answers}."
