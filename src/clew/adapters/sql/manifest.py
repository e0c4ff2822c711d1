"""The lake's manifest and the erasures that still have to reach it: one transaction each."""

from collections.abc import Callable, Sequence

from clew.adapters.sql.database import Batch, Row, Table
from clew.adapters.sql.progress import SELECT_PROGRESS, Progress, lock_progress, put_progress
from clew.adapters.sql.tail import SqlTail, forget_facts
from clew.engine.ports import Generation, LakeChange, LakeConflict, LakeFile
from clew.kernel.packing import pack, unpacker
from clew.privacy import ErasureOrder, Receipt

_FILES = Table("lake_file", ("name", "kind", "file"))
_ORDERS = Table("erasure_order", ("id", "at", "erasure"))
_RECEIPTS = Table("receipt", ("id", "receipt"))

_file = unpacker(LakeFile)
_order = unpacker(ErasureOrder)
_receipt = unpacker(Receipt)


class SqlManifest(SqlTail):
    """What the lake is made of, who is to be erased from it, and the receipts."""

    def newest_ids(self) -> tuple[int, int]:
        """The greatest row ids ever given to a tail row and to a fact; 0 where there was none."""
        progress = self._progress()
        return progress.tail_id, progress.fact_id

    def generation(self) -> Generation:
        """The lake as it is now; `(0, 0, [])` at first. Files in order of name."""
        # One statement, because a seal may lie between two.
        found = self._database.rows(
            "SELECT p.generation, p.sealed_through, f.file "
            "FROM progress p LEFT JOIN lake_file f ON 1 = 1 ORDER BY f.name"
        )
        files = [_file.decode(file) for _, _, file in found if file is not None]
        return Generation(found[0][0], found[0][1], files)

    def seal(self, change: LakeChange) -> Generation:
        """Step to the next generation in one transaction; the new one.

        Raises:
            LakeConflict: if `change.base` is not the present generation; nothing has changed.
        """
        with self._database.write(secure=bool(change.erased)) as batch:
            progress = lock_progress(batch)
            if change.base != progress.generation:
                raise LakeConflict(
                    f"the lake is at generation {progress.generation}, the change starts from {change.base}",
                    where="lake",
                    hint="read the generation and compute the change again",
                )
            _change_files(batch, change)
            batch.run("DELETE FROM tail WHERE id <= ?", (change.tail_through,))
            batch.run("DELETE FROM fact WHERE id <= ?", (change.facts_through,))
            if change.erased:
                self._forget_tail(batch, change.erased)
                forget_facts(batch, change.erased)
            put_progress(
                batch,
                progress._replace(
                    generation=progress.generation + 1,
                    sealed_through=change.sealed_through or progress.sealed_through,
                    erasing=progress.erasing + bool(change.erased),
                ),
            )
        if change.erased:
            self._purge_all()
        return self.generation()

    def orders(self) -> list[ErasureOrder]:
        """Orders not settled yet, oldest first."""
        return _orders(self._database.rows)

    def settle(self, receipts: Sequence[Receipt]) -> None:
        """Keep the receipts and forget their orders, in one transaction, so that no byte of the orders remains."""
        with self._database.write(secure=True) as batch:
            batch.put(_RECEIPTS, [(receipt.order, pack(receipt)) for receipt in receipts])
            # All of it anew: of what a secure transaction empties whole, no copy stays in a gap.
            settled = {receipt.order for receipt in receipts}
            waiting = [order for order in _orders(batch.rows) if order.id not in settled]
            batch.run("DELETE FROM erasure_order")
            put_orders(batch, waiting)
        if self._progress().erasing:
            self._purge_all()
        else:
            self._database.purge("erasure_order")

    def receipt(self, order: str) -> Receipt | None:
        """What the erasure of this id has left; None while it is not settled."""
        found = self._database.rows("SELECT receipt FROM receipt WHERE id = ?", (order,))
        return _receipt.decode(found[0][0]) if found else None

    def receipts(self, *, after: str = "", limit: int = 100) -> list[Receipt]:
        """Receipts in order of their order's id, `order > after`."""
        found = self._database.rows("SELECT receipt FROM receipt WHERE id > ? ORDER BY id LIMIT ?", (after, limit))
        return [_receipt.decode(packed) for (packed,) in found]

    def _progress(self) -> Progress:
        return Progress._make(self._database.rows(SELECT_PROGRESS)[0])

    def _purge_all(self) -> None:
        """Purge the files, and note it unless an erasure came in between."""
        noted = self._progress().erasing
        self._database.purge()
        with self._database.write() as batch:
            batch.run("UPDATE progress SET erasing = erasing - ?", (noted,))


def _orders(query: Callable[[str], list[Row]]) -> list[ErasureOrder]:
    return [_order.decode(packed) for (packed,) in query("SELECT erasure FROM erasure_order ORDER BY at, id")]


def put_orders(batch: Batch, orders: Sequence[ErasureOrder]) -> None:
    """Keep orders until they are settled; the same id replaces."""
    batch.put(_ORDERS, [(order.id, order.at, pack(order)) for order in orders])


def _change_files(batch: Batch, change: LakeChange) -> None:
    for name in change.removed:
        if batch.run("DELETE FROM lake_file WHERE name = ?", (name,)) != 1:
            raise LakeConflict("a file to remove is not there", where=f"lake/{name}", hint="compute the change again")
    batch.append(_FILES, [(file.name, file.kind, pack(file)) for file in change.added])
