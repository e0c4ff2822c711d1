"""CloudEvents 1.0 over HTTP: binary, structured and batched.

An event's id is unique within its CloudEvents source, so both together are the event's id here. Who it is about:
the extensions `userid`, `anonymousid`, `email` and `phone`; without any of them the `subject` is a user id.
"""

import base64
from typing import Any
from urllib.parse import unquote_to_bytes

import msgspec

from clew.api.collect.dialect import Opened, Reading, Route, Routes
from clew.api.collect.errors import Fault, TooLarge, UnreadableBody, UnsupportedVersion, fault_of
from clew.api.collect.moments import read_moment
from clew.api.collect.request import Request
from clew.api.collect.split import split_array
from clew.events import Event, Identity
from clew.kernel.hashing import derive_id
from clew.kernel.instants import Instant, InvalidInstant
from clew.kernel.packing import json_reader, to_json

_STRUCTURED = b"application/cloudevents+json"
_BATCHED = b"application/cloudevents-batch+json"
_PREFIX = b"ce-"
_VERSION = "1.0"
_PERSON_EXTENSIONS = {"userid": "user_id", "anonymousid": "anonymous_id", "email": "email", "phone": "phone"}
_ATTRIBUTES = frozenset(
    {"specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema", "data", "data_base64"}
)
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class _Version(msgspec.Struct):
    specversion: Any = None


_decode = json_reader(dict[str, Any]).decode
_decode_items = msgspec.json.Decoder(list[msgspec.Raw]).decode
_decode_version = msgspec.json.Decoder(_Version).decode
_decode_any = msgspec.json.Decoder(msgspec.Raw).decode


def open_events(request: Request, reading: Reading) -> Opened:
    """Take a request apart by its content mode.

    Raises:
        Refusal: if it is no CloudEvent, or a single one of another version than 1.0.
    """
    media_type = request.headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
    body = request.body.strip()
    pointer = None
    if media_type == _BATCHED or (b"ce-specversion" not in request.headers and body.startswith(b"[")):
        items, pointer = _items_of(body), ""
    elif b"ce-specversion" in request.headers and media_type != _STRUCTURED:
        items = [_structured(request)]
    else:
        items = [body]
        if not (body.startswith(b"{") and body.endswith(b"}")):
            raise UnreadableBody("neither a structured CloudEvent nor ce- headers", hint="see CloudEvents 1.0, HTTP")
    if len(items) > reading.limits.batch_events:
        raise TooLarge(f"more than {reading.limits.batch_events} events in a batch", hint="send smaller batches")
    if pointer is None:
        _check_version(items[0])
    return Opened(items, _EventReader(reading), pointer, id_member="id")


def _items_of(body: bytes) -> list[bytes]:
    try:
        return [bytes(item) for item in _decode_items(body)]
    except _UNREADABLE as error:
        array = split_array(body, None)
        if array is None or body[array.end :].strip():
            raise UnreadableBody(
                f"the body is no batch of CloudEvents: {fault_of(error).message}", hint="send a JSON array"
            ) from None
        return array.items


def _check_version(item: bytes) -> None:
    """Refuse a single event of another version: its sender can speak the right one, or hears at once that it can't."""
    try:
        version = _decode_version(item).specversion
    except _UNREADABLE:
        return  # unreadable for another reason, which the reader tells
    if version != _VERSION:
        raise UnsupportedVersion(item)


def _structured(request: Request) -> bytes:
    """A binary event in the structured form, so that there is one form to read and to keep in quarantine."""
    attributes: dict[str, Any] = {
        name[len(_PREFIX) :].decode("latin-1"): _header_text(value)
        for name, value in request.headers.items()
        if name.startswith(_PREFIX)
    }
    media_type = request.headers.get(b"content-type", b"").decode("latin-1")
    if media_type:
        attributes["datacontenttype"] = media_type
    if request.body:
        name, data = _data_of(request.body, media_type)
        attributes[name] = data
    return to_json(attributes)


def _header_text(value: bytes) -> str:
    text = value.strip()
    if text.startswith(b'"') and text.endswith(b'"') and len(text) > 1:
        text = text[1:-1].replace(b'\\"', b'"').replace(b"\\\\", b"\\")
    return unquote_to_bytes(text).decode("utf-8", "replace")


def _data_of(body: bytes, media_type: str) -> tuple[str, Any]:
    essence = media_type.partition(";")[0].strip().lower()
    if not essence or essence.endswith(("/json", "+json")):
        try:
            return "data", _decode_any(body)
        except _UNREADABLE:
            pass  # says it is JSON and is not: kept as it is
    if essence.startswith("text/") or essence.endswith(("/xml", "+xml")):
        try:
            return "data", body.decode()
        except UnicodeDecodeError:
            pass
    return "data_base64", base64.b64encode(body).decode()


class _EventReader:
    """Reads the events of one request."""

    __slots__ = ("_reading",)

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def __call__(self, item: bytes) -> Event:
        """The event of a structured CloudEvent.

        Raises:
            Fault: if a required attribute is missing or malformed.
        """
        try:
            attributes = _decode(item)
        except _UNREADABLE as error:
            raise fault_of(error) from None
        if attributes.get("specversion") != _VERSION:
            raise Fault(
                "cloudevent.version", "specversion is not 1.0", pointer="/specversion", hint="send CloudEvents 1.0"
            )
        event_id, source, event_type = (_required(attributes, name) for name in ("id", "source", "type"))
        if any(character.isspace() for character in source):
            raise Fault("cloudevent.source", "source is no URI", pointer="/source", hint="percent-encode spaces")
        own_id = f"{source} {event_id}"
        if len(own_id) > self._reading.limits.name_chars:
            own_id = derive_id("ce_", source, event_id)
        return Event(
            own_id,
            "track",
            event_type,
            self._identities(attributes),
            _time(attributes.get("time")),
            None,
            _properties(attributes),
            _context(attributes),
        )

    def _identities(self, attributes: dict[str, Any]) -> tuple[Identity, ...]:
        named = [(namespace, attributes.get(name)) for name, namespace in _PERSON_EXTENSIONS.items()]
        found = self._known(named)
        return found or self._known([("user_id", attributes.get("subject"))])

    def _known(self, named: list[tuple[str, Any]]) -> tuple[Identity, ...]:
        identify = self._reading.names
        return tuple(
            identity
            for namespace, value in named
            if isinstance(value, str) and (identity := identify(namespace, value)) is not None
        )


def _required(attributes: dict[str, Any], name: str) -> str:
    value = attributes.get(name)
    if isinstance(value, str) and value:
        return value
    raise Fault(
        "cloudevent.attribute", f"{name} is missing or no text", pointer=f"/{name}", hint="CloudEvents 1.0 requires it"
    )


def _time(value: Any) -> Instant | None:
    if value is None or value == "":
        return None
    try:
        return read_moment(value if isinstance(value, str) else "")
    except InvalidInstant as error:
        raise Fault("time.unreadable", error.message, pointer="/time", hint="write RFC 3339") from None


def _properties(attributes: dict[str, Any]) -> dict[str, Any]:
    data = attributes.get("data")
    if isinstance(data, dict):
        return data  # pyright: ignore[reportUnknownVariableType] - JSON
    return {name: attributes[name] for name in ("data", "data_base64") if attributes.get(name) is not None}


def _context(attributes: dict[str, Any]) -> dict[str, Any]:
    kept = {name: attributes[name] for name in ("source", "subject", "dataschema") if attributes.get(name) is not None}
    extensions = {name: value for name, value in attributes.items() if name not in _ATTRIBUTES}
    if extensions:
        kept["extensions"] = extensions
    return {"cloudevent": kept}


ROUTES: Routes = {"/v1/cloudevents": Route(open_events)}
