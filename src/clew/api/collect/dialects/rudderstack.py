"""RudderStack's variations on Segment's API: merge, import, beacon, pixel, and the source's configuration."""

import base64
from typing import Any, cast

import msgspec

from clew.api.collect.calls import CallReader
from clew.api.collect.dialect import Open, Opened, Reading, Reply, Route, Routes
from clew.api.collect.dialects.segment import open_batch, open_call
from clew.api.collect.ports import Source
from clew.api.collect.request import Request
from clew.kernel.packing import from_json, to_json

_ONE_PIXEL = Reply(base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"), b"image/gif")
_OBJECTS = ("properties", "context", "traits")


def _open_pixel(kind: str) -> Open:
    def open_one(request: Request, reading: Reading) -> Opened:
        read = CallReader(request, reading, kind)
        return Opened([_call_of(request.parameters())], read, None, read.keep)

    return open_one


def _call_of(parameters: dict[str, str]) -> bytes:
    """A query string as a call: `context.page.url=...` nests, `properties={"a":1}` is JSON."""
    call: dict[str, Any] = {}
    for name, value in parameters.items():
        if name == "writeKey":
            continue
        *outer, last = name.split(".")
        inner = call
        for part in outer:
            following = inner.setdefault(part, {})
            if not isinstance(following, dict):
                break
            inner = cast("dict[str, Any]", following)
        else:
            inner[last] = _object_in(value) if name in _OBJECTS else value
    return to_json(call)


def _object_in(text: str) -> Any:
    try:
        return from_json(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return text  # no object: the reader will say so


def _source_config(source: Source, write_key: str) -> bytes:
    quiet = {"enabled": False}
    updated = "2026-01-01T00:00:00Z"
    config: dict[str, Any] = {
        "id": source.id,
        "name": source.name or source.id,
        "writeKey": write_key,
        "enabled": True,
        "workspaceId": "clew",
        "config": {"statsCollection": {"errors": quiet, "metrics": quiet}},
        "connections": [],
        "destinations": [],
        "dataplanes": {},
        "updatedAt": updated,
    }
    return to_json({"source": config, "updatedAt": updated})


ROUTES: Routes = {
    "/v1/merge": Route(open_call("merge")),
    "/v1/import": Route(open_batch),
    "/beacon/v1/batch": Route(open_batch),
    "/pixel/v1/track": Route(_open_pixel("track"), method="GET", reply=_ONE_PIXEL),
    "/pixel/v1/page": Route(_open_pixel("page"), method="GET", reply=_ONE_PIXEL),
    "/sourceConfig": Route(document=_source_config, method="GET"),
}
