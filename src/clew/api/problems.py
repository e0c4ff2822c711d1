"""Every error as problem+json (RFC 9457): what, where, what to do; never the value that was wrong."""

import logging
import traceback
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from clew.access import (
    Forbidden,
    LastAdmin,
    NameTaken,
    OnceReused,
    TooManyAttempts,
    TooManyKeys,
    Unauthenticated,
    UnfitName,
    UnknownAccount,
    UnknownCredential,
    UnknownScope,
    WrongPassword,
)
from clew.actions import NothingToDecide
from clew.api import errors
from clew.catalog import InvalidDocuments, Unpublishable
from clew.events.quarantine import RejectNotHeld, SettlementRuns
from clew.kernel.errors import ClewError
from clew.kernel.packing import to_json
from clew.learning import JobRuns, NoModel, NotPublishable

MEDIA_TYPE = "application/problem+json"

_log = logging.getLogger("clew.api")

_STATUSES: Mapping[type[ClewError], int] = {
    Unauthenticated: 401,
    Forbidden: 403,
    TooManyKeys: 409,
    UnknownCredential: 404,
    UnknownAccount: 404,
    RejectNotHeld: 404,
    SettlementRuns: 409,
    WrongPassword: 403,
    NameTaken: 409,
    LastAdmin: 409,
    TooManyAttempts: 429,
    NothingToDecide: 409,
    NoModel: 404,
    NotPublishable: 409,
    JobRuns: 409,
    OnceReused: 422,
    UnfitName: 422,
    UnknownScope: 422,
    InvalidDocuments: 422,
    Unpublishable: 409,
    errors.NotFound: 404,
    errors.InvalidCursor: 400,
    errors.MalformedBody: 400,
    errors.BodyTooLarge: 413,
    errors.UnsupportedBody: 415,
    errors.CrossSite: 403,
    errors.AlreadyExists: 409,
    errors.Changed: 412,
    errors.NoPrecondition: 428,
    errors.ImportRuns: 409,
    errors.OtherTimes: 409,
}
# As RFC 9110 has them; older Pythons say "Entity".
_PHRASES = {413: "Content Too Large", 422: "Unprocessable Content"}
_REFERENCE = {"$ref": "#/components/schemas/Problem"}
_WRONG_INPUT, _TRY_LATER = 422, 503


class ProblemItem(BaseModel):
    """One of several faults.

    Attributes:
        where: JSON Pointer into the request, or file:line:col.
        message: What is wrong there.
        hint: What to do about it.
    """

    where: str
    message: str
    hint: str | None = None


class Problem(BaseModel):
    """An error, after RFC 9457.

    Attributes:
        type: `urn:clew:problem:` and the code.
        title: The status in words.
        status: HTTP status.
        detail: What is wrong.
        code: Stable name of the error, for programs.
        where: The place of it.
        hint: What to do about it.
        errors: All faults, where there may be several.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:clew:problem:api.not_found",
                    "title": "Not Found",
                    "status": 404,
                    "detail": "no profile has this id",
                    "code": "api.not_found",
                    "hint": "look it up by an identity: POST /api/v1/profiles/lookup",
                }
            ]
        }
    )

    type: str
    title: str
    status: int
    detail: str
    code: str
    where: str | None = None
    hint: str | None = None
    errors: list[ProblemItem] | None = Field(default=None)


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    facts: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A response that says what is wrong."""
    body = {
        "type": f"urn:clew:problem:{code}",
        "title": _phrase(status),
        "status": status,
        "detail": detail,
        "code": code,
        **(facts or {}),
    }
    return Response(to_json(body), status, headers=headers, media_type=MEDIA_TYPE)


def problem_of(error: ClewError) -> Response:
    """The response for one of our own errors."""
    known = next((_STATUSES[kind] for kind in type(error).__mro__ if kind in _STATUSES), None)
    status = known or (_TRY_LATER if error.retryable else _WRONG_INPUT)
    facts = error.to_dict()
    facts.pop("code")
    headers = {401: {"WWW-Authenticate": "Bearer"}, 503: {"Retry-After": "1"}}.get(status)
    if isinstance(error, TooManyAttempts):
        headers = {"Retry-After": str(error.seconds)}
    return problem(status, error.code, facts.pop("message"), facts=facts, headers=headers)


def unexpected(error: Exception) -> Response:
    """The response for an error that is our fault; the log gets its kind and place, never its words."""
    frames = traceback.extract_tb(error.__traceback__)
    _log.error("%s at %s", type(error).__name__, " < ".join(f"{f.filename}:{f.lineno}" for f in reversed(frames[-6:])))
    return problem(500, "api.internal", "something went wrong on our side", facts={"hint": "see the server's log"})


def handle_errors(app: FastAPI) -> None:
    """Make every error of the application a problem."""

    @app.exception_handler(ClewError)
    async def _ours(_request: Request, error: ClewError) -> Response:  # pyright: ignore[reportUnusedFunction]
        return problem_of(error)

    @app.exception_handler(RequestValidationError)
    async def _invalid(_request: Request, error: RequestValidationError) -> Response:  # pyright: ignore[reportUnusedFunction]
        items = [_item(fault) for fault in error.errors()]
        detail = items[0]["message"] if len(items) == 1 else f"{len(items)} things are wrong with the request"
        facts = {"where": items[0]["where"], "errors": items}
        return problem(_WRONG_INPUT, "api.invalid_request", detail, facts=facts)

    @app.exception_handler(HTTPException)
    async def _http(_request: Request, error: HTTPException) -> Response:  # pyright: ignore[reportUnusedFunction]
        phrase = _phrase(error.status_code)
        code = {404: "api.no_such_route", 405: "api.method_not_allowed"}.get(error.status_code, "api.refused")
        details = {404: "there is nothing at this path", 405: "this path does not know that method"}
        detail = details.get(error.status_code, phrase)
        # RudderStack's clients, sent to a wrong path, give up at once only where they find a `message`.
        return problem(error.status_code, code, detail, facts={"message": detail}, headers=error.headers)


def _phrase(status: int) -> str:
    return _PHRASES.get(status) or HTTPStatus(status).phrase


def _item(fault: Mapping[str, Any]) -> dict[str, str]:
    # `input` and `ctx` may hold what was sent, which may be personal; the message of pydantic does not.
    location: Sequence[Any] = fault["loc"]
    kind = "a value that is not allowed here" if fault["type"].startswith("value_error") else fault["msg"]
    return {
        "where": "/" + "/".join(str(step).replace("~", "~0").replace("/", "~1") for step in location),
        "message": kind,
    }


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI entry of these error statuses."""
    return {
        status: {"description": _phrase(status), "content": {MEDIA_TYPE: {"schema": dict(_REFERENCE)}}}
        for status in statuses
    }
