"""Versions of authored documents as the engine knows them, and how far the building ones are seeded."""

from collections.abc import Sequence

from clew.adapters.sql.database import Batch, SqlStore, Table
from clew.engine.ports import DocumentRow

_DOCUMENTS = Table("document", ("kind", "id", "version", "status", "seq", "at", "document"), key=3)
_SEEDED = Table("seeded", ("kind", "id", "version", "bucket"), key=4)


class SqlDocuments(SqlStore):
    """The documents as last committed."""

    def documents(self) -> list[DocumentRow]:
        """All versions, in order of (kind, id, version)."""
        found = self._database.rows(
            "SELECT kind, id, version, status, seq, at, document FROM document ORDER BY kind, id, version"
        )
        return [DocumentRow._make(row) for row in found]

    def seeded(self) -> set[tuple[str, str, int, int]]:
        """Buckets seeded so far for definitions still building."""
        found = self._database.rows("SELECT kind, id, version, bucket FROM seeded")
        return {(kind, document, version, bucket) for kind, document, version, bucket in found}


def put_documents(batch: Batch, documents: Sequence[DocumentRow]) -> None:
    """Put versions; what was seeded, was seeded for the documents as they were before."""
    batch.put(_DOCUMENTS, documents)
    if documents:
        batch.run("DELETE FROM seeded")


def put_seeded(batch: Batch, seeded: Sequence[tuple[str, str, int, int]]) -> None:
    """Note seeded buckets."""
    batch.put(_SEEDED, seeded)
