"""Credentials, beside the log."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from clew.access import CredentialKind, KeyRow
from clew.adapters.sql import SqlKeyStore
from tests.conformance.stores.places import Place


@pytest.fixture
def keys(place: Place) -> SqlKeyStore:
    return place.keys()


def row(key_id: str, kind: CredentialKind = "write", source: str = "", **rest: int) -> KeyRow:
    return KeyRow(key_id, kind, b"\x00digest", "Web shop", source, ("a", "b"), 5, **rest)


def test_a_row_comes_back_as_it_is(place: Place, keys: SqlKeyStore) -> None:
    rows = [row("a", source="web"), row("b", "session", expires_at=9, revoked_at=7), row("c", "api")]
    assert [keys.put(each) for each in rows] == [True] * 3
    other = place.keys()
    assert [other.get(each.id) for each in rows] == rows
    assert other.get("d") is None


def test_an_id_is_given_once(keys: SqlKeyStore) -> None:
    assert keys.put(row("a"))
    assert not keys.put(row("a", "api"))
    assert keys.get("a") == row("a")


def test_rows_are_listed_by_kind_and_source(keys: SqlKeyStore) -> None:
    rows = [row("a", source="web"), row("b", "api"), row("c", source="till"), row("d", source="web", revoked_at=1)]
    for each in rows:
        keys.put(each)
    assert keys.list() == rows
    assert keys.list(after="a", limit=2) == rows[1:3]
    assert keys.list(kind="write") == [rows[0], *rows[2:]]
    assert keys.list(kind="write", source="web") == [rows[0], rows[3]]


def test_a_key_is_revoked_once_however_many_try(place: Place, keys: SqlKeyStore) -> None:
    keys.put(row("a", "link"))
    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(lambda at: keys.revoke("a", at), range(10, 26)))
    assert won.count(True) == 1
    found = place.keys().get("a")
    assert found
    assert found.revoked_at == 10 + won.index(True)
    assert not keys.revoke("unknown", 1)


def test_a_purge_takes_dead_links_and_sessions_alone(keys: SqlKeyStore) -> None:
    dead = [row("a", "link", revoked_at=4), row("b", "session", expires_at=4)]
    kept = [row("c", "session", expires_at=5), row("d", "link"), row("e", "api", revoked_at=1), row("f", expires_at=1)]
    for each in [*dead, *kept]:
        keys.put(each)
    assert keys.purge(5) == 2
    assert keys.list() == kept
