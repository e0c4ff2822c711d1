"""Accounts, beside the credentials."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from clew.access import Account, KeyRow, Role
from clew.adapters.sql import SqlAccounts
from tests.conformance.stores.places import Place


@pytest.fixture
def accounts(place: Place) -> SqlAccounts:
    return place.accounts()


def account(name: str, role: Role = "viewer", disabled_at: int | None = None) -> Account:
    return Account(f"id-{name}", name.upper(), name, role, "", 5, None, disabled_at)


def test_an_account_comes_back_as_it_is(place: Place, accounts: SqlAccounts) -> None:
    ada = Account("1", "Ada@Example.com", "ada@example.com", "admin", "$argon2id$", 5, 6, 7)
    assert accounts.put(ada)
    other = place.accounts()
    assert other.get("1") == ada
    assert other.named("ada@example.com") == ada
    assert other.named("Ada@Example.com") is None
    assert other.get("2") is None


def test_an_id_and_a_name_are_given_once(accounts: SqlAccounts) -> None:
    assert accounts.put(account("ada"))
    assert not accounts.put(account("ada"))
    assert not accounts.put(Account("another", "ADA", "ada", "admin", "", 5))
    assert accounts.list() == [account("ada")]


def test_accounts_are_listed_by_name_page_by_page(accounts: SqlAccounts) -> None:
    found = [account(name) for name in ("ada", "eve", "grace", "\U0001f600")]
    for each in reversed(found):
        accounts.put(each)
    assert accounts.list(limit=2) == found[:2]
    assert accounts.list(after="eve") == found[2:]


def test_a_password_is_kept_over_the_one_that_was(accounts: SqlAccounts) -> None:
    accounts.put(account("ada"))
    assert accounts.set_password("id-ada", "first", 6)
    assert accounts.set_password("id-ada", "second", 7, was="first")
    assert not accounts.set_password("id-ada", "third", 8, was="first")
    assert not accounts.set_password("nobody", "third", 8)
    found = accounts.get("id-ada")
    assert found
    assert (found.password, found.password_at) == ("second", 7)


def test_the_last_enabled_admin_stays_one(accounts: SqlAccounts) -> None:
    for each in (account("ada", "admin"), account("eve", "admin", disabled_at=1), account("grace", "editor")):
        accounts.put(each)
    assert not accounts.set_role("id-ada", "editor")
    assert not accounts.set_disabled("id-ada", 9)
    assert accounts.set_role("id-ada", "admin")
    assert accounts.set_role("id-eve", "viewer"), "one who is kept out counts for nothing"
    assert accounts.set_role("id-grace", "admin")
    assert accounts.set_disabled("id-ada", 9)
    assert not accounts.set_role("id-grace", "agent")
    assert accounts.set_disabled("id-ada", None)
    assert accounts.set_role("id-grace", "agent")


def test_many_who_leave_at_once_leave_one_admin(accounts: SqlAccounts) -> None:
    names = [f"a{number}" for number in range(8)]
    for name in names:
        accounts.put(account(name, "admin"))

    def leave(name: str) -> bool:
        if name < "a4":
            return accounts.set_role(f"id-{name}", "viewer")
        return accounts.set_disabled(f"id-{name}", 9)

    with ThreadPoolExecutor(8) as pool:
        left = list(pool.map(leave, names))
    assert left.count(False) == 1
    assert [each.role == "admin" and each.enabled for each in accounts.list()].count(True) == 1


def test_what_stands_of_an_account_ends_together(place: Place) -> None:
    keys = place.keys()
    rows = [
        KeyRow("a", "session", b"", "ada", "", (), 5, 99, account="1", begun_by="link"),
        KeyRow("b", "session", b"", "ada", "", (), 5, 99, account="1", begun_by="password"),
        KeyRow("c", "link", b"", "ada", "", (), 5, 99, account="1"),
        KeyRow("d", "session", b"", "eve", "", (), 5, 99, account="2"),
        KeyRow("e", "api", b"", "key", "", (), 5),
    ]
    for row in rows:
        keys.put(row)
    assert keys.list() == rows
    assert keys.revoke_of("1", 7, kind="link") == 1
    assert keys.revoke_of("1", 8, but="b") == 1
    assert {row.id: row.revoked_at for row in keys.list()} == {"a": 8, "b": None, "c": 7, "d": None, "e": None}
    assert keys.revoke_of("1", 9) == 1
