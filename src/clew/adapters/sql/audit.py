"""The audit trail: the `AuditStore` port."""

from collections.abc import Callable, Sequence
from typing import Any

from clew.access import Deed, Entry
from clew.access.ports import Asked, AuditStore
from clew.adapters.sql.database import Params, SqlStore

_COLUMNS = "at, actor, name, via, action, kind, object, outcome, detail"
_SELECT = f"SELECT seq, seal, {_COLUMNS} FROM audit WHERE "  # noqa: S608 - our names
_INSERT = f"INSERT INTO audit (seq, seal, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"  # noqa: S608 - our names


class SqlAudit(SqlStore, AuditStore):
    """The trail, beside the credentials."""

    def append(self, deeds: Sequence[Deed], seal: Callable[[bytes, Deed], bytes]) -> list[Entry]:
        """Add deeds, each sealed over the one before."""
        with self._database.write() as batch:
            seq, last = batch.rows("SELECT seq, seal FROM audit_head WHERE id = 1 {lock}")[0]
            entries: list[Entry] = []
            for number, deed in enumerate(deeds, seq + 1):
                last = seal(bytes(last), deed)
                entries.append(Entry(number, deed, last))
            batch.many(_INSERT, [(entry.seq, entry.seal, *_values(entry.deed)) for entry in entries])
            batch.run("UPDATE audit_head SET seq = ?, seal = ? WHERE id = 1", (seq + len(deeds), last))
        return entries

    def entries(self, asked: Asked, *, before: int | None = None, limit: int = 100) -> list[Entry]:
        """Entries, newest first."""
        wanted: list[tuple[str, Any]] = [
            (f"{name} = ?", getattr(asked, name))
            for name in ("actor", "action", "kind", "object", "outcome")
            if getattr(asked, name)
        ]
        bounds = (("at >= ?", asked.since), ("at < ?", asked.until), ("seq < ?", before))
        wanted += [(test, bound) for test, bound in bounds if bound is not None]
        where = " AND ".join([test for test, _ in wanted] or ["1 = 1"])
        return self._found(f"{where} ORDER BY seq DESC LIMIT ?", (*(value for _, value in wanted), limit))

    def chain(self, *, after: int = 0, limit: int = 1000) -> list[Entry]:
        """Entries, oldest first."""
        return self._found("seq > ? ORDER BY seq LIMIT ?", (after, limit))

    def _found(self, where: str, params: Params) -> list[Entry]:
        return [
            Entry(seq, Deed(*deed), bytes(seal)) for seq, seal, *deed in self._database.rows(_SELECT + where, params)
        ]


def _values(deed: Deed) -> tuple[Any, ...]:
    return (deed.at, deed.actor, deed.name, deed.via, deed.action, deed.kind, deed.object, deed.outcome, deed.detail)
