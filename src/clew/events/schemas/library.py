"""The ready schemas: what retail, web, support, survey and messaging events, profiles and consents usually hold."""

from functools import cache
from importlib import resources

from clew.catalog import Document, parse
from clew.events.schemas.documents import SchemaVersion, from_document
from clew.events.schemas.registry import SchemaRegistry


@cache
def library_documents() -> tuple[Document, ...]:
    """The `schema` documents that come with Clew, in order of file and place."""
    folder = resources.files("clew.events.schemas") / "library"
    files = sorted((item for item in folder.iterdir() if item.name.endswith(".yaml")), key=lambda item: item.name)
    return tuple(
        authored.document
        for item in files
        for authored in parse(item.read_text(encoding="utf-8"), f"library/{item.name}").checked()
    )


def library_versions() -> tuple[SchemaVersion, ...]:
    """Those documents as schemas."""
    return tuple(map(from_document, library_documents()))


def standard_registry() -> SchemaRegistry:
    """A registry of the ready schemas, to which a workspace adds its own."""
    return SchemaRegistry(library_versions())
