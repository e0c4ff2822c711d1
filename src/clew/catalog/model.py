"""Documents: what people author, versioned and immutable once numbered."""

import re
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple, TypeAlias, cast, get_args

import msgspec

from clew.kernel.hashing import derive_id
from clew.kernel.packing import to_json

Status: TypeAlias = Literal["draft", "published", "archived"]
"""Where a version is in its life; it only ever moves to the right."""

STATUSES: tuple[str, ...] = get_args(Status)

HEADER = ("kind", "id", "name", "version", "status", "labels", "description")
"""The fields that every document has, in the order in which they are written."""

ID_PATTERN = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?")
"""Ids are typed in files, URLs and expressions: lower case, digits, inner `-`, `_`, `.`; at most 64 characters."""


class Key(NamedTuple):
    """What a reference names: a document, whatever its version."""

    kind: str
    id: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.id}"


class Reference(NamedTuple):
    """One document's mention of another.

    Attributes:
        key: The document mentioned.
        pointer: JSON Pointer of the mention in the document that makes it.
        offset: Characters into the text at `pointer` where the mention is, when it is inside an expression.
    """

    key: Key
    pointer: str = ""
    offset: int | None = None


class Document(msgspec.Struct, frozen=True):
    """One version of an authored document.

    Attributes:
        kind: `segment`, `trait`, `schema`, ...; decides what `body` may hold.
        id: Unique within its kind, for ever; matches `ID_PATTERN`.
        name: What people call it.
        version: Counts from 1; 0 while it has no number yet (an author need not write one).
        status: Where this version is in its life.
        labels: For grouping and search, sorted.
        description: For whoever finds it in a year.
        body: The fields of its kind, as plain JSON values.
    """

    kind: str
    id: str
    name: str
    version: int = 0
    status: Status = "published"
    labels: tuple[str, ...] = ()
    description: str = ""
    body: dict[str, Any] = {}

    @property
    def key(self) -> Key:
        """Its name among all documents."""
        return Key(self.kind, self.id)

    def numbered(self, version: int, status: Status) -> "Document":
        """The same content as another version or in another status."""
        return msgspec.structs.replace(self, version=version, status=status)


def to_data(document: Document) -> dict[str, Any]:
    """The document as one flat JSON object: header fields that say something, then the body.

    Law: `from_data(to_data(d)) == d` for every well-formed document.
    """
    header: dict[str, Any] = {"kind": document.kind, "id": document.id, "name": document.name}
    if document.version:
        header["version"] = document.version
    header["status"] = document.status
    if document.labels:
        header["labels"] = list(document.labels)
    if document.description:
        header["description"] = document.description
    return header | document.body


def content(document: Document) -> dict[str, Any]:
    """What two versions are compared by: everything but version and status."""
    return {name: value for name, value in to_data(document).items() if name not in ("version", "status")}


def same_content(one: Document, other: Document) -> bool:
    """Whether two versions say the same; unlike `==`, 1 is neither 1.0 nor true."""
    return _canonical(content(one)) == _canonical(content(other))


def digest(document: Document) -> str:
    """A stable digest of the whole version, independent of the order of keys."""
    return derive_id("", _canonical(to_data(document)))


def head(versions: Sequence[Document]) -> Document | None:
    """What one document is today: its live version, else its newest draft; None when it has ended.

    Args:
        versions: All its versions in order. An archived version ends every one up to it.
    """
    standing: list[Document] = []
    for version in versions:
        standing = [] if version.status == "archived" else [*standing, version]
    live = [version for version in standing if version.status == "published"]
    return live[-1] if live else standing[-1] if standing else None


def standing(document: Document, state: str) -> Document:
    """A stored version with the status that is so: a later one may have ended it, the engine may have refused it.

    Args:
        document: As it was published.
        state: How the engine stands to it: `draft`, `building`, `live`, `paused`, `archived` or `refused`.
    """
    if state == "archived":
        return document.numbered(document.version, "archived")
    return document.numbered(document.version, "published" if state in {"building", "live", "paused"} else "draft")


def _canonical(value: Any) -> str:
    if isinstance(value, dict):
        entries = cast("dict[str, Any]", value)
        return "{" + ",".join(f"{_canonical(name)}:{_canonical(entries[name])}" for name in sorted(entries)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_canonical, cast("list[Any]", value))) + "]"
    return to_json(value).decode()
