"""Finding people in what could not be read as an event."""

import pytest

from clew.privacy import HASH_BYTES, Mentions, keyed_hash

ADA = [
    ("email", "ada@example.com"),
    ("phone", "+491701234567"),
    ("user_id", "42"),
    ("cookie", "c0ffee00-aaaa"),
    ("name", "jürgen-😀"),
]


@pytest.mark.parametrize(
    "raw",
    [
        b'{"email":"ada@example.com"}',
        b'{"email":"ADA@Example.COM "}',
        b'{"email":"ada\\u0040example.com"}',
        b'{"traits":{"list":[{"text":"write to ada@example.com, please"}]}}',
        b'{"ada@example.com": 1}',
        b'{"phone":"+49 170 123-4567"}',
        b'{"phone":491701234567}',
        b'{"id":42}',
        b'{"id":"42"}',
        b'{"anonymousId":"c0ffee00-aaaa"}',
        b"not json, but ada@example.com is in it",
        b"\xff\xfe broken bytes ada@example.com",
        b'{"email":"ada\\u0040example.com","v":NaN}',
        b'{"userId":"42","v":NaN}',
        b'{"text":"write to:\\nada@example.com\\nplease","v":NaN}',
        b'{"name":"j\\u00fcrgen-\\ud83d\\ude00","v":NaN}',
        b'{"a":' * 1_500 + b'"ada@example.com"' + b"}" * 1_500,
        b"[" * 100_000 + b'"ada@example.com"',
    ],
)
def test_mentions_are_found(raw: bytes) -> None:
    assert Mentions(ADA).in_raw(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"email":"nada@example.com"}',
        b'{"email":"ada@example.community"}',
        b'{"total":142,"text":"room 42, floor 1"}',
        b'{"anonymousId":"c0ffee00-aaaabbbb"}',
        b"[]",
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"a":' * 1_500 + b"1" + b"}" * 1_500,
        b'{"total":142,"text":"room 42, floor 1","v":NaN}',
        b'{"text":"a lone half \\ud83d and an end \\',
    ],
)
def test_others_are_left_alone(raw: bytes) -> None:
    assert not Mentions(ADA).in_raw(raw)


def test_nobody_is_mentioned_nowhere() -> None:
    assert not Mentions([]).in_raw(b'{"email":"ada@example.com"}')
    assert not Mentions([("email", "")]).in_raw(b'{"email":""}')


def test_hashes_depend_on_key_namespace_and_value() -> None:
    one = keyed_hash(b"k" * 32, "email", "ada@example.com")
    assert len(one) == HASH_BYTES
    assert one == keyed_hash(b"k" * 32, "email", "ada@example.com")
    others = {
        keyed_hash(b"j" * 32, "email", "ada@example.com"),
        keyed_hash(b"k" * 32, "phone", "ada@example.com"),
        keyed_hash(b"k" * 32, "email", "ben@example.com"),
    }
    assert len(others | {one}) == 4
