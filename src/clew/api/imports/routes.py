"""Importing over HTTP: send a file, look, try a mapping out, start, follow."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import APIRouter, Depends, Header, Path, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt
from starlette.concurrency import run_in_threadpool

from clew.access import Principal, require_source
from clew.api.auditing import about
from clew.api.context import Context
from clew.api.documents import IfMatch, refuse_unless_current
from clew.api.errors import NotFound
from clew.api.imports.sources import Spelling, source_of
from clew.api.imports.views import DryRunView, ImportView, LookView
from clew.api.problems import responses
from clew.api.publishing import authored_of, find_head, publish_documents
from clew.api.requests import StrictRoute
from clew.api.security import require
from clew.api.views import View

PAUSE_SECONDS = 0.25
LONGEST_SECONDS = 300
_SPELLING = Spelling("`historical: false`", "`historical: true`", "/body/id")

router = APIRouter(
    prefix="/api/v1/imports", tags=["imports"], route_class=StrictRoute, responses=responses(401, 403, 422)
)

_READ = [Depends(require("imports:read"))]
Writer = Annotated[Principal, Depends(require("imports:write"))]
ImportId = Annotated[str, Path(min_length=1, max_length=40, pattern=r"^[a-z0-9]+$", description="Id of the file.")]


class TryOut(BaseModel):
    """A mapping to be tried out.

    Attributes:
        mapping: The document, without kind and id.
        rows: How many rows of the beginning.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "mapping": {"event": {"type": "Order", "id": "$.id", "identities": {"user_id": "$.who"}}},
                    "rows": 20,
                }
            ]
        },
    )

    mapping: dict[str, Any]
    rows: Annotated[StrictInt, Field(ge=1, le=200)] = 20


class Start(BaseModel):
    """How a file is brought in.

    Attributes:
        id: Of the mapping document, which is published with it; also of the source, unless that is given.
        mapping: The document, without kind and id.
        source: Id of the source that its events are of; it is made with the import, unless it is there.
        historical: Whether it tells of the past, as the source says then: its events start no journey.
    """

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "id": "orders",
                    "mapping": {"event": {"type": "Order", "id": "$.id", "identities": {"user_id": "$.who"}}},
                }
            ]
        },
    )

    id: Annotated[str, Field(min_length=1, max_length=64)]
    mapping: dict[str, Any]
    source: Annotated[str | None, Field(min_length=1, max_length=64)] = None
    historical: StrictBool = True


class FilesView(View):
    """Files that were sent.

    Attributes:
        items: Newest first.
    """

    items: list[ImportView]


@router.post("", name="sendFile", status_code=201, responses=responses(413))
async def send(
    context: Context,
    _principal: Writer,
    request: Request,
    x_clew_filename: Annotated[
        str, Header(min_length=1, max_length=1000, description="Name of the file, percent-encoded; its ending counts.")
    ],
) -> LookView:
    """Send a file as the body; CSV or JSON Lines, also packed with gzip or zstd, or Parquet.

    Nothing is imported yet: the answer shows its columns and suggests a mapping. A file that is never started is
    deleted after a day, and one that came to its end at once.
    """
    desk = context.services.imports
    receiving = await run_in_threadpool(desk.receive, unquote(x_clew_filename))
    try:
        async for part in request.stream():
            if part:
                await run_in_threadpool(receiving.write, part)
        look = await run_in_threadpool(receiving.keep)
    finally:
        await run_in_threadpool(receiving.drop)
    about("import", look.file.id)
    return look


@router.get("", name="listFiles", dependencies=_READ)
def files(context: Context) -> FilesView:
    """List files that were sent, newest first, with how their imports stand."""
    return FilesView(items=list(context.services.imports.files()))


@router.get("/{import_id}", name="getFile", responses=responses(404), dependencies=_READ)
def get(context: Context, import_id: ImportId) -> ImportView:
    """How far an import is."""
    return _known(context.services.imports.get(import_id))


@router.get(
    "/{import_id}/look",
    name="lookAtFile",
    responses=responses(404),
    dependencies=[Depends(require("imports:write", changes=False))],
)
def look_at(context: Context, import_id: ImportId) -> LookView:
    """Look at the beginning of a file once more."""
    found = context.services.imports.look(import_id)
    if found is None:
        raise _no_file()
    return found


@router.post(
    "/{import_id}/dry-run",
    name="tryMapping",
    responses=responses(404),
    dependencies=[Depends(require("imports:write", changes=False))],
)
def try_out(context: Context, import_id: ImportId, wanted: TryOut) -> DryRunView:
    """Say what the first rows come to by a mapping; changes nothing."""
    found = context.services.imports.try_out(import_id, wanted.mapping, wanted.rows)
    if found is None:
        raise _no_file()
    return found


@router.post("/{import_id}/start", name="startImport", status_code=202, responses=responses(404, 409, 412))
async def start(
    context: Context,
    principal: Annotated[Principal, Depends(require("documents:write"))],
    _writer: Writer,
    import_id: ImportId,
    wanted: Start,
    if_match: IfMatch = None,
) -> ImportView:
    """Publish the mapping and bring the file into the log; returns at once, `progress` tells how far it is.

    Started again after it stopped, it goes on where it stood, and repeats nothing. It is refused for a source that
    tells what happens now, or sends by a key, unless `historical` is false: journeys would start for everybody whom
    the file names. With `If-Match`, the ETag of the mapping, it is refused where somebody changed that meanwhile.
    """
    source = wanted.source or wanted.id
    require_source(source)
    if if_match is not None:
        refuse_unless_current(if_match, find_head(context.services, "mapping", wanted.id).document)
    authored = authored_of({**wanted.mapping, "kind": "mapping", "id": wanted.id, "status": "published"})
    file = _known(context.services.imports.get(import_id))
    told = await run_in_threadpool(
        source_of,
        context.services,
        source,
        name=wanted.mapping.get("name") or file.name,
        mapping=wanted.id,
        historical=wanted.historical,
        spelling=_SPELLING,
    )
    outcome = await publish_documents(context, principal, [authored, *told])
    changed = (*outcome.plan.changes, *outcome.plan.unchanged)
    document = next(each.document for each in changed if each.document.key == authored.document.key)
    found = await run_in_threadpool(context.services.imports.start, import_id, document, source)
    if found is None:
        raise _no_file()
    about("import", import_id, f"into source {source}")
    return found


@router.post("/{import_id}/stop", name="stopImport", responses=responses(404))
def stop(context: Context, _principal: Writer, import_id: ImportId) -> ImportView:
    """Let an import go no further; what is in the log stays, and started again it goes on there."""
    return _known(context.services.imports.stop(import_id))


@router.delete("/{import_id}", name="removeFile", status_code=204, responses=responses(404, 409))
def remove(context: Context, _principal: Writer, import_id: ImportId) -> None:
    """Delete a file and forget it; what was imported from it stays."""
    if not context.services.imports.remove(import_id):
        raise _no_file()


@router.get(
    "/{import_id}/progress",
    name="followImport",
    response_class=EventSourceResponse,
    responses=responses(404),
    dependencies=_READ,
)
async def follow(context: Context, import_id: ImportId) -> AsyncIterator[ServerSentEvent]:
    """Follow an import, as server-sent events: `event: progress` as in `getFile`, until it has ended."""
    before: ImportView | None = None
    for _ in range(int(LONGEST_SECONDS / PAUSE_SECONDS)):
        found = await run_in_threadpool(context.services.imports.get, import_id)
        if found is not None and found != before:
            yield ServerSentEvent(event="progress", raw_data=found.model_dump_json())
        if found is None or found.state != "running" or context.stopping():
            return
        before = found
        await asyncio.sleep(PAUSE_SECONDS)


def _known(found: ImportView | None) -> ImportView:
    if found is None:
        raise _no_file()
    return found


def _no_file() -> NotFound:
    return NotFound("no file of this id is here", hint="send it (again): POST /api/v1/imports")
