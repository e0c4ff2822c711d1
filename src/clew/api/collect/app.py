"""The collector: a bare ASGI application, outside any framework's routing, as single posts are bound by that cost."""

import asyncio
import logging
from collections.abc import Mapping, Sequence

import msgspec

from clew.api.collect.check import check_event, check_item, check_text, packed
from clew.api.collect.dialect import SUCCESS, Opened, Reading, Reply, Route, Routes
from clew.api.collect.dialects import DIALECTS
from clew.api.collect.errors import (
    BrokenCollector,
    Fault,
    Refusal,
    UnknownKey,
    UnknownRoute,
    UnreadableBody,
    WrongMethod,
    reject_of,
)
from clew.api.collect.limits import Limits
from clew.api.collect.names import Names
from clew.api.collect.ports import KeyRing, NewId, Normalise, Source, Validate, accept_all
from clew.api.collect.replies import Answer, cors, partly, preflight, refusal_of, success
from clew.api.collect.request import ClientGone, Receive, Request, Scope, Send, body_key, header_key, read_body
from clew.api.collect.writer import LogWriter, overloaded
from clew.events import Event
from clew.events.ports import Arrival, Reject
from clew.kernel.instants import Clock
from clew.kernel.packing import pack

_log = logging.getLogger(__name__)

_BREATH = 512  # events read in one go; after them other connections get a turn
_PLAIN_SUCCESS = success(SUCCESS)


class Collector:
    """Takes events in over HTTP, in every dialect of the table.

    Law: 200 means that every event of the body is durable, in the log or in quarantine; anything else means that
    none of it is in the log.

    Args:
        writer: Commits what arrived.
        keys: Whose write key it is.
        clock: The present.
        normalise: How identities are written in their namespaces.
        new_id: Ids for events that come without one. Such an event has no identity of its own, so a sender that
            repeats it is believed: send a messageId.
        validate: The verdict of the schemas.
        limits: How much a sender may ask.
        dialects: What is spoken.
    """

    def __init__(  # noqa: PLR0913 - the root of the collector's wiring
        self,
        writer: LogWriter,
        keys: KeyRing,
        clock: Clock,
        normalise: Normalise,
        *,
        new_id: NewId,
        validate: Validate = accept_all,
        limits: Limits | None = None,
        dialects: Sequence[Routes] = DIALECTS,
    ) -> None:
        self._writer = writer
        self._keys = keys
        self._clock = clock
        self._names = Names(normalise)
        self._validate = validate
        self._limits = limits or Limits()
        self._new_id = new_id
        routes = {path: route for dialect in dialects for path, route in dialect.items()}
        self._routes = {path: route for path, route in routes.items() if "{key}" not in path}
        self._patterns = [(*path.split("{key}"), route) for path, route in routes.items() if "{key}" in path]

    def forget_names(self) -> None:
        """Spell every name anew: the namespaces have changed."""
        self._names.forget()

    def claims(self, path: str) -> bool:
        """Whether a request of this path is the collector's."""
        return self._find(path) is not None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        headers: Mapping[bytes, bytes] = dict(scope["headers"])
        try:
            answer = await self._answer(scope, headers, receive)
        except ClientGone:
            return
        except Refusal as refusal:
            answer = refusal_of(refusal)
        except Exception as error:
            # Neither the message nor the traceback may be logged: both could quote an event.
            _log.error("the collector failed: %s", type(error).__qualname__)
            answer = refusal_of(BrokenCollector("the collector failed on this request", hint="send it again"))
        origin = headers.get(b"origin")
        lines = answer.headers if origin is None else answer.headers + cors(origin)
        await send({"type": "http.response.start", "status": answer.status, "headers": lines})
        await send({"type": "http.response.body", "body": answer.body})

    def _find(self, path: str) -> tuple[Route, str | None] | None:
        """The route of a path, and the write key in it."""
        route = self._routes.get(path)
        if route is None:
            path = path.rstrip("/")
            route = self._routes.get(path)
        if route is not None:
            return route, None
        for before, after, candidate in self._patterns:
            key = path[len(before) : len(path) - len(after)]
            if key and "/" not in key and path == before + key + after:
                return candidate, key
        return None

    async def _answer(self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive) -> Answer:
        found = self._find(scope["path"])
        if found is None:
            raise UnknownRoute("no dialect has this path", hint="see the API reference for the collection routes")
        route, path_key = found
        method: str = scope["method"]
        if method == "OPTIONS":
            return preflight(headers, route.method)
        if method != route.method:
            raise WrongMethod(route.method)
        if route.open is not None:
            reply = await self._collect(scope, headers, receive, route)
            return _PLAIN_SUCCESS if reply is SUCCESS else success(reply)
        if route.document is None:
            return success(route.reply)
        request = _request(scope, headers, b"")
        source, key = self._source_of(path_key or header_key(headers) or body_key(request))
        return success(Reply(route.document(source, key)))

    async def _collect(self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive, route: Route) -> Reply:
        assert route.open is not None  # noqa: S101 - the caller chose by it
        if self._writer.full:
            raise overloaded()
        key = header_key(headers)
        # A key in the headers is looked up before the body is read: refusing stays cheap.
        source = self._source_of(key)[0] if key else None
        body = await read_body(receive, headers, self._limits) if route.method == "POST" else b""
        request = _request(scope, headers, body)
        if source is None:
            source, _ = self._source_of(body_key(request))
        now = self._clock.now()
        self._names.refresh(now)
        reading = Reading(now, self._limits, self._names, self._new_id)
        try:
            opened = route.open(request, reading)
        except UnreadableBody as refusal:
            # The sender hears 400 and will drop it; what it said stays for a person to look at.
            kept = Reject("body.unreadable", refusal.message, refusal.where or "", body)
            await self._writer.append(Arrival(source.id, None, (kept,)))
            raise
        batch = _Taken()
        for start in range(0, len(opened.items), _BREATH):
            if start:
                await asyncio.sleep(0)
            self._read(source, opened, range(start, min(start + _BREATH, len(opened.items))), reading, batch)
        arrival = batch.arrival(source, opened)
        if arrival.body is not None or arrival.rejects:
            await self._writer.append(arrival)
        return partly(arrival.rejects) if arrival.rejects and route.reply is SUCCESS else route.reply

    def _source_of(self, key: str | None) -> tuple[Source, str]:
        if not key:
            raise UnknownKey("no write key", hint="send it as the user name of Basic authorisation, or as writeKey")
        source = self._keys.source_of(key)
        if source is None:
            raise UnknownKey("no source has this write key", hint="list the keys with `clew key list`, or create one")
        return source, key

    def _read(self, source: Source, opened: Opened, places: range, reading: Reading, batch: "_Taken") -> None:
        items, read, validate, limits, now = opened.items, opened.read, self._validate, self._limits, reading.now
        source_id, take, place = source.id, batch.events.append, batch.places.append
        most_bytes, deepest = limits.event_bytes, limits.depth
        for index in places:
            item = items[index]
            try:
                # Counting brackets is cheap and bounds the depth, as the lack of escapes shows that there is no NUL:
                # the checks themselves are for the few events that may fail them.
                if len(item) > most_bytes or item.count(b"{") + item.count(b"[") > deepest:
                    check_item(item, limits)
                event = read(item)
                if b"\\" in item:
                    check_text(item, event)
                check_event(event, limits, now)
            except Fault as fault:
                batch.reject(opened, index, reject_of(fault, b""))
                continue
            verdict = validate(source_id, event)
            if isinstance(verdict, Event):
                take(verdict)
                place(index)
            else:
                batch.reject(opened, index, verdict)


class _Taken:
    """What one body holds, sorted into events and rejects as it is read."""

    __slots__ = ("events", "places", "rejects")

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.places: list[int] = []
        self.rejects: list[Reject] = []

    def reject(self, opened: Opened, index: int, reject: Reject) -> None:
        """Keep an item in quarantine, with its place in the body."""
        place = "" if opened.pointer is None else f"{opened.pointer}/{index}"
        self.rejects.append(
            msgspec.structs.replace(
                reject, pointer=place + reject.pointer, raw=reject.raw or opened.keep(opened.items[index])
            )
        )

    def arrival(self, source: Source, opened: Opened) -> Arrival:
        """What is to be committed; events that hold an integer too large for 64 bits join the rejects."""
        body = None
        if self.events:
            try:
                body = pack(self.events)
            except OverflowError:
                body = self._pack_one_by_one(opened)
        return Arrival(source.id, body, tuple(self.rejects))

    def _pack_one_by_one(self, opened: Opened) -> bytes | None:
        sound: list[Event] = []
        for event, index in zip(self.events, self.places, strict=True):
            try:
                packed(event)
            except Fault as fault:
                self.reject(opened, index, reject_of(fault, b""))
            else:
                sound.append(event)
        return pack(sound) if sound else None


def _request(scope: Scope, headers: Mapping[bytes, bytes], body: bytes) -> Request:
    client = scope.get("client")
    return Request(scope["path"], scope["query_string"], headers, body, client[0] if client else None)
