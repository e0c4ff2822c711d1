"""From plain data to a document: the header, checked; what the kind says about the body is checked by `kinds`."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from clew.catalog.errors import Fault
from clew.catalog.model import HEADER, ID_PATTERN, STATUSES, Document, Status

_ID_HINT = "lower-case letters, digits and inner - _ . only, at most 64 characters, such as high-value-shoppers"
_MAX_NAME = 200
_MAX_VERSION = 2**31 - 1


def read_document(data: Any) -> tuple[Document | None, list[Fault]]:
    """Read one flat JSON object as a document.

    Returns:
        The document and no faults, or None and everything that is wrong with the header.
    """
    if not isinstance(data, dict):
        return None, [Fault("", "a document is a mapping with kind, id and name", "start it with `kind:`")]
    fields = cast("dict[str, Any]", data)
    faults = [*_faults(fields)]
    if faults:
        return None, faults
    return (
        Document(
            kind=fields["kind"],
            id=fields["id"],
            name=fields.get("name") or fields["id"],
            version=fields.get("version") or 0,
            status=cast("Status", fields.get("status") or "published"),
            labels=tuple(sorted(set(fields.get("labels") or ()))),
            description=fields.get("description") or "",
            body={name: value for name, value in fields.items() if name not in HEADER},
        ),
        [],
    )


def from_data(data: Any) -> Document:
    """Read a document that was accepted before, as `to_data` wrote it.

    Raises:
        ValueError: if it is none; stored documents always are, so this is a broken store.
    """
    document, faults = read_document(data)
    if document is None:
        raise ValueError(f"not a stored document: {faults[0].message}")
    return document


def pointer(*steps: str | int) -> str:
    """The JSON Pointer of these steps, escaped."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)


def _faults(fields: Mapping[str, Any]) -> Iterator[Fault]:
    for name in ("kind", "id"):
        value = fields.get(name)
        if value is None:
            yield Fault("", f"`{name}` is missing", f"every document has kind and id; add `{name}:`")
        elif not isinstance(value, str) or not ID_PATTERN.fullmatch(value):
            yield Fault(pointer(name), f"`{name}` must be a short name", _ID_HINT)
    for name in ("name", "description"):
        if not isinstance(fields.get(name, ""), str | None):
            yield Fault(pointer(name), f"`{name}` must be text", "put it in quotes")
    if isinstance(name := fields.get("name"), str) and len(name) > _MAX_NAME:
        yield Fault("/name", f"`name` has more than {_MAX_NAME} characters", "move the rest to `description`")
    version = fields.get("version")
    if version is not None and not (type(version) is int and 0 <= version <= _MAX_VERSION):
        yield Fault("/version", "`version` must be a whole number from 1", "leave it out: the next number is given")
    if fields.get("status") not in (None, *STATUSES):
        yield Fault("/status", "unknown `status`", f"one of {', '.join(STATUSES)}")
    yield from _label_faults(fields.get("labels"))


def _label_faults(labels: Any) -> Iterator[Fault]:
    if labels is None:
        return
    if not isinstance(labels, list):
        yield Fault("/labels", "`labels` must be a list", "write [retention, email]")
        return
    for index, label in enumerate(cast("list[Any]", labels)):
        if not isinstance(label, str) or not label:
            yield Fault(pointer("labels", index), "a label must be text", "put it in quotes")
