"""Rejects read again: rows of files by the newest mapping, calls over HTTP by the dialect that they were in."""

from collections.abc import Callable, Sequence
from typing import Any, cast
from uuid import uuid4

import msgspec

from clew.api.collect import Limits
from clew.api.collect.check import check_event, check_item
from clew.api.collect.dialect import Open, Reading
from clew.api.collect.dialects import cloudevents, segment
from clew.api.collect.errors import Fault, Refusal
from clew.api.collect.request import Request
from clew.catalog import from_data
from clew.events import Event
from clew.events.imports import RowMapper
from clew.events.mapping import InvalidMapping
from clew.events.ports import Reject
from clew.events.quarantine import Quarantine, by_mapping
from clew.kernel.packing import from_json, to_json
from clew.runtime.checking import SchemaVerdict
from clew.runtime.collecting import normalise_identity
from clew.runtime.importing import mapper_of
from clew.runtime.workspace import Workspace

_BATCH = "/v1/batch"
_CLOUD_EVENTS = "/v1/cloudevents"
_TELLING = (("event", "track"), ("previousId", "alias"), ("groupId", "group"), ("traits", "identify"), ("name", "page"))


def quarantine_of(workspace: Workspace) -> Quarantine:
    """The quarantine of a workspace, with what its rejects become by the present mappings and schemas."""
    verdict = SchemaVerdict(workspace.store, workspace.clock)
    verdict.refresh()
    rows = by_mapping(_mappers(workspace), verdict)

    def remake(source: str, reject: Reject) -> Sequence[Event | Reject]:
        if reject.mapping:
            return rows(source, reject)
        made = reread_call(reject, workspace)
        return [made if isinstance(made, Reject) else verdict(source, made)]

    return Quarantine(workspace.log, remake)


def reread_call(reject: Reject, workspace: Workspace) -> Event | Reject:
    """One call as its dialect reads it now; a call whose route said its type is known by what it holds."""
    try:
        body = from_json(reject.raw)
    except msgspec.DecodeError:
        return msgspec.structs.replace(reject, message="still not JSON (mend it: give it a body that is one call)")
    if not isinstance(body, dict):
        return msgspec.structs.replace(reject, message="still not a call (mend it: give it a JSON object)")
    call = cast("dict[str, Any]", body)
    limits = Limits()
    reading = Reading(workspace.clock.now(), limits, normalise_identity, lambda: str(uuid4()))
    try:
        if "specversion" in call:
            opened = _open(_CLOUD_EVENTS)(_request(_CLOUD_EVENTS, b"application/cloudevents+json", call), reading)
        else:
            call.setdefault("type", next((kind for key, kind in _TELLING if key in call), "page"))
            opened = _open(_BATCH)(_request(_BATCH, b"application/json", {"batch": [call]}), reading)
        check_item(opened.items[0], limits)
        event = opened.read(opened.items[0])
        check_event(event, limits, reading.now)
    except Fault as fault:
        return Reject(fault.reason, f"{fault.message} ({fault.hint})", fault.pointer, reject.raw)
    except Refusal as refusal:
        return Reject(reject.reason, refusal.message, refusal.where or "", reject.raw)
    return event


def _open(path: str) -> Open:
    route = {**segment.ROUTES, **cloudevents.ROUTES}[path]
    assert route.open is not None  # noqa: S101  (both collect)
    return route.open


def _request(path: str, kind: bytes, body: Any) -> Request:
    return Request(path, b"", {b"content-type": kind}, to_json(body), None)


def _mappers(workspace: Workspace) -> Callable[[str, str], RowMapper | None]:
    live = {row.id: row for row in workspace.store.documents() if row.kind == "mapping" and row.status == "live"}

    def newest(_source: str, name: str) -> RowMapper | None:
        row = live.get(name)
        if row is None:
            return None
        try:
            return mapper_of(from_data(from_json(row.document)))
        except InvalidMapping:
            return None

    return newest
