"""The templates among the documents, compiled when they are first asked for."""

from collections.abc import Iterable

from clew.catalog import Document
from clew.content import Compiled, Shelf
from clew.engine.itineraries import document_of
from clew.engine.rows import DocumentRow

_KEPT = frozenset({"draft", "live", "archived"})
"""A message goes by the version that was in force when it was decided, a proof by whichever it is of."""


class Templates:
    """Versions of templates that are or were in force, and drafts, with the fragments and brands of today."""

    def __init__(self, rows: Iterable[DocumentRow] = ()) -> None:
        self._rows: dict[tuple[str, int], DocumentRow] = {}
        self._shelf = Shelf(self._document)
        self.use(rows)

    def use(self, rows: Iterable[DocumentRow]) -> None:
        """Go by these documents from now on."""
        used: dict[str, dict[str, Document]] = {"fragment": {}, "brand": {}}
        self._rows = {}
        for row in rows:
            if row.kind == "template" and row.status in _KEPT:
                self._rows[row.id, row.version] = row
            elif row.kind in used and row.status == "live":
                used[row.kind][row.id] = document_of(row)
        self._shelf.stock(used)

    def find(self, template: str, version: int) -> Compiled:
        """A version, compiled.

        Raises:
            TemplateInvalid: if there is none, or it does not compile any more.
        """
        return self._shelf.get(template, version)

    def _document(self, template: str, version: int) -> Document | None:
        row = self._rows.get((template, version))
        return document_of(row) if row is not None else None
