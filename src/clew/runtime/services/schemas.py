"""The schemas in force: the library's, and those that the workspace has published."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from clew.api.schema_views import FieldIdentityView, FieldView, SchemaView
from clew.catalog import Document, from_data
from clew.engine.ports import DocumentRow
from clew.events import SchemaField, SchemaRegistry, SchemaUnknown, from_document, library_documents, schema_uri
from clew.kernel.packing import from_json
from clew.runtime.services.documents import Documents
from clew.runtime.vocabulary import registry_of


class Schemas:
    """Reads them through the short cache of documents; a registry is built once for each change."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._built: tuple[list[DocumentRow], SchemaRegistry] | None = None

    def in_force(self) -> list[SchemaView]:
        """All of them, in order of id; one of the workspace stands for the library's of the same id."""
        own = {row.id: _document(row) for row in self._documents.live("schema").values()}
        provided = {document.id: document for document in library_documents()}
        every = {**provided, **own}
        return [_view(every[name], provided=name not in own) for name in sorted(every)]

    def fields(self, schema_id: str, *, below: str) -> Sequence[FieldView] | None:
        """Its fields as a tree, those of its parts included; None where there is no such schema."""
        try:
            found = self._registry().fields(schema_uri(schema_id), below=below)
        except SchemaUnknown:
            return None
        document = self._document_of(schema_id)
        said = document.body.get("descriptors", ()) if document is not None else ()
        put = {pointer: tuple(each["xdm:labels"]) for each in said if (pointer := _labelled(each))}
        return [_field(field, put) for field in found]

    def labelled(self, schema_id: str, path: str, labels: Sequence[str]) -> Document | None:
        """The schema with just these labels put on a field, beside those that it says itself; None if it has none."""
        document = self._document_of(schema_id)
        pointer = _pointer(path)
        if document is None or not self._has(schema_id, pointer):
            return None
        kept = [said for said in document.body.get("descriptors", ()) if not _puts(said, pointer)]
        put = {
            "@type": "xdm:descriptorLabel",
            "xdm:sourceSchema": schema_uri(schema_id),
            "xdm:sourceVersion": 1,
            "xdm:sourceProperty": pointer,
            "xdm:labels": list(dict.fromkeys(labels)),
        }
        body = {**document.body, "descriptors": [*kept, put] if labels else kept}
        return msgspec.structs.replace(document, body={name: value for name, value in body.items() if value != []})

    def _has(self, schema_id: str, pointer: str) -> bool:
        above, _, name = pointer.strip("/").rpartition("/")
        found = self._registry().fields(schema_uri(schema_id), below=above.replace("/", "."))
        return any(field.name == name for field in found)

    def _document_of(self, schema_id: str) -> Document | None:
        row = self._documents.live("schema").get(schema_id)
        if row is not None:
            return _document(row)
        return next((document for document in library_documents() if document.id == schema_id), None)

    def _registry(self) -> SchemaRegistry:
        rows = sorted(self._documents.live("schema").values(), key=lambda row: row.seq)
        if self._built is None or self._built[0] != rows:
            self._built = rows, registry_of([_document(row) for row in rows])
        return self._built[1]


def _document(row: DocumentRow) -> Document:
    return from_data(from_json(row.document))


def _view(document: Document, *, provided: bool) -> SchemaView:
    version = from_document(document)
    return SchemaView(
        id=document.id,
        name=document.name,
        description=document.description,
        role=version.role,
        version=0 if provided else document.version,
        provided=provided,
        events=tuple(key.type or key.kind for key in version.events),
    )


def _pointer(path: str) -> str:
    """A field's path as a descriptor names it: lists and maps leave no mark."""
    return "/" + "/".join(step.rstrip("[]{}") for step in path.split("."))


def _labelled(said: Mapping[str, Any]) -> str:
    """Which field a descriptor of ours puts labels on; empty if it is another's, or says more."""
    pointer, plain = said.get("xdm:sourceProperty"), {"@type", "xdm:sourceSchema", "xdm:sourceVersion"}
    ours = said.get("@type") == "xdm:descriptorLabel" and set(said) == plain | {"xdm:sourceProperty", "xdm:labels"}
    return pointer if ours and isinstance(pointer, str) else ""


def _puts(said: Mapping[str, Any], pointer: str) -> bool:
    return _labelled(said) == pointer


def _field(field: SchemaField, put: Mapping[str, tuple[str, ...]]) -> FieldView:
    identity = field.identity
    return FieldView(
        path=field.path,
        name=field.name,
        type=field.type,
        title=field.title,
        description=field.description,
        required=field.required,
        values=field.values,
        suggestions=dict(field.suggestions),
        labels=field.labels,
        labels_put=put.get(_pointer(field.path), ()),
        identity=identity and FieldIdentityView(namespace=identity.namespace, primary=identity.primary),
        status=field.status,
        fields=tuple(_field(inner, put) for inner in field.fields),
        more=field.more,
    )
