"""The head of a plain HTTP request: what nearly every client sends, and nothing that needs more than this to answer."""

from collections.abc import Mapping
from typing import NamedTuple

import httptools

LONGEST = 16_384
"""Bytes of the longest head that is looked at here."""

_NEEDS_MORE = frozenset({b"transfer-encoding", b"expect", b"upgrade"})


class Head(NamedTuple):
    """Of a request whose body, if any, has a length.

    Attributes:
        method: Such as `POST`.
        path: As sent, without the query; plain ASCII.
        query: As sent.
        headers: Lower-case names to values; of equal names the last.
        length: Bytes of the body.
        keeps: Whether the client wants to go on with the connection.
    """

    method: str
    path: str
    query: bytes
    headers: Mapping[bytes, bytes]
    length: int
    keeps: bool


def read_head(raw: bytes) -> Head | None:
    """Read a head, its empty line included; None for one that is not plain, or none at all.

    The parser is the one that a general server would have it read by: what is refused there is refused here.
    """
    found = _Found()
    parser = found.parser = httptools.HttpRequestParser(found)
    try:
        parser.feed_data(raw)
    except (httptools.HttpParserError, httptools.HttpParserUpgrade):
        return None
    finally:
        found.parser = None  # no cycle is left behind
    headers, url = found.headers, found.url
    if found.method is None or parser.get_http_version() != "1.1" or not _NEEDS_MORE.isdisjoint(headers):
        return None
    if not url.startswith(b"/") or b"%" in url or b"#" in url or not url.isascii():
        return None
    path, _, query = url.partition(b"?")
    length = int(headers.get(b"content-length", b"0"))
    return Head(found.method, path.decode(), query, headers, length, found.keeps)


class _Found:
    """What the parser calls."""

    __slots__ = ("headers", "keeps", "method", "parser", "url")

    def __init__(self) -> None:
        self.parser: httptools.HttpRequestParser | None = None
        self.url = b""
        self.headers: dict[bytes, bytes] = {}
        self.method: str | None = None
        self.keeps = False

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers[name.lower()] = value

    def on_headers_complete(self) -> None:
        # Where there is no body the parser has forgotten both when it is asked later.
        assert self.parser is not None  # noqa: S101 - it calls
        self.method, self.keeps = self.parser.get_method().decode(), self.parser.should_keep_alive()
