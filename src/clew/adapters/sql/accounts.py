"""Accounts: the `AccountStore` port."""

from clew.access import Account, Role
from clew.access.ports import AccountStore
from clew.adapters.sql.database import Batch, Params, SqlStore
from clew.kernel.instants import Instant

_SELECT = "SELECT id, name, folded, role, password, created_at, password_at, disabled_at FROM account WHERE "


class SqlAccounts(SqlStore, AccountStore):
    """The accounts of a workspace, beside its credentials."""

    def put(self, account: Account) -> bool:
        """Insert an account; False when its id or its folded name exists already."""
        values = (account.id, account.name, account.folded, account.role, account.password)
        with self._database.write() as batch:
            inserted = batch.run(
                "INSERT INTO account (id, name, folded, role, password, created_at, password_at, disabled_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                (*values, account.created_at, account.password_at, account.disabled_at),
            )
        return inserted == 1

    def get(self, account_id: str) -> Account | None:
        """The account of this id."""
        return next(iter(self._found("id = ?", (account_id,))), None)

    def named(self, folded: str) -> Account | None:
        """The account of this folded name."""
        return next(iter(self._found("folded = ?", (folded,))), None)

    def list(self, *, after: str = "", limit: int = 100) -> list[Account]:
        """Accounts in order of their folded names."""
        return self._found("folded > ? ORDER BY folded LIMIT ?", (after, limit))

    def set_password(self, account_id: str, password: str, at: Instant, *, was: str | None = None) -> bool:
        """Keep an encoded password; False if there is no such account, or its present one is not `was`."""
        statement = "UPDATE account SET password = ?, password_at = ? WHERE id = ?"
        params = (password, at, account_id)
        with self._database.write() as batch:
            if was is None:
                return batch.run(statement, params) == 1
            return batch.run(statement + " AND password = ?", (*params, was)) == 1

    def set_role(self, account_id: str, role: Role) -> bool:
        """Change a role; False, and nothing changed, if no enabled admin would be left."""
        with self._database.write() as batch:
            if role != "admin" and _is_last_admin(batch, account_id):
                return False
            batch.run("UPDATE account SET role = ? WHERE id = ?", (role, account_id))
        return True

    def set_disabled(self, account_id: str, at: Instant | None) -> bool:
        """Keep an account out, or let it in again; False if no enabled admin would be left."""
        with self._database.write() as batch:
            if at is not None and _is_last_admin(batch, account_id):
                return False
            batch.run("UPDATE account SET disabled_at = ? WHERE id = ?", (at, account_id))
        return True

    def _found(self, where: str, params: Params) -> "list[Account]":
        return [Account(*row) for row in self._database.rows(_SELECT + where, params)]


def _is_last_admin(batch: Batch, account_id: str) -> bool:
    # One row that everybody who takes an admin away holds: two of them at once would each count on the other.
    batch.rows("SELECT seq FROM audit_head WHERE id = 1 {lock}")
    admins = batch.rows("SELECT id FROM account WHERE role = 'admin' AND disabled_at IS NULL LIMIT 2")
    return admins == [(account_id,)]
