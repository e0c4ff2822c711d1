"""Credentials: shown once, good for one thing, dead when they should be."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from clew.access import (
    SCOPES,
    Access,
    Account,
    Forbidden,
    OnceReused,
    TooManyKeys,
    Unauthenticated,
    UnknownCredential,
    UnknownScope,
    authorise,
)
from clew.access.ports import AccountStore, KeyStore
from clew.kernel.instants import DAY, HOUR, MINUTE
from tests.unit.access.conftest import Tokens

NOW = 1_800_000_000_000_000


def test_a_write_key_leads_to_its_source_and_nowhere_else(access: Access) -> None:
    key = access.create_write_key("shop", now=NOW).text
    assert access.source_of(key, now=NOW) == "shop"
    assert access.principal(key, "api", now=NOW) is None
    assert access.principal(key, "session", now=NOW) is None


def test_the_store_never_holds_a_secret(access: Access, store: KeyStore) -> None:
    issued = access.create_api_key("reports", now=NOW)
    secret = issued.text.rpartition("_")[2]
    assert secret not in repr(store.get(issued.row.id))


@pytest.mark.parametrize(
    "change", [lambda key: key[:-1] + "2", lambda key: key.replace("ca_", "cw_"), lambda key: key + "a"]
)
def test_anything_but_the_whole_key_is_refused(access: Access, change: object) -> None:
    key = access.create_api_key("reports", now=NOW).text
    assert access.principal(change(key), "api", now=NOW) is None  # type: ignore[operator]
    assert access.principal("", "api", now=NOW) is None
    assert access.principal("é" * 50, "api", now=NOW) is None


def test_another_pepper_makes_every_key_worthless(
    access: Access, store: KeyStore, people: AccountStore, tokens: Tokens
) -> None:
    key = access.create_api_key("reports", now=NOW).text
    assert Access(store, people, b"another pepper entirely", tokens).principal(key, "api", now=NOW) is None


def test_a_key_dies_when_it_expires_and_when_it_is_revoked(access: Access) -> None:
    passing = access.create_api_key("passing", now=NOW, expires_at=NOW + DAY)
    assert access.principal(passing.text, "api", now=NOW + DAY - 1) is not None
    assert access.principal(passing.text, "api", now=NOW + DAY) is None
    lasting = access.create_api_key("lasting", now=NOW)
    assert access.revoke(lasting.row.id, now=NOW + 1).revoked_at == NOW + 1
    assert access.principal(lasting.text, "api", now=NOW + 1) is None
    assert access.revoke(lasting.row.id, now=NOW + 9).revoked_at == NOW + 1, "the first revocation stands"
    with pytest.raises(UnknownCredential):
        access.revoke("nothere", now=NOW)


def test_two_keys_live_for_rotation_and_a_third_is_refused(access: Access) -> None:
    first = access.create_write_key("shop", now=NOW)
    second = access.create_write_key("shop", now=NOW)
    assert {access.source_of(key.text, now=NOW) for key in (first, second)} == {"shop"}
    with pytest.raises(TooManyKeys, match="revoke one first"):
        access.create_write_key("shop", now=NOW)
    access.create_write_key("app", now=NOW)
    access.revoke(first.row.id, now=NOW)
    assert access.source_of(access.create_write_key("shop", now=NOW).text, now=NOW) == "shop"


def test_two_api_keys_of_one_name_likewise(access: Access) -> None:
    access.create_api_key("reports", now=NOW)
    access.create_api_key("reports", now=NOW)
    access.create_api_key("other", now=NOW)
    with pytest.raises(TooManyKeys):
        access.create_api_key("reports", now=NOW)


def test_a_link_signs_in_once(access: Access, ada: Account) -> None:
    link = access.create_link(ada, now=NOW)
    session = access.sign_in(link.text, now=NOW + MINUTE)
    principal = access.principal(session.text, "session", now=NOW + HOUR)
    assert principal is not None
    assert (principal.name, principal.kind, principal.scopes) == ("ada", "session", frozenset(SCOPES))
    assert (principal.actor, principal.account, principal.role) == (ada.id, ada.id, "admin")
    with pytest.raises(Unauthenticated):
        access.sign_in(link.text, now=NOW + MINUTE)


def test_a_link_that_many_spend_at_once_still_signs_in_once(access: Access, ada: Account) -> None:
    link = access.create_link(ada, now=NOW)

    def spend(_: int) -> bool:
        try:
            access.sign_in(link.text, now=NOW)
        except Unauthenticated:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(spend, range(8))) == 1


def test_links_and_sessions_end(access: Access, ada: Account) -> None:
    link = access.create_link(ada, now=NOW)
    with pytest.raises(Unauthenticated):
        access.sign_in(link.text, now=NOW + 31 * MINUTE)
    session = access.sign_in(access.create_link(ada, now=NOW).text, now=NOW)
    assert access.principal(session.text, "session", now=NOW + 7 * DAY) is None


def test_spent_links_and_old_sessions_are_purged_and_keys_are_not(access: Access, ada: Account) -> None:
    access.sign_in(access.create_link(ada, now=NOW).text, now=NOW)
    key = access.create_api_key("reports", now=NOW, expires_at=NOW + 1)
    later = NOW + 30 * DAY
    access.sign_in(access.create_link(ada, now=later).text, now=later)
    found = access.keys()
    kinds = sorted(row.kind for row in found)
    assert kinds == ["api", "link", "session"]
    assert key.row.id in {row.id for row in access.keys("api")}


def test_a_session_has_its_own_csrf_token(access: Access, ada: Account) -> None:
    one, other = (access.sign_in(access.create_link(ada, now=NOW).text, now=NOW).row.id for _ in range(2))
    assert access.csrf_matches(one, access.csrf_token(one))
    assert not access.csrf_matches(other, access.csrf_token(one))
    assert not access.csrf_matches(one, "é")


def test_an_id_that_exists_is_drawn_again(access: Access, tokens: Tokens) -> None:
    first = access.create_api_key("a", now=NOW)
    tokens.next = [(1).to_bytes(8, "big"), b"s" * 20]
    second = access.create_api_key("b", now=NOW)
    assert first.row.id != second.row.id
    assert access.principal(first.text, "api", now=NOW) is not None


def test_authorise_lets_pass_what_the_scope_allows_and_nothing_more(access: Access) -> None:
    key = access.create_api_key("reports", now=NOW, scopes=("profiles:read",))
    principal = access.principal(key.text, "api", now=NOW)
    assert authorise(principal, "profiles:read") is principal
    with pytest.raises(Forbidden, match="documents:write"):
        authorise(principal, "documents:write")
    with pytest.raises(Unauthenticated):
        authorise(None, "profiles:read")
    with pytest.raises(UnknownScope, match="'everything'"):
        access.create_api_key("x", now=NOW, scopes=("everything",))


def test_a_short_pepper_is_refused(store: KeyStore, people: AccountStore, tokens: Tokens) -> None:
    with pytest.raises(ValueError, match="16 to 64"):
        Access(store, people, b"short", tokens)


def test_asked_again_the_same_key_is_given_again(access: Access, store: KeyStore) -> None:
    first = access.create_api_key("reports", now=NOW, expires_at=NOW + DAY, once="p 1")
    again = access.create_api_key("reports", now=NOW + 5, expires_at=NOW + 5 + DAY, once="p 1")
    assert again == first
    assert access.principal(again.text, "api", now=NOW) is not None
    access.create_api_key("reports", now=NOW, expires_at=NOW + DAY, once="p 2")
    assert access.create_api_key("reports", now=NOW, expires_at=NOW + DAY, once="p 1") == first
    assert len(store.list(kind="api")) == 2


def test_who_asks_for_something_else_must_say_so(access: Access) -> None:
    access.create_write_key("shop", now=NOW, once="p 1")
    for wrong in (
        lambda: access.create_write_key("app", now=NOW, once="p 1"),
        lambda: access.create_write_key("shop", now=NOW, expires_at=NOW + DAY, once="p 1"),
        lambda: access.create_api_key("shop", now=NOW, once="p 1"),
    ):
        with pytest.raises(OnceReused):
            wrong()


def test_no_pepper_no_key(access: Access, store: KeyStore, people: AccountStore, tokens: Tokens) -> None:
    mine = access.create_api_key("a", now=NOW, once="p 1")
    theirs = Access(store, people, b"another pepper of 16 bytes", tokens).create_api_key("a", now=NOW, once="p 1")
    assert mine.text != theirs.text
