"""Bodies under limits, and where a write key is looked for."""

import asyncio
import base64
import gzip
import zlib

import pytest

from clew.api.collect.errors import SlowBody, TooLarge, UnreadableBody, UnsupportedEncoding
from clew.api.collect.limits import Limits
from clew.api.collect.request import ClientGone, Request, body_key, header_key, inflate, read_body

LIMITS = Limits(body_bytes=1_000, drain_bytes=5_000, body_seconds=0.05, expansion=50)


def basic(user: str, password: str = "") -> bytes:
    return b"Basic " + base64.b64encode(f"{user}:{password}".encode())


@pytest.mark.parametrize(
    ("headers", "key"),
    [
        ({b"authorization": basic("wk")}, "wk"),
        ({b"authorization": basic("wk", "secret")}, "wk"),
        ({b"authorization": b"basic " + base64.b64encode(b"wk:")}, "wk"),
        ({b"authorization": b"Bearer wk"}, "wk"),
        ({b"authorization": basic("wk"), b"x-write-key": b"other:s"}, "wk"),
        ({b"authorization": basic(""), b"x-write-key": b"wk:s"}, "wk"),
        ({b"authorization": b"Basic %%%", b"x-write-key": b"wk"}, "wk"),
        ({b"authorization": b"Digest x"}, None),
        ({b"x-write-key": b"wk:secret"}, "wk"),
        ({b"x-write-key": b":secret"}, None),
        ({}, None),
    ],
)
def test_the_key_in_the_headers(headers, key):
    assert header_key(headers) == key


@pytest.mark.parametrize(
    ("body", "query", "key"),
    [
        (b'{"writeKey":"wk","api_key":"other"}', b"writeKey=third", "wk"),
        (b'{"api_key":"wk","token":"other"}', b"", "wk"),
        (b'{"token":"wk"}', b"", "wk"),
        (b'{"writeKey":""}', b"writeKey=w%6b", "wk"),
        (b'{"writeKey":7}', b"writeKey=wk&writeKey=second", "wk"),
        (b"not json", b"a=b&writeKey=wk", "wk"),
        (b"", b"writeKey=", None),
        (b"[1]", b"", None),
        (b"", b"", None),
    ],
)
def test_the_key_in_the_body_then_in_the_query(body, query, key):
    assert body_key(Request("/v1/batch", query, {}, body, None)) == key


def read(messages, headers=None, limits=LIMITS):
    waiting = list(messages)

    async def receive():
        if not waiting:
            await asyncio.sleep(10)
        return waiting.pop(0)

    return asyncio.run(read_body(receive, headers or {}, limits))


def chunks(*parts: bytes):
    return [
        {"type": "http.request", "body": part, "more_body": place < len(parts) - 1} for place, part in enumerate(parts)
    ]


def test_a_body_in_chunks_is_joined():
    assert read(chunks(b'{"a"', b":1", b"}")) == b'{"a":1}'


def test_a_byte_order_mark_is_no_part_of_the_body():
    assert read(chunks(b"\xef\xbb\xbf{}")) == b"{}"


@pytest.mark.parametrize("headers", [{}, {b"content-encoding": b"gzip"}, {b"content-encoding": b"identity"}])
def test_gzip_is_known_by_its_magic(headers):
    assert read(chunks(gzip.compress(b"{}")), headers) == b"{}"


def test_a_proxy_may_inflate_and_leave_the_header():
    assert read(chunks(b"{}"), {b"content-encoding": b"gzip"}) == b"{}"


def test_gzip_of_several_members_is_one_body():
    assert inflate(gzip.compress(b'{"a":') + gzip.compress(b"1}"), LIMITS) == b'{"a":1}'


def test_a_crowd_of_empty_members_is_refused():
    """Each costs a look at all that follows, and a body has room for fifty thousand."""
    with pytest.raises(TooLarge, match="members"):
        inflate(gzip.compress(b"") * 65, LIMITS)
    assert inflate(gzip.compress(b"") * 63 + gzip.compress(b"{}"), LIMITS) == b"{}"


@pytest.mark.parametrize("encoding", [b"br", b"deflate", b"zstd", b"gzip, br"])
def test_another_encoding_is_refused(encoding):
    with pytest.raises(UnsupportedEncoding):
        read(chunks(b"{}"), {b"content-encoding": encoding})


def test_a_body_above_the_limit_is_refused_after_it_was_drained():
    sent = chunks(b"x" * 600, b"x" * 600, b"x" * 600)
    with pytest.raises(TooLarge):
        read(sent)


def test_an_endless_body_is_refused_before_its_end():
    endless = [{"type": "http.request", "body": b"x" * 600, "more_body": True}] * 20
    with pytest.raises(TooLarge):
        read(endless)


def test_a_slow_body_is_refused():
    with pytest.raises(SlowBody):
        read([{"type": "http.request", "body": b"{", "more_body": True}])


@pytest.mark.parametrize(
    "messages",
    [
        [{"type": "http.disconnect"}],
        [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}],
    ],
)
def test_nobody_answers_a_client_that_is_gone(messages):
    with pytest.raises(ClientGone):
        read(messages)


@pytest.mark.parametrize("size", [1_001, 10_000_000])
def test_a_gzip_bomb_is_not_inflated(size):
    with pytest.raises(TooLarge):
        inflate(gzip.compress(b" " * size), LIMITS)


def test_what_expands_more_than_text_does_is_refused_within_the_size_limit():
    with pytest.raises(TooLarge):
        inflate(gzip.compress(b" " * 900), Limits(body_bytes=1_000, expansion=2))


@pytest.mark.parametrize(
    "broken",
    [
        gzip.compress(b"{}", mtime=0)[:-4],
        gzip.compress(b"{}", mtime=0) + b"trailing",
        b"\x1f\x8b" + zlib.compress(b"{}"),
        b"\x1f\x8b",
        gzip.compress(b"{}", mtime=0)[:-8] + b"\x00" * 8,
    ],
)
def test_broken_gzip_is_unreadable(broken):
    with pytest.raises(UnreadableBody):
        inflate(broken, LIMITS)
