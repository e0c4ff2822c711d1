"""Changing documents over HTTP: plan, append to the log, wait a moment for the engine, say how it stands."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec
from starlette.concurrency import run_in_threadpool

from clew.access import Principal
from clew.api.auditing import about
from clew.api.context import ApiContext
from clew.api.documents import DocumentView, view_of
from clew.api.errors import NotFound
from clew.api.planning import plan_documents
from clew.api.ports import Services, StoredDocument
from clew.catalog import (
    Authored,
    InvalidDocuments,
    Key,
    Placed,
    Plan,
    head,
    publish,
    read_document,
    same_content,
    standing,
)

WAIT_SECONDS = 2.0
_PAUSE_SECONDS = 0.02


class Outcome(msgspec.Struct, frozen=True):
    """What became of a change.

    Attributes:
        plan: What was to be done.
        applied: Whether the engine has taken it over already; if not, it will.
    """

    plan: Plan
    applied: bool


async def publish_documents(
    context: ApiContext, principal: Principal, desired: Sequence[Authored], *, prune: bool = False
) -> Outcome:
    """Publish what is desired, and wait until the engine knows it, but not for long.

    Raises:
        InvalidDocuments: if a document is wrong.
        Unpublishable: if something stands in the way.
    """
    async with context.publishing:
        planned = await run_in_threadpool(plan_documents, context.services, desired, prune=prune)
        publications = publish(planned)
        if not publications:
            return Outcome(planned, applied=True)
        for change in planned.changes:
            about(change.document.kind, change.document.id, f"{change.action} version {change.document.version}")
        row = await run_in_threadpool(context.services.publisher.publish, publications, by=principal.actor)
        return Outcome(planned, applied=await applied(context, row))


def authored_of(data: dict[str, Any], where: str = "/body") -> Authored:
    """A document that came as JSON, at this place of the request.

    Raises:
        InvalidDocuments: if its header is wrong.
    """
    document, faults = read_document(data)
    if document is None:
        raise InvalidDocuments([Placed(where + fault.pointer, fault) for fault in faults])
    return Authored(document, where)


def find_head(services: Services, kind: str, document_id: str) -> StoredDocument:
    """What a document is today.

    Raises:
        NotFound: if there is none, or it was archived.
    """
    found = head_of(services, kind, document_id)
    if found is None:
        raise NotFound(f"no {kind} has this id", hint="list them, or publish one")
    return found


def head_of(services: Services, kind: str, document_id: str) -> StoredDocument | None:
    """What a document is today; None if there is none, or it was archived."""
    return _today(versions_of(services, kind, document_id))


def versions_of(services: Services, kind: str, document_id: str) -> list[StoredDocument]:
    """All versions of a document, in order."""
    key = Key(kind, document_id)
    return [stored for stored in services.documents.documents(kind) if stored.document.key == key]


def heads(services: Services, kind: str) -> Iterator[StoredDocument]:
    """What each document of a kind is today, in order of id; archived ones are left out."""
    by_id: dict[str, list[StoredDocument]] = {}
    for stored in services.documents.documents(kind):
        by_id.setdefault(stored.document.id, []).append(stored)
    for name in sorted(by_id):
        if found := _today(by_id[name]):
            yield found


def _today(versions: Sequence[StoredDocument]) -> StoredDocument | None:
    """What a document is today, of all its versions in order, and whether a draft waits beside it."""
    current = head([standing(version.document, version.state) for version in versions])
    if current is None:
        return None
    found = next(version for version in versions if version.document.version == current.version)
    newest = versions[-1]
    waits = newest.state == "draft" and newest is not found and not same_content(newest.document, found.document)
    return found._replace(draft=newest.document.version) if waits else found


def outcome_view(context: ApiContext, outcome: Outcome, key: Key) -> DocumentView:
    """The document as it stands after a change, or as it will."""
    changed = next(
        change.document for change in (*outcome.plan.changes, *outcome.plan.unchanged) if change.document.key == key
    )
    for stored in versions_of(context.services, key.kind, key.id):
        if outcome.applied and stored.document.version == changed.version:
            return view_of(stored)
    state: Literal["pending"] = "pending"
    return view_of(StoredDocument(changed, "draft", context.services.clock.now()), state=state)


async def applied(context: ApiContext, row: int) -> bool:
    """Whether the engine consumes a log row within a moment."""
    for _ in range(int(WAIT_SECONDS / _PAUSE_SECONDS)):
        if await run_in_threadpool(context.services.documents.applied) >= row:
            return True
        await asyncio.sleep(_PAUSE_SECONDS)
    return False
