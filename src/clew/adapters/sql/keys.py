"""Credentials: the `KeyStore` port."""

from typing import Any

from clew.access import CredentialKind, KeyRow
from clew.adapters.sql.database import Row, SqlStore
from clew.kernel.instants import Instant
from clew.kernel.packing import pack, unpack

_COLUMNS = "id, kind, digest, name, source, scopes, created_at, expires_at, revoked_at, account, begun_by"
_SELECT = f"SELECT {_COLUMNS} FROM credential WHERE "  # noqa: S608 - our names
_INSERT = (
    f"INSERT INTO credential ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "  # noqa: S608 - our names
    "ON CONFLICT (id) DO NOTHING"
)


class SqlKeyStore(SqlStore):
    """The credentials of a workspace, beside its log."""

    def put(self, row: KeyRow) -> bool:
        """Insert a row; False, and nothing changed, when the id exists already."""
        values = (row.id, row.kind, row.digest, row.name, row.source, pack(row.scopes))
        with self._database.write() as batch:
            inserted = batch.run(
                _INSERT,
                (*values, row.created_at, row.expires_at, row.revoked_at, row.account, row.begun_by),
            )
        return inserted == 1

    def get(self, key_id: str) -> KeyRow | None:
        """The row of this id, dead or alive."""
        found = self._database.rows(_SELECT + "id = ?", (key_id,))
        return _key(found[0]) if found else None

    def list(
        self, *, kind: CredentialKind | None = None, source: str | None = None, after: str = "", limit: int = 100
    ) -> list[KeyRow]:
        """Rows in order of id, `id > after`, of this kind and source where given."""
        query = _SELECT + "id > ?"
        params: list[Any] = [after]
        for column, wanted in (("kind", kind), ("source", source)):
            if wanted is not None:
                query += f" AND {column} = ?"
                params.append(wanted)
        return [_key(row) for row in self._database.rows(query + " ORDER BY id LIMIT ?", (*params, limit))]

    def revoke(self, key_id: str, at: Instant) -> bool:
        """Set `revoked_at` if it is unset; True when this very call set it."""
        with self._database.write() as batch:
            statement = "UPDATE credential SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL"
            return batch.run(statement, (at, key_id)) == 1

    def revoke_of(self, account: str, at: Instant, *, kind: CredentialKind | None = None, but: str = "") -> int:
        """Revoke what stands of an account, of this kind where given, except the row with the id `but`; how many."""
        statement = "UPDATE credential SET revoked_at = ? WHERE account = ? AND revoked_at IS NULL AND id <> ?"
        params: list[Any] = [at, account, but]
        if kind is not None:
            statement += " AND kind = ?"
            params.append(kind)
        with self._database.write() as batch:
            return batch.run(statement, params)

    def purge(self, before: Instant) -> int:
        """Delete links and sessions that expired or were revoked before this instant; how many."""
        with self._database.write(secure=True) as batch:
            return batch.run(
                "DELETE FROM credential WHERE kind IN ('link', 'session') AND (expires_at < ? OR revoked_at < ?)",
                (before, before),
            )


def _key(row: Row) -> KeyRow:
    key_id, kind, digest, name, source, scopes, *rest = row
    return KeyRow(key_id, kind, digest, name, source, tuple(unpack(scopes)), *rest)
