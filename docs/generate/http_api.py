"""The reference page of the API, from its OpenAPI document."""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from clew.api.service import create_app
from clew.runtime.clock import SystemClock
from clew.runtime.services.assembly import services_of
from clew.runtime.workspace import open_workspace

Json: TypeAlias = Mapping[str, Any]


def page() -> str:
    """One section for each operation, under its tag."""
    with tempfile.TemporaryDirectory() as folder, open_workspace(Path(folder, "data"), SystemClock()) as workspace:
        document = create_app(services_of(workspace)).openapi()
    lines = ["# HTTP API", "", _INTRODUCTION]
    by_tag: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            tag = (operation.get("tags") or ["other"])[0]
            by_tag.setdefault(tag, []).extend(["", *_section(document, method.upper(), path, operation)])
    for tag, sections in by_tag.items():
        lines += ["", f"## {tag.capitalize()}", *sections]
    return "\n".join(lines) + "\n"


_INTRODUCTION = """\
Under `/api/v1`, with an API key as bearer token. Errors are problem+json with a stable `code`; lists are walked with
the `next_cursor` of their page. A running server gives the whole OpenAPI 3.1 document, and so does `clew openapi`.

A call whose answer was lost may be made again. Requests that issue a key take an `Idempotency-Key` and give the same
key again; every other write says what is to be, or names by `If-Match` the version that it is based on, and changes
nothing more when it is repeated."""


def _section(document: Json, method: str, path: str, operation: Json) -> Iterator[str]:
    yield f"### {method} {path}"
    yield ""
    yield operation.get("description") or operation.get("summary") or ""
    parameters = operation.get("parameters") or []
    if parameters:
        yield from ("", "| parameter | in | meaning |", "|---|---|---|")
        yield from (_row(f"`{each['name']}`", each["in"], _meaning(each)) for each in parameters)
    if body := _schema_of(document, operation.get("requestBody")):
        yield from ("", "Takes an object:", "", *_fields(document, body))
    success = next((answer for status, answer in operation["responses"].items() if status.startswith("2")), None)
    if shown := _schema_of(document, success):
        yield from ("", "Gives an object:", "", *_fields(document, shown))
    answers = ", ".join(f"`{status}`" for status in operation["responses"])
    yield from ("", f"Answers {answers}.")


def _fields(document: Json, schema: Json) -> Iterator[str]:
    yield from ("| field | type | meaning |", "|---|---|---|")
    required = schema.get("required", ())
    for name, field in schema["properties"].items():
        needed = "" if name in required else " Optional."
        yield _row(f"`{name}`", _type(document, field), (field.get("description") or "") + needed)


def _schema_of(document: Json, holder: Json | None) -> Json | None:
    """The object that a body or an answer holds; None if it is none with named fields."""
    schema = ((holder or {}).get("content", {}).get("application/json") or {}).get("schema")
    found = _resolved(document, schema or {})
    return found if found.get("properties") else None


def _type(document: Json, schema: Json) -> str:
    if "$ref" in schema:
        found = _resolved(document, schema)
        return str(found.get("title", "object")) if found.get("properties") else _type(document, found)
    if "anyOf" in schema or "oneOf" in schema:
        kinds = [_type(document, each) for each in schema.get("anyOf", schema.get("oneOf"))]
        return " or ".join(dict.fromkeys(kinds))
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        places = schema.get("prefixItems")
        if places is not None:
            return f"list of {', '.join(_type(document, place) for place in places)}"
        return f"list of {_type(document, schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "any")


def _resolved(document: Json, schema: Json) -> Json:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def _meaning(parameter: Json) -> str:
    required = " Required." if parameter.get("required") and parameter["in"] != "path" else ""
    return f"{parameter.get('description') or ''}{required}"


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ").strip() for cell in cells) + " |"
