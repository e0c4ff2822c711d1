"""The calls that Segment's dialect and its relatives share (track, identify, ...), and how each becomes an event."""

from collections.abc import Callable
from typing import Any, TypeAlias, cast

import msgspec

from clew.api.collect.commerce import COMMERCE_ALIASES
from clew.api.collect.dialect import Reading
from clew.api.collect.errors import Fault, fault_of
from clew.api.collect.moments import read_moment
from clew.api.collect.request import Request
from clew.events import Event, Identity, Kind
from clew.identity import canonical_namespace
from clew.kernel.instants import Instant, InvalidInstant
from clew.kernel.packing import json_reader, to_json

Data: TypeAlias = dict[str, Any]
Text: TypeAlias = str | int | float | None

_TRAIT_NAMESPACES = ("email", "phone")
_LONGEST_NAMESPACE = 64

OTHER_MARKS = frozenset({"batch", "specversion"})
"""Members by which a body shows that it is no call but a batch of them, or a CloudEvent."""

_SILENT_INTEGRATIONS: tuple[Any, ...] = ({}, {"All": True}, {"Segment.io": True})


class Call(msgspec.Struct, rename="camel", gc=False):
    """One call as it stands on the wire; null and absent are the same."""

    type: str | None = None
    event: str | None = None
    user_id: Text = None
    anonymous_id: Text = None
    message_id: Text = None
    previous_id: Text = None
    group_id: Text = None
    name: str | None = None
    category: str | None = None
    channel: str | None = None
    timestamp: Text = None
    original_timestamp: Text = None
    sent_at: Text = None
    properties: Data | None = None
    traits: Data | None = None
    context: Data | None = None
    integrations: Any = None
    merge_properties: list[Data] | None = None


_decode = json_reader(Call).decode
_decode_members = msgspec.json.Decoder(dict[str, msgspec.Raw]).decode
_decode_context = msgspec.json.Decoder(dict[str, msgspec.Raw] | None).decode
_NULL = msgspec.Raw(b"null")


def text_of(value: Text) -> str | None:
    """An id as text: null and empty are none, numbers are written out."""
    if isinstance(value, str) or value is None:
        return value or None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value)


class CallReader:
    """Reads the calls of one request.

    Args:
        request: What came; a browser's calls get its address and agent where they name none.
        reading: Clock, limits, normalisation, fresh ids.
        kind: The kind that the route says; None when each call says its own.
        context: Context of the batch, under each call's own.
        integrations: Integrations of the batch, for calls without their own.
        sent_at: When the batch was sent, for calls that don't say it.
    """

    __slots__ = (
        "_anonymous",
        "_context",
        "_identify",
        "_integrations",
        "_kind",
        "_new_id",
        "_sent",
        "_sent_at",
        "_users",
    )

    def __init__(
        self,
        request: Request,
        reading: Reading,
        kind: str | None = None,
        context: Data | None = None,
        integrations: Any = None,
        sent_at: Text = None,
    ) -> None:
        self._identify = reading.names
        self._users = reading.names.of("user_id")
        self._anonymous = reading.names.of("anonymous_id")
        self._new_id = reading.new_id
        self._kind = kind
        self._integrations = None if integrations in _SILENT_INTEGRATIONS else integrations
        self._sent_at = sent_at
        self._sent: Instant | None = None  # `_sent_at`, once a call has needed it
        self._context: Data = context or {}
        if request.from_browser:
            self._context = {**_browser_context(request), **self._context}

    def __call__(self, item: bytes) -> Event:
        """The event that a call amounts to.

        Raises:
            Fault: if it is none.
        """
        try:
            call = _decode(item)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise fault_of(error) from None
        name = self._kind or call.type
        shape = _SHAPES.get(name)
        if shape is None:
            raise Fault(
                "call.type",
                "the call's type is missing or unknown",
                pointer="/type",
                hint="use track, identify, page, screen, group or alias",
            )
        context = self._context_of(call)
        kind, event_type, properties = shape(call, context)
        identities = self._aliased(call, name) if kind == "alias" else self._identities(call, kind, properties, context)
        written = call.original_timestamp or call.timestamp
        ts = _moment(written, "/timestamp") if written else None
        # A call that is sent at once says the same instant twice, and reading one is a tenth of the work.
        sent_at = ts if written and call.sent_at == written else self._sent_instant(call)
        event_id = text_of(call.message_id) or self._new_id()
        return Event(event_id, kind, event_type, identities, ts, sent_at, properties, context)

    def keep(self, item: bytes) -> bytes:
        """The call with what only the request said, so that it can be read by itself.

        What is no JSON, or would be read as something else, is kept as the one item of a batch that says the same.
        """
        said = {"context": self._context or None, "integrations": self._integrations, "sentAt": self._sent_at or None}
        said = {name: value for name, value in said.items() if value is not None}
        try:
            members = _decode_members(item)
            context = _decode_context(members.get("context", _NULL))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return self._batched(item, said)
        if not OTHER_MARKS.isdisjoint(members):
            return self._batched(item, said)
        added: Data = {name: value for name, value in said.items() if members.get(name, _NULL) == _NULL}
        if self._context and context:
            added["context"] = {**self._context, **context}
        if self._kind is not None:
            added["type"] = self._kind
        return to_json({**members, **added}) if added else item

    def _batched(self, item: bytes, said: Data) -> bytes:
        if self._kind is not None:  # a route of single calls, whose bodies end in a brace
            item = item[:-1] + b"," + to_json({"type": self._kind})[1:]
        return b'{"batch":[' + item + b"]" + (b"," + to_json(said)[1:] if said else b"}")

    def _sent_instant(self, call: Call) -> Instant | None:
        if call.sent_at:
            return _moment(call.sent_at, "/sentAt")
        if self._sent is None and self._sent_at:
            self._sent = _moment(self._sent_at, "/sentAt")
        return self._sent

    def _context_of(self, call: Call) -> Data:
        context = call.context
        if self._context:
            context = {**self._context, **(context or {})}
        elif context is None:
            context = {}
        integrations = call.integrations
        if integrations is None:
            integrations = self._integrations
        if integrations is not None and integrations not in _SILENT_INTEGRATIONS:
            context["integrations"] = integrations
        if call.channel is not None:
            context["channel"] = call.channel
        return context

    def _identities(self, call: Call, kind: Kind, properties: Data, context: Data) -> tuple[Identity, ...]:
        found: list[Identity] = []
        user, anonymous = call.user_id, call.anonymous_id
        # Nearly every call names somebody by these two, as text; two namespaces can't hold the same identity.
        if user:
            identity = self._users[user if isinstance(user, str) else str(text_of(user))]
            if identity is not None:
                found.append(identity)
        if anonymous:
            identity = self._anonymous[anonymous if isinstance(anonymous, str) else str(text_of(anonymous))]
            if identity is not None:
                found.append(identity)
        device: Any = context.get("device")
        if isinstance(device, dict):
            self._add(found, "device_id", cast("Data", device).get("id"))
        # Traits of a group call are the group's.
        traits: Any = properties if kind == "identify" else context.get("traits")
        if isinstance(traits, dict):
            for namespace in _TRAIT_NAMESPACES:
                self._add(found, namespace, cast("Data", traits).get(namespace))
        if "externalIds" in context:
            self._add_external(found, context["externalIds"])
        return tuple(found)

    def _add_external(self, found: list[Identity], external: Any) -> None:
        for entry in cast("list[Any]", external) if isinstance(external, list) else ():
            if isinstance(entry, dict):
                named = cast("Data", entry)
                namespace = named.get("type")
                if isinstance(namespace, str) and named.get("collection") in (None, "users"):
                    self._add(found, _namespace(namespace), named.get("id"))

    def _aliased(self, call: Call, name: str | None) -> tuple[Identity, ...]:
        """The new id, the old id, and what else the call names."""
        if name == "merge":
            return self._merged(call)
        old = text_of(call.previous_id)
        anonymous = text_of(call.anonymous_id)
        found = [
            self._required("user_id", text_of(call.user_id), "userId"),
            self._required("anonymous_id" if old is not None and old == anonymous else "user_id", old, "previousId"),
        ]
        # Clients alias anonymous ids too, and don't say which it is: the device of that name, if any, is theirs.
        self._add(found, "anonymous_id", old)
        self._add(found, "anonymous_id", anonymous)
        return tuple(found)

    def _merged(self, call: Call) -> tuple[Identity, ...]:
        """The two that a merge names, and who sent it."""
        pairs = [(entry.get("type"), entry.get("value")) for entry in call.merge_properties or ()]
        names = [(kind, value) for kind, value in pairs if isinstance(kind, str) and isinstance(value, str)]
        if len(names) != 2 or len(pairs) != 2:
            raise Fault(
                "call.merge",
                "a merge needs two mergeProperties, each with type and value",
                pointer="/mergeProperties",
                hint='send [{"type": "email", "value": ...}, {"type": "phone", "value": ...}]',
            )
        found = [self._required(_namespace(kind), value, "mergeProperties") for kind, value in names]
        self._add(found, "user_id", call.user_id)
        self._add(found, "anonymous_id", call.anonymous_id)
        return tuple(found)

    def _required(self, namespace: str, value: str | None, member: str) -> Identity:
        identity = self._identify(namespace, value) if value is not None else None
        if identity is None:
            raise Fault(
                "call.alias", f"{member} is missing or identifies nobody", pointer=f"/{member}", hint="send both ids"
            )
        return identity

    def _add(self, found: list[Identity], namespace: str, value: Any) -> None:
        """Name a person, unless the value names nobody: "undefined", "guest", an email trait that is no address."""
        if not isinstance(value, str):
            value = text_of(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
        if value:
            identity = self._identify(namespace, value)
            if identity is not None and identity not in found:
                found.append(identity)


def _namespace(name: str) -> str:
    return canonical_namespace(name) if len(name) <= _LONGEST_NAMESPACE else ""  # the empty one names nobody


def _moment(value: str | float, pointer: str) -> Instant:
    try:
        return read_moment(value)
    except InvalidInstant as error:
        hint = error.hint or "write ISO 8601"
        raise Fault("time.unreadable", error.message, pointer=pointer, hint=hint) from None


def _browser_context(request: Request) -> Data:
    agent = request.headers.get(b"user-agent", b"").decode("latin-1")
    found = {"ip": request.peer, "userAgent": agent}
    return {name: value for name, value in found.items() if value}


_Shape: TypeAlias = Callable[[Call, Data], tuple[Kind, str, Data]]


def _track(call: Call, _: Data) -> tuple[Kind, str, Data]:
    name = call.event
    if not name:
        raise Fault("call.event", "a track call without an event name", pointer="/event", hint="send event")
    return "track", COMMERCE_ALIASES.get(name, name), call.properties or {}


def _page(call: Call, _: Data) -> tuple[Kind, str, Data]:
    return "page", "page", _view(call)


def _screen(call: Call, _: Data) -> tuple[Kind, str, Data]:
    return "screen", "screen", _view(call)


def _view(call: Call) -> Data:
    properties = call.properties or {}
    if call.name is not None:
        properties["name"] = call.name
    if call.category is not None:
        properties["category"] = call.category
    return properties


def _identify(call: Call, context: Data) -> tuple[Kind, str, Data]:
    # RudderStack's clients put the traits into the context.
    inner: Any = context.pop("traits", None)
    traits = call.traits or {}
    return "identify", "identify", {**cast("Data", inner), **traits} if isinstance(inner, dict) else traits


def _group(call: Call, _: Data) -> tuple[Kind, str, Data]:
    group = text_of(call.group_id)
    if group is None:
        raise Fault("call.group", "a group call without groupId", pointer="/groupId", hint="send groupId")
    return "group", "group", {**(call.traits or {}), "group_id": group}


def _alias(call: Call, _: Data) -> tuple[Kind, str, Data]:
    return "alias", "alias", call.properties or {}


_SHAPES: dict[str | None, _Shape] = {
    "track": _track,
    "page": _page,
    "screen": _screen,
    "identify": _identify,
    "group": _group,
    "alias": _alias,
    "merge": _alias,
}
