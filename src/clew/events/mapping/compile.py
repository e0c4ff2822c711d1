"""From a mapping document to closures; everything that can be wrong with the document is found here."""

from collections.abc import Mapping, Sequence
from datetime import UTC
from difflib import get_close_matches
from typing import Any, NamedTuple, cast

from clew.events.mapping.dates import instant_reader
from clew.events.mapping.errors import BadValue, refuse
from clew.events.mapping.functions import FUNCTIONS, Node, instant_of
from clew.events.mapping.values import ROW_NUMBER, Get, Values, path_getter, path_steps
from clew.events.model import Kind

_HEADER = frozenset({"kind", "id", "name", "version", "status", "labels", "description", "schema"})
_EVENT = frozenset({"kind", "type", "id", "ts", "identities", "properties", "context", "when"})
_KINDS: frozenset[Kind] = frozenset({"track", "page", "screen", "group", "identify", "alias", "consent", "score"})
"""What a row can say: things about somebody. The other kinds concern the workspace or another event."""

_WITHIN = 500
"""Rows of one order usually stand together; in real exports they are interleaved with others by a few hundred."""
_MOST_WITHIN = 100_000


class EventPlan(NamedTuple):
    """One event that every row, or group of rows, becomes.

    Attributes:
        kind: What the event does.
        type: Gives its type.
        id: Gives its id; the same row must always give the same.
        ts: Gives its time, which every row must then have; None: they happened when they are received.
        repeats: Whether rows may share an id; False if it depends on the row's number.
        identities: Namespace and what gives the value.
        properties: Name and what gives the value.
        context: Likewise.
        when: Whether there is such an event at all.
        pointer: Where it stands in the document.
    """

    kind: Kind
    type: Get
    id: Get
    ts: Get | None
    repeats: bool
    identities: tuple[tuple[str, Get], ...]
    properties: tuple[tuple[str, Get], ...]
    context: tuple[tuple[str, Get], ...]
    when: Get | None
    pointer: str


class MappingPlan(NamedTuple):
    """A compiled mapping.

    Attributes:
        name: `id@version`.
        when: Rows for which this is false are passed over, on purpose.
        group: Rows of one value make one event; None: every row is its own.
        within: A group is complete when so many rows have come that are not of it.
        events: What they become.
    """

    name: str
    when: Get | None
    group: Get | None
    within: int
    events: tuple[EventPlan, ...]


def compile_mapping(document: Mapping[str, Any]) -> MappingPlan:
    """Compile a mapping document.

    Raises:
        InvalidMapping: at the first fault, with its JSON Pointer and what to do.
    """
    _known(document, _HEADER | {"when", "group", "event", "events"}, "")
    listed: Any = document.get("events", [document["event"]] if "event" in document else None)
    if not isinstance(listed, list) or not listed:
        refuse("", "a mapping needs `event` or `events`", "describe at least one event")
    single = "event" in document
    events = [
        _event(found, "/event" if single else f"/events/{place}")
        for place, found in enumerate(cast("list[Any]", listed))
    ]
    group, within = _group(document["group"]) if "group" in document else (None, 0)
    return MappingPlan(
        name=f"{document.get('id', 'mapping')}@{document.get('version', 1)}",
        when=compile_expression(document["when"], "/when") if "when" in document else None,
        group=group,
        within=within,
        events=tuple(events),
    )


def _group(found: Any) -> tuple[Get, int]:
    """`group: $.order`, or `group: {by: $.order, within: 1000}`."""
    if not isinstance(found, dict) or "by" not in found:
        return compile_expression(found, "/group"), _WITHIN
    said = cast("dict[str, Any]", found)
    _known(said, frozenset({"by", "within"}), "/group")
    within = said.get("within", _WITHIN)
    if not isinstance(within, int) or not 1 <= within <= _MOST_WITHIN:
        refuse("/group/within", f"must be a whole number from 1 to {_MOST_WITHIN}", "rows, counted in the file")
    return compile_expression(said["by"], "/group/by"), within


def _event(found: Any, pointer: str) -> EventPlan:
    if not isinstance(found, dict):
        refuse(pointer, "an event is an object", "write kind, type, id, ts, identities, properties")
    event = cast("dict[str, Any]", found)
    _known(event, _EVENT, pointer)
    kind = event.get("kind", "track")
    if kind not in _KINDS:
        refuse(f"{pointer}/kind", "no such kind of event", f"one of {', '.join(sorted(_KINDS))}")
    if kind == "track" and "type" not in event:
        refuse(pointer, "a track event needs `type`", "such as type: Order Completed")
    if "id" not in event:
        refuse(pointer, "an event needs `id`", "something that is the same each time, such as {hash: [$.order, $row]}")
    if not event.get("identities"):
        refuse(pointer, "an event needs `identities`", "such as identities: {user_id: $.customer}")
    return EventPlan(
        kind=kind,
        type=compile_expression(event.get("type", {"const": kind}), f"{pointer}/type"),
        id=compile_expression(event["id"], f"{pointer}/id"),
        ts=_instant(event["ts"], f"{pointer}/ts") if "ts" in event else None,
        repeats=_may_repeat(event["id"]),
        identities=_fields(event.get("identities"), f"{pointer}/identities"),
        properties=_fields(event.get("properties"), f"{pointer}/properties"),
        context=_fields(event.get("context"), f"{pointer}/context"),
        when=compile_expression(event["when"], f"{pointer}/when") if "when" in event else None,
        pointer=pointer,
    )


def _instant(found: Any, pointer: str) -> Get:
    """An expression whose value is a time; a text is read as ISO 8601, in UTC if it has no offset."""
    if isinstance(found, dict) and next(iter(cast("dict[str, Any]", found)), None) == "date":
        options = {name: value for name, value in cast("dict[str, Any]", found).items() if name != "date"}
        _known(options, FUNCTIONS["date"].options, pointer)
        return instant_of(Node(found["date"], options, f"{pointer}/date", compile_expression))
    get, read = compile_expression(found, pointer), instant_reader((), UTC)

    def apply(row: Values, rows: Sequence[Values]) -> Any:
        value = get(row, rows)
        return None if value is None else read(value)

    return apply


def _may_repeat(found: Any) -> bool:
    """Whether rows may share an id that is made so."""
    if isinstance(found, dict):
        function = cast("dict[str, Any]", found)
        inner: Any = function.get("hash", function.get("concat"))
        return not (isinstance(inner, list) and "$row" in inner)
    return found != "$row"


def _is_constant(found: Any) -> bool:
    if isinstance(found, dict):
        return all(map(_is_constant, cast("dict[str, Any]", found).values()))
    if isinstance(found, list):
        return all(map(_is_constant, cast("list[Any]", found)))
    return not (isinstance(found, str) and found.startswith("$"))


def _fields(found: Any, pointer: str) -> tuple[tuple[str, Get], ...]:
    if found is None:
        return ()
    if not isinstance(found, dict):
        refuse(pointer, "must be an object of names and expressions")
    entries = cast("dict[str, Any]", found)
    return tuple((name, compile_expression(value, f"{pointer}/{name}")) for name, value in entries.items())


def compile_expression(found: Any, pointer: str) -> Get:
    """Compile one expression: a path, a constant, a function, or an object of expressions.

    Raises:
        InvalidMapping: if it is none of them.
    """
    if isinstance(found, str) and found.startswith("$"):
        return _path(found, pointer)
    if isinstance(found, dict):
        return _function_or_object(cast("dict[str, Any]", found), pointer)
    if isinstance(found, list):
        refuse(pointer, "a list stands only under a function", "write {const: [...]} for a constant list")
    return lambda row, rows: found


def _path(text: str, pointer: str) -> Get:
    if text == "$row":
        return lambda row, rows: row.get(ROW_NUMBER)
    steps = path_steps(text)
    if steps is None:
        refuse(pointer, "not a path", "write $.column, $.a.b[0] or $['odd name']; $row is the row's number")
    return path_getter(steps)


def _function_or_object(found: dict[str, Any], pointer: str) -> Get:
    if not found:
        return lambda row, rows: {}
    name, *others = found
    function = FUNCTIONS.get(name)
    if function is not None and function.options.issuperset(others):
        options = {option: found[option] for option in others}
        get = function.build(Node(found[name], options, f"{pointer}/{name}", compile_expression))
        if name != "const" and _is_constant(found[name]):
            _try(get, f"{pointer}/{name}")
        return get
    if function is not None:
        odd = next(option for option in others if option not in function.options)
        refuse(f"{pointer}/{odd}", f"`{name}` has no option `{odd}`", _suggest(odd, function.options))
    if len(found) == 1 and (close := get_close_matches(name, FUNCTIONS, 1, 0.8)):
        refuse(f"{pointer}/{name}", f"no function is called `{name}`", f"did you mean `{close[0]}`?")
    fields = _fields(found, pointer)

    def build(row: Values, rows: Sequence[Values]) -> Any:
        return {field: value for field, get in fields if (value := get(row, rows)) is not None}

    return build


def _try(get: Get, pointer: str) -> None:
    """Work a function on constants once: what fails now would fail on every row."""
    try:
        get({}, ())
    except BadValue as error:
        refuse(pointer, error.message, "mend the constant")


def _known(found: Mapping[str, Any], names: frozenset[str], pointer: str) -> None:
    for name in found:
        if name not in names:
            refuse(f"{pointer}/{name}", f"`{name}` is not known here", _suggest(name, names))


def _suggest(name: str, names: frozenset[str]) -> str:
    close = get_close_matches(name, names, 1)
    return f"did you mean `{close[0]}`?" if close else f"known: {', '.join(sorted(names)) or 'none'}"
