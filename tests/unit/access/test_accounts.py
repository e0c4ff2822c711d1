"""People: let in by what they know, kept out at once, and never told why not."""

import pytest
from argon2 import PasswordHasher

from clew.access import (
    ROLES,
    Access,
    Account,
    Accounts,
    Attempts,
    Knock,
    LastAdmin,
    NameTaken,
    Passwords,
    TooManyAttempts,
    Unauthenticated,
    UnfitName,
    UnfitPassword,
    UnknownAccount,
    UnknownRole,
    WrongPassword,
)
from clew.access.ports import AccountStore
from clew.kernel.instants import DAY, HOUR, MINUTE
from tests.unit.access.conftest import Counting, Tokens

NOW = 1_800_000_000_000_000
WORDS = "correct horse battery"


def with_password(accounts: Accounts, access: Access, account: Account, password: str = WORDS) -> Account:
    session = access.sign_in(accounts.link(account, now=NOW).text, now=NOW)
    accounts.change_password(session.row.id, "", password, now=NOW)
    return accounts.get(account.id)


def test_who_comes_by_a_link_chooses_a_password_and_comes_back_with_it(
    accounts: Accounts, access: Access, ada: Account
) -> None:
    with_password(accounts, access, ada)
    session = accounts.sign_in(Knock(" ADA ", WORDS), now=NOW)
    principal = access.principal(session.text, "session", now=NOW)
    assert principal is not None
    assert (principal.account, principal.role, principal.scopes) == (ada.id, "admin", ROLES["admin"])
    assert session.row.begun_by == "password"


def test_letters_composed_otherwise_are_the_same(accounts: Accounts, access: Access) -> None:
    account = accounts.add("Ren\u00e9@Example.com", "editor", now=NOW)
    with_password(accounts, access, account, "caf\u00e9 au lait noir")
    assert accounts.sign_in(Knock("rene\u0301@example.com", "cafe\u0301 au lait noir"), now=NOW)


def test_a_refusal_says_the_same_and_takes_the_same_work(
    accounts: Accounts, access: Access, ada: Account, hasher: Counting
) -> None:
    with_password(accounts, access, ada)
    accounts.add("invited", "editor", now=NOW)
    gone = with_password(accounts, access, accounts.add("gone", "editor", now=NOW))
    accounts.disable(gone, now=NOW)
    told: set[tuple[str, int]] = set()
    for name, password in (("ada", "wrong"), ("nobody", WORDS), ("invited", WORDS), ("gone", WORDS), ("a\nb", "x")):
        before = hasher.verified
        with pytest.raises(Unauthenticated) as refused:
            accounts.sign_in(Knock(name, password), now=NOW)
        told.add((str(refused.value), hasher.verified - before))
    assert told == {("name or password is wrong (an admin can give you a sign-in link)", 1)}


def test_passwords_are_encoded_anew_when_the_parameters_change(
    accounts: Accounts, access: Access, ada: Account, people: AccountStore, tokens: Tokens
) -> None:
    old = with_password(accounts, access, ada)
    stronger = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1)
    today = Accounts(people, access, Passwords(tokens, stronger), Attempts())
    assert today.sign_in(Knock("ada", WORDS), now=NOW + DAY)
    new = today.get(ada.id)
    assert new.password != old.password
    assert "t=2" in new.password
    assert new.password_at == old.password_at, "nobody chose another one"
    assert today.sign_in(Knock("ada", WORDS), now=NOW + DAY)
    assert today.get(ada.id) == new


def test_the_recommended_parameters_are_used() -> None:
    encoded = Passwords(lambda length: b"\x01" * length).encode(WORDS)
    assert encoded.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_wrong_passwords_are_limited_and_the_owner_comes_in_from_a_known_device(
    accounts: Accounts, access: Access, ada: Account
) -> None:
    known = accounts.device_of(with_password(accounts, access, ada))
    for number in range(10):
        with pytest.raises(Unauthenticated):
            accounts.sign_in(Knock("ada", "wrong", f"192.0.2.{number}"), now=NOW)
    with pytest.raises(TooManyAttempts) as refused:
        accounts.sign_in(Knock("ada", WORDS, "198.51.100.1"), now=NOW)
    assert refused.value.seconds == 60
    assert accounts.sign_in(Knock("ada", WORDS, "192.0.2.1", known), now=NOW)
    with pytest.raises(TooManyAttempts):
        accounts.sign_in(Knock("ada", WORDS, "198.51.100.1", "forged"), now=NOW)
    assert accounts.sign_in(Knock("ada", WORDS, "198.51.100.1"), now=NOW + MINUTE)


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_however_a_name_is_spelt_it_is_one_name_whether_somebody_has_it_or_not(
    accounts: Accounts, access: Access, ada: Account, name: str
) -> None:
    with_password(accounts, access, ada)
    for number in range(10):
        spelt = (name, name.upper(), f" {name} ", name.title())[number % 4]
        with pytest.raises(Unauthenticated):
            accounts.sign_in(Knock(spelt, "wrong", f"192.0.2.{number}"), now=NOW)
    with pytest.raises(TooManyAttempts):
        accounts.sign_in(Knock(name, "wrong", "198.51.100.1"), now=NOW)


def test_one_address_cannot_try_many_names(accounts: Accounts, access: Access, ada: Account) -> None:
    with_password(accounts, access, ada)
    for number in range(30):
        with pytest.raises(Unauthenticated):
            accounts.sign_in(Knock(f"name{number}", "wrong", "192.0.2.1"), now=NOW)
    with pytest.raises(TooManyAttempts):
        accounts.sign_in(Knock("ada", WORDS, "192.0.2.1"), now=NOW)
    assert accounts.sign_in(Knock("ada", WORDS, "192.0.2.2"), now=NOW)


def test_a_new_password_asks_for_the_present_one_and_ends_what_else_stands(
    accounts: Accounts, access: Access, ada: Account
) -> None:
    with_password(accounts, access, ada)
    here, elsewhere = (accounts.sign_in(Knock("ada", WORDS), now=NOW) for _ in range(2))
    link = accounts.link(ada, now=NOW)
    with pytest.raises(WrongPassword):
        accounts.change_password(here.row.id, "wrong", "another four words", now=NOW)
    assert accounts.change_password(here.row.id, WORDS, "another four words", now=NOW) == 3
    assert access.principal(here.text, "session", now=NOW) is not None
    assert access.principal(elsewhere.text, "session", now=NOW) is None
    for spent in (lambda: access.sign_in(link.text, now=NOW), lambda: accounts.sign_in(Knock("ada", WORDS), now=NOW)):
        with pytest.raises(Unauthenticated):
            spent()
    with pytest.raises(Unauthenticated):
        accounts.change_password(elsewhere.row.id, "another four words", WORDS, now=NOW)


def test_a_link_opens_the_change_for_an_hour_only(accounts: Accounts, access: Access, ada: Account) -> None:
    with_password(accounts, access, ada)
    session = access.sign_in(accounts.link(ada, now=NOW).text, now=NOW)
    with pytest.raises(WrongPassword):
        accounts.change_password(session.row.id, "", "another four words", now=NOW + HOUR)
    accounts.change_password(session.row.id, "", "another four words", now=NOW + HOUR - 1)


@pytest.mark.parametrize("password", ["short", "x" * 257, "abababababab", "a lovely ADA indeed"])
def test_what_is_soon_guessed_is_no_password(accounts: Accounts, access: Access, ada: Account, password: str) -> None:
    session = access.sign_in(accounts.link(ada, now=NOW).text, now=NOW)
    with pytest.raises(UnfitPassword):
        accounts.change_password(session.row.id, "", password, now=NOW)


def test_who_is_disabled_is_out_at_once(accounts: Accounts, access: Access, ada: Account) -> None:
    eve = with_password(accounts, access, accounts.add("eve", "editor", now=NOW))
    session, link = accounts.sign_in(Knock("eve", WORDS), now=NOW), accounts.link(eve, now=NOW)
    assert not accounts.disable(eve, now=NOW).enabled
    assert access.principal(session.text, "session", now=NOW) is None
    with pytest.raises(Unauthenticated):
        access.sign_in(link.text, now=NOW)
    accounts.enable(eve)
    assert access.principal(session.text, "session", now=NOW) is None, "what ended stays so"
    assert accounts.sign_in(Knock("eve", WORDS), now=NOW)
    assert ada


def test_a_change_of_role_holds_for_sessions_that_stand(accounts: Accounts, access: Access, ada: Account) -> None:
    eve = with_password(accounts, access, accounts.add("eve", "viewer", now=NOW))
    session = accounts.sign_in(Knock("eve", WORDS), now=NOW)
    assert accounts.set_role(eve, "agent", now=NOW).role == "agent"
    principal = access.principal(session.text, "session", now=NOW)
    assert principal is not None
    assert principal.scopes == ROLES["agent"]
    with pytest.raises(LastAdmin):
        accounts.set_role(ada, "editor", now=NOW)
    with pytest.raises(LastAdmin):
        accounts.disable(ada, now=NOW)


def test_a_new_link_ends_the_older_one(accounts: Accounts, access: Access, ada: Account) -> None:
    older, newer = accounts.link(ada, now=NOW), accounts.link(ada, now=NOW)
    with pytest.raises(Unauthenticated):
        access.sign_in(older.text, now=NOW)
    assert access.sign_in(newer.text, now=NOW)


def test_sign_out_everywhere(accounts: Accounts, access: Access, ada: Account) -> None:
    sessions = [access.sign_in(accounts.link(ada, now=NOW).text, now=NOW) for _ in range(3)]
    assert accounts.sign_out(ada, now=NOW) == 3
    assert [access.principal(each.text, "session", now=NOW) for each in sessions] == [None] * 3


def test_names_are_unique_and_fit(accounts: Accounts, ada: Account) -> None:
    for wrong, error in (("ADA", NameTaken), ("two words", UnfitName), ("", UnfitName), ("x" * 201, UnfitName)):
        with pytest.raises(error):
            accounts.add(wrong, "viewer", now=NOW)
    with pytest.raises(UnknownRole):
        accounts.add("eve", "owner", now=NOW)
    with pytest.raises(UnknownAccount):
        accounts.named("nobody")
    assert accounts.named("Ada") == ada


def test_the_first_admin_is_made_once(accounts: Accounts) -> None:
    first = accounts.first_admin(now=NOW)
    assert (first.name, first.role) == ("admin", "admin")
    second = accounts.add("eve", "admin", now=NOW + 1)
    assert accounts.first_admin(now=NOW) == first
    accounts.disable(first, now=NOW)
    assert accounts.first_admin(now=NOW) == second


def test_somebody_called_admin_who_is_none_becomes_one_when_nobody_else_is(accounts: Accounts) -> None:
    accounts.add("admin", "viewer", now=NOW)
    assert accounts.first_admin(now=NOW).role == "admin"
