"""Opaque cursors: signed, and good only for the listing that gave them out."""

import base64
import binascii
from collections.abc import Sequence
from hashlib import blake2b
from hmac import compare_digest
from typing import Annotated, Generic, TypeVar

from fastapi import Query
from pydantic import Field

from clew.api.errors import InvalidCursor
from clew.api.views import View

T = TypeVar("T")

_MAC_BYTES = 12

Limit = Annotated[int, Query(ge=1, le=1000, description="How many items at most.")]
CursorParameter = Annotated[
    str | None, Query(max_length=2000, description="`next_cursor` of the page before; leave it out for the first page.")
]


class PageView(View, Generic[T]):
    """Some items of a list."""

    items: Annotated[Sequence[T], Field(description="In the order of the list.")]
    next_cursor: Annotated[
        str | None, Field(description="What to pass as `cursor` for the items after these; null on the last page.")
    ] = None


class Cursors:
    """Wraps a reader's own text for "after these" so that a client can only hand it back.

    Law: `open(listing, seal(listing, text)) == text`; anything else raises.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def seal(self, listing: str, text: str | None) -> str | None:
        """The cursor of this text in this listing."""
        if text is None:
            return None
        data = text.encode()
        return base64.urlsafe_b64encode(self._mac(listing, data) + data).decode().rstrip("=")

    def open(self, listing: str, cursor: str | None) -> str | None:
        """The text behind a cursor.

        Raises:
            InvalidCursor: if this listing did not give it out.
        """
        if cursor is None:
            return None
        try:
            sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            sealed = b""
        mac, data = sealed[:_MAC_BYTES], sealed[_MAC_BYTES:]
        if not compare_digest(mac, self._mac(listing, data)):
            raise InvalidCursor("this cursor is none of this list", where="cursor", hint="start without a cursor")
        return data.decode()

    def _mac(self, listing: str, data: bytes) -> bytes:
        text = listing.encode() + b"\0" + data
        return blake2b(text, key=self._secret, digest_size=_MAC_BYTES, person=b"clew.cursor").digest()
