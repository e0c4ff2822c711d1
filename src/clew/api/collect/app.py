"""The collector: a bare ASGI application, outside any framework's routing, as single posts are bound by that cost."""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence

from clew.api.collect.check import check_event, check_item, check_text
from clew.api.collect.dialect import Reading, Reply, Route, Routes
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
from clew.api.collect.ports import KeyRing, MapperOf, NewId, Normalise, Source, Validate, accept_all, unmapped
from clew.api.collect.replies import Answer, cors, preflight, refusal_of, success
from clew.api.collect.request import (
    ClientGone,
    Receive,
    Request,
    Scope,
    Send,
    body_key,
    header_key,
    plain_body,
    read_body,
    slow_body,
)
from clew.api.collect.taken import NOTHING, Taken
from clew.api.collect.writer import LogWriter, overloaded
from clew.events import Event
from clew.kernel.instants import Clock

_log = logging.getLogger(__name__)

_BREATH = 512  # events read in one go; after them other connections get a turn
_SQUARE, _BACKSLASH = b"[\\"


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
        mapper_of: The mappings of sources.
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
        mapper_of: MapperOf = unmapped,
        limits: Limits | None = None,
        dialects: Sequence[Routes] = DIALECTS,
    ) -> None:
        self._writer = writer
        self._keys = keys
        self._clock = clock
        self._names = Names(normalise)
        self._validate = validate
        self._mapper_of = mapper_of
        self._limits = limits or Limits()
        self._new_id = new_id
        self._most_bytes = self._limits.body_bytes
        self._tasks: set[asyncio.Task[None]] = set()
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
        except Exception as error:
            answer = _answer_of(error)
        answer = _readable(answer, headers)
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": answer.body})

    def takes(self, method: str, path: str, length: int) -> bool:
        """Whether `post` answers this: a post of events, on a plain path, of no more than a body may have."""
        route = self._routes.get(path)
        return route is not None and route.open is not None and route.method == method and length <= self._most_bytes

    def post(self, request: Request, answer: Callable[[Answer], None]) -> None:
        """Answer a request that it takes, all of which is here; without the price of an ASGI call.

        Args:
            request: Its body as sent.
            answer: Called once, from the event loop: before this returns, or when all is durable.
        """
        headers, route = request.headers, self._routes[request.path]
        try:
            source = self._admitted(headers)
            body = plain_body(request.body, headers, self._limits)
            if body is not request.body:
                request = request._replace(body=body)
            taken = self._open(request, route, source)
            if len(taken.items) > _BREATH:
                task = asyncio.get_running_loop().create_task(self._post_large(taken, headers, answer))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
                return
            self._read(taken, range(len(taken.items)))
            arrival = taken.arrival()
            if arrival is None:
                answer(_readable(taken.answer(), headers))
                return

            def settled(refusal: Refusal | None) -> None:
                answer(_readable(taken.answer() if refusal is None else refusal_of(refusal), headers))

            self._writer.put(arrival, settled)
        except Exception as error:
            answer(_readable(_answer_of(error), headers))

    def late(self) -> Answer:
        """What is said to a sender whose body did not arrive in time."""
        return refusal_of(slow_body())

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
            return await self._collect(scope, headers, receive, route)
        if route.document is None:
            return success(route.reply)
        request = _request(scope, headers, b"")
        source, key = self._source_of(path_key or header_key(headers) or body_key(request))
        return success(Reply(route.document(source, key)))

    async def _collect(self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive, route: Route) -> Answer:
        source = self._admitted(headers)
        body = await read_body(receive, headers, self._limits) if route.method == "POST" else b""
        return await self._taken(self._open(_request(scope, headers, body), route, source))

    async def _post_large(self, taken: Taken, headers: Mapping[bytes, bytes], answer: Callable[[Answer], None]) -> None:
        try:
            found = await self._taken(taken)
        except Exception as error:
            found = _answer_of(error)
        answer(_readable(found, headers))

    async def _taken(self, taken: Taken) -> Answer:
        """Read what is in it, a breath at a time, and commit it."""
        for start in range(0, len(taken.items), _BREATH):
            if start:
                await asyncio.sleep(0)
            self._read(taken, range(start, min(start + _BREATH, len(taken.items))))
        arrival = taken.arrival()
        if arrival is not None:
            await self._writer.append(arrival)
        return taken.answer()

    def _admitted(self, headers: Mapping[bytes, bytes]) -> Source | None:
        """Whose key the headers show, if any: looked up before the body is read, so that refusing stays cheap."""
        if self._writer.full:
            raise overloaded()
        key = header_key(headers)
        return self._source_of(key)[0] if key else None

    def _open(self, request: Request, route: Route, source: Source | None) -> Taken:
        """Take the body apart."""
        assert route.open is not None  # noqa: S101 - the caller chose by it
        if source is None:
            source, _ = self._source_of(body_key(request))
        now = self._clock.now()
        self._names.refresh(now)
        reading = Reading(now, self._limits, self._names, self._new_id, source.id, self._mapper_of)
        try:
            return Taken(source, route.reply, now, route.open(request, reading))
        except UnreadableBody as refusal:
            return Taken(source, route.reply, now, NOTHING, refused=refusal, body=request.body)

    def _source_of(self, key: str | None) -> tuple[Source, str]:
        if not key:
            raise UnknownKey("no write key", hint="send it as the user name of Basic authorisation, or as writeKey")
        source = self._keys.source_of(key)
        if source is None:
            raise UnknownKey("no source has this write key", hint="list the keys with `clew key list`, or create one")
        return source, key

    def _read(self, taken: Taken, places: range) -> None:
        opened, now = taken.opened, taken.now
        items, read, validate, limits = opened.items, opened.read, self._validate, self._limits
        source_id, take, place = taken.source.id, taken.events.append, taken.places.append
        most_bytes, deepest = limits.event_bytes, limits.depth
        for index in places:
            item = items[index]
            try:
                # Counting brackets is cheap and bounds the depth, as the lack of escapes shows that there is no NUL:
                # the checks themselves are for the few events that may fail them.
                # A byte is found ten times as fast by its number as by its text.
                brackets = item.count(b"{") + (item.count(b"[") if _SQUARE in item else 0)
                if len(item) > most_bytes or brackets > deepest:
                    check_item(item, limits)
                event = read(item)
                if _BACKSLASH in item:
                    check_text(item, event)
                verdict = validate(source_id, event)
                if isinstance(verdict, Event):
                    check_event(verdict, limits, now)
                    take(verdict)
                    place(index)
                else:
                    taken.reject(index, verdict)
            except Fault as fault:
                taken.reject(index, reject_of(fault, b""))


def _request(scope: Scope, headers: Mapping[bytes, bytes], body: bytes) -> Request:
    client = scope.get("client")
    return Request(scope["path"], scope["query_string"], headers, body, client[0] if client else None)


def _answer_of(error: Exception) -> Answer:
    if isinstance(error, Refusal):
        return refusal_of(error)
    # Neither the message nor the traceback may be logged: both could quote an event.
    _log.error("the collector failed: %s", type(error).__qualname__)
    return refusal_of(BrokenCollector("the collector failed on this request", hint="send it again"))


def _readable(answer: Answer, headers: Mapping[bytes, bytes]) -> Answer:
    """The answer as a page of any origin may read it."""
    origin = headers.get(b"origin")
    return answer if origin is None else answer._replace(headers=answer.headers + cors(origin))
