"""Requests that may be made again: a client that got no answer repeats its call under the same idempotency key.

Only requests that issue a secret need one. Every other write says what is to be, or names the version that it is based
on: made again, it changes nothing more.
"""

from typing import Annotated, TypeAlias

from fastapi import Header

from clew.access import Principal

IdempotencyKey: TypeAlias = Annotated[
    str | None,
    Header(
        min_length=1,
        max_length=200,
        description="A text of the caller's, new for every request; repeated with it, the request issues no second key "
        "but gives the same again.",
    ),
]


def once_of(principal: Principal, request: str, idempotency_key: str | None) -> str:
    """What makes a request the same one: who asks, for what, under which key; empty without a key."""
    return "" if idempotency_key is None else f"{principal.id} {request} {idempotency_key}"
