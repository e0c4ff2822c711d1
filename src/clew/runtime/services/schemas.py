"""The schemas in force: the library's, and those that the workspace has published."""

from collections.abc import Sequence

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
            return [_field(field) for field in self._registry().fields(schema_uri(schema_id), below=below)]
        except SchemaUnknown:
            return None

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


def _field(field: SchemaField) -> FieldView:
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
        identity=identity and FieldIdentityView(namespace=identity.namespace, primary=identity.primary),
        status=field.status,
        fields=tuple(map(_field, field.fields)),
        more=field.more,
    )
