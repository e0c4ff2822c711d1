"""The reference page of the ready schemas and field groups, from the documents that come with the program."""

from collections.abc import Iterator

from clew.events.schemas import SchemaField, SchemaRegistry, SchemaVersion, standard_registry, walk

_ROLES = {
    "schema": "Schemas",
    "class": "Classes",
    "field_group": "Field groups",
    "data_type": "Data types",
}


def page() -> str:
    """Every ready schema with its fields, by role and name."""
    registry = standard_registry()
    lines = ["# Schemas and field groups", "", _INTRODUCTION]
    for role, title in _ROLES.items():
        versions = sorted((version for version in registry if version.role == role), key=lambda version: version.name)
        if versions:
            lines += ["", f"## {title}"]
        for version in versions:
            lines += ["", *_section(registry, version)]
    return "\n".join(lines) + "\n"


_INTRODUCTION = """\
What comes with Clew, to be used as it is or composed into schemas of your own. Names are those on the wire; `[]` marks
a list and `{}` a map."""


def _section(registry: SchemaRegistry, version: SchemaVersion) -> Iterator[str]:
    yield f"### {version.name}"
    yield ""
    yield f"`{version.id}`, version {version.version}."
    if description := version.schema.get("description"):
        yield ""
        yield str(description)
    if version.events:
        yield ""
        yield "Checks " + ", ".join(f"`{key.type or key.kind}`" for key in version.events) + "."
    fields = walk(registry.fields(version.id))
    if fields:
        yield ""
        yield "| field | type | meaning |"
        yield "|---|---|---|"
        yield from (_row(field) for field in fields)


def _row(field: SchemaField) -> str:
    meaning = [field.description or field.title]
    if field.required:
        meaning.append("Required.")
    if field.values:
        meaning.append("One of " + ", ".join(f"`{value}`" for value in field.values) + ".")
    if field.identity:
        meaning.append(f"Identity in `{field.identity.namespace}`.")
    if field.labels:
        meaning.append("Labels: " + ", ".join(field.labels) + ".")
    return f"| `{field.path}` | {_cell(field.type)} | {_cell(' '.join(part for part in meaning if part))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ").strip()
