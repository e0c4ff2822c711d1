"""Whether published schema documents may take the place of those that are live."""

from collections.abc import Iterable, Iterator, Sequence

from clew.catalog import Document, Fault, Key, same_content
from clew.events.schemas.documents import from_document
from clew.events.schemas.errors import SchemaInvalid, SchemaNarrowed
from clew.events.schemas.library import standard_registry
from clew.events.schemas.registry import SchemaRegistry


def schema_succession(now: Sequence[Document], then: Sequence[Document]) -> Iterator[tuple[Key, Fault]]:
    """What is wrong with how the live schemas would change: a version that is narrower, parts that do not fit."""
    known = {document.key: document for document in now}
    changed = [new for new in then if not (old := known.get(new.key)) or not same_content(old, new)]
    if not changed:
        return
    ids = {from_document(document).id: document.key for document in changed}
    try:
        _published(now).publish(*map(from_document, changed))
    except SchemaNarrowed as error:
        key = ids.get(error.schema, changed[0].key)
        for refusal in error.refusals:
            said = f"{refusal.pointer or '/'}: {refusal.reason}"
            if error.schema not in ids:
                said = f"makes {error.schema} narrower at {said}"
            yield key, Fault("", said, error.hint)
    except SchemaInvalid as error:
        key = next((key for name, key in ids.items() if (error.where or "").startswith(name)), changed[0].key)
        yield key, Fault("", f"{error.where}: {error.message}" if error.where else error.message, error.hint)


def _published(documents: Iterable[Document]) -> SchemaRegistry:
    """The library and these; what is live was checked when it was published."""
    standard = standard_registry()
    return SchemaRegistry([*standard, *map(from_document, documents)])
