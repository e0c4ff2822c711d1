"""What clients hear: constant successes, refusals that say what to do, and the CORS headers that browsers need."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, NamedTuple, TypeAlias

from clew.api.collect.dialect import Reply
from clew.api.collect.errors import Refusal, WrongMethod
from clew.events.ports import Reject
from clew.kernel.packing import to_json

Headers: TypeAlias = list[tuple[bytes, bytes]]

_MOST_LISTED = 20
_ALLOWED_HEADERS = b"authorization, content-type, x-write-key, x-retry-count, anonymousid, sentat"
_PREFLIGHT_SECONDS = b"7200"


class Answer(NamedTuple):
    """An HTTP answer, but for its CORS headers."""

    status: int
    body: bytes
    headers: Headers


def success(reply: Reply) -> Answer:
    """All went well: exactly 200, as some SDKs take every other success for a failure."""
    return Answer(200, reply.body, _headers(reply.content_type, reply.body))


def partly(rejects: Sequence[Reject]) -> Reply:
    """The body was taken, and these of its events wait in quarantine: nothing is lost, so nothing is to be resent."""
    listed = [{"pointer": each.pointer, "code": each.reason, "message": each.message} for each in rejects]
    return Reply(to_json({"success": True, "quarantined": len(rejects), "faults": listed[:_MOST_LISTED]}))


def refusal_of(refusal: Refusal) -> Answer:
    """A refusal as problem+json, with the `code` and `message` without which some SDKs retry for ever."""
    problem: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "detail": refusal.message,
        "success": False,
        **refusal.to_dict(),
    }
    body = to_json(problem)
    headers = _headers(b"application/problem+json", body)
    if refusal.retry_after is not None:
        headers.append((b"retry-after", str(refusal.retry_after).encode()))
    if isinstance(refusal, WrongMethod):
        headers.append((b"allow", f"{refusal.known}, OPTIONS".encode()))
    return Answer(refusal.status, body, headers)


def preflight(headers: Mapping[bytes, bytes], method: str) -> Answer:
    """The answer to OPTIONS: any header asked for may be sent."""
    asked = headers.get(b"access-control-request-headers")
    allowed = b", ".join([_ALLOWED_HEADERS, asked]) if asked else _ALLOWED_HEADERS
    return Answer(
        200,
        b"",
        [
            (b"content-length", b"0"),
            (b"allow", f"{method}, OPTIONS".encode()),
            (b"access-control-allow-methods", f"{method}, OPTIONS".encode()),
            (b"access-control-allow-headers", allowed),
            (b"access-control-max-age", _PREFLIGHT_SECONDS),
        ],
    )


def cors(origin: bytes) -> Headers:
    """Headers that let a page of this origin read an answer, Retry-After included."""
    return [
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-expose-headers", b"retry-after"),
        (b"vary", b"origin"),
    ]


def _headers(content_type: bytes, body: bytes) -> Headers:
    return [(b"content-type", content_type), (b"content-length", str(len(body)).encode())]
