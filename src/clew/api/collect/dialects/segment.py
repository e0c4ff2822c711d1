"""Segment's HTTP API: single calls, batches, the browser's short paths, and the settings that its browser asks for."""

from collections.abc import Callable
from typing import Any

import msgspec

from clew.api.collect.calls import CallReader, Data, Text
from clew.api.collect.dialect import Open, Opened, Reading, Route, Routes
from clew.api.collect.errors import TooLarge, UnreadableBody, fault_of
from clew.api.collect.ports import Source
from clew.api.collect.request import Request
from clew.api.collect.split import split_array
from clew.kernel.packing import json_reader, to_json

CALLS = ("track", "identify", "page", "screen", "group", "alias")

_EMPTY_BATCH = b"[]"


class Batch(msgspec.Struct, rename="camel"):
    """The envelope of a batch."""

    batch: list[msgspec.Raw]
    context: Data | None = None
    integrations: Any = None
    sent_at: Text = None


_decode = json_reader(Batch).decode


def open_batch(request: Request, reading: Reading) -> Opened:
    """Take a batch apart; an item that is not even JSON is still an item.

    Raises:
        UnreadableBody: if the body is no object with an array `batch`.
        TooLarge: if it holds too many calls.
    """
    body = request.body
    try:
        envelope = _decode(body)
        items = [bytes(item) for item in envelope.batch]
    except msgspec.ValidationError as error:
        raise _no_batch(error) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        array = split_array(body, "batch")
        if array is None:
            raise _no_batch(error) from None
        items = array.items
        try:
            envelope = _decode(body[: array.start] + _EMPTY_BATCH + body[array.end :])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as outside:
            raise _no_batch(outside) from None
    if len(items) > reading.limits.batch_events:
        raise TooLarge(f"more than {reading.limits.batch_events} events in a batch", hint="send smaller batches")
    read = CallReader(
        request, reading, context=envelope.context, integrations=envelope.integrations, sent_at=envelope.sent_at
    )
    return Opened(items, read, "/batch", read.keep)


def _no_batch(error: Exception) -> UnreadableBody:
    fault = fault_of(error)
    return UnreadableBody(
        f"the body is no batch: {fault.message}",
        where=fault.pointer or None,
        hint='send JSON like {"batch": [{"type": "track", ...}], "sentAt": "..."}',
    )


def open_call(kind: str) -> Open:
    """How the body of a single call's route is taken apart: it is the call."""

    def open_one(request: Request, reading: Reading) -> Opened:
        body = request.body.strip()
        if not (body.startswith(b"{") and body.endswith(b"}")):
            raise UnreadableBody("the body is not one JSON object", hint=f"send one {kind} call as a JSON object")
        read = CallReader(request, reading, kind)
        return Opened([body], read, None, read.keep)

    return open_one


def _settings(source: Source, write_key: str) -> bytes:
    del source
    plan: Data = {"track": {"__default": {"enabled": True, "integrations": {}}}}
    return to_json({"integrations": {"Segment.io": {"apiKey": write_key}}, "plan": plan})


def routes_of_calls(kinds: tuple[str, ...], path_of: Callable[[str], str]) -> Routes:
    """One route for each kind of call."""
    return {path_of(kind): Route(open_call(kind)) for kind in kinds}


ROUTES: Routes = {
    **routes_of_calls(CALLS, "/v1/{}".format),
    **routes_of_calls(CALLS, lambda kind: f"/v1/{kind[0]}"),
    "/v1/batch": Route(open_batch),
    "/v1/b": Route(open_batch),
    # The browser library reports figures about itself; nobody here reads them.
    "/v1/m": Route(),
    "/v1/projects/{key}/settings": Route(document=_settings, method="GET"),
}
