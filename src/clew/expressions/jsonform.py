"""Expression to JSON and back, for builders and for storage: one object per node, `op` and typed children."""

import re
from collections.abc import Mapping
from dataclasses import MISSING, fields
from decimal import Decimal, InvalidOperation
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from clew.expressions import model
from clew.expressions.errors import CxlError, did_you_mean
from clew.expressions.model import Constant, Expr, Fixed, Node, Predicate, Span, SpanUnit, Value, Window
from clew.expressions.validate import MAX_TREE_DEPTH, validate
from clew.expressions.walk import node_fields
from clew.expressions.write import instant_text, number_text, span_text
from clew.kernel.instants import InvalidInstant, parse_instant

VERSION = 1
"""Schema version of the JSON form."""

N = TypeVar("N", bound=Node)

_CLASSES = [kind for kind in vars(model).values() if isinstance(kind, type) and issubclass(kind, Node)]
_BY_OP: dict[str, type[Node]] = {
    re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower(): kind
    for kind in _CLASSES
    if kind not in (Node, Value, Predicate, Window)
}
_OP = {kind: op for op, kind in _BY_OP.items()}
_SPAN = re.compile(r"([0-9]{1,18})(ms|s|m|h|d|w)")


def to_json(expr: Expr) -> dict[str, Any]:
    """The expression as plain data.

    Law: `from_json(to_json(e)) == e`.
    """
    return {"v": VERSION, **node_to_json(expr)}


def node_to_json(node: Node) -> dict[str, Any]:
    """One node and all below it as plain data."""
    data: dict[str, Any] = {"op": _OP[type(node)]} if isinstance(node, Value | Predicate | Window) else {}
    if node.id:
        data["id"] = node.id
    if isinstance(node, Constant):
        return data | _constant_to_json(node)
    if isinstance(node, Fixed):
        return data | {n: instant_text(t) for n, t in (("start", node.start), ("end", node.end)) if t is not None}
    defaults = _defaults(type(node))
    for name in node_fields(type(node)):
        value = getattr(node, name)
        if value is not None and (name not in defaults or value != defaults[name]):
            data[name] = _to_json(value)
    return data


def _to_json(value: Any) -> Any:
    if isinstance(value, Node):
        return node_to_json(value)
    if isinstance(value, tuple):
        return [_to_json(item) for item in cast("tuple[Any, ...]", value)]
    return span_text(value) if isinstance(value, Span) else value


def _constant_to_json(node: Constant) -> dict[str, Any]:
    if isinstance(node.value, bool):
        return {"flag": node.value}
    return {"text": node.value} if isinstance(node.value, str) else {"number": number_text(node.value)}


def from_json(data: object) -> Expr:
    """Read an expression from plain data; numbers of constants are texts, so that they stay exact.

    Raises:
        CxlError: with a JSON pointer to what is wrong.
    """
    content = dict(_object(data, "/"))
    version = content.pop("v", VERSION)
    if version != VERSION:
        raise CxlError(f"version {version!r} of the JSON form is unknown", where="/v", hint=f"this is {VERSION}")
    node = _read(content, (Value, Predicate), "", 0)
    expr = cast("Expr", node)
    validate(expr)
    return expr


def _read(data: object, wanted: tuple[type[Node], ...], at: str, depth: int) -> Node:
    where = at or "/"
    content = _object(data, where)
    if depth > MAX_TREE_DEPTH:
        raise CxlError("the expression is too large", where=where, hint="make parts of it segments")
    kind = _class_of(content, wanted, where)
    ident = content.get("id", "")
    if not isinstance(ident, str):
        raise CxlError("an id is a text", where=f"{at}/id")
    if kind is Constant:
        return Constant(_read_constant(content, where), at=where, id=ident)
    return kind(**_arguments(kind, content, at, depth), at=where, id=ident)


def _object(data: object, where: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise CxlError("expected an object", where=where, hint='like {"op": "did", ...}')
    return cast("Mapping[str, Any]", data)


def _arguments(kind: type[Node], content: Mapping[str, Any], at: str, depth: int) -> dict[str, Any]:
    names, hints, defaults = node_fields(kind), _hints(kind), _defaults(kind)
    for name in content:
        if name not in names and name not in ("op", "id"):
            hint = did_you_mean(name, names) or f"it has {', '.join(names)}"
            raise CxlError(f"`{_OP[kind]}` has no `{name}`", where=f"{at}/{name}", hint=hint)
    found: dict[str, Any] = {}
    for name in names:
        value = content.get(name)
        if value is not None:
            found[name] = _field(value, hints[name], f"{at}/{name}", depth, instant=kind is Fixed)
        elif NoneType in get_args(hints[name]):
            found[name] = None
        elif name not in defaults:
            raise CxlError(f"`{_OP[kind]}` needs `{name}`", where=at or "/")
    return found


def _class_of(content: Mapping[str, Any], wanted: tuple[type[Node], ...], where: str) -> type[Node]:
    op = content.get("op")
    if op is None and len(wanted) == 1 and wanted[0] in _OP:
        return wanted[0]
    fitting = [name for name, kind in _BY_OP.items() if issubclass(kind, wanted)]
    if op not in fitting:
        hint = did_you_mean(str(op), fitting) or f"here fit {', '.join(sorted(fitting))}"
        raise CxlError(f"`{op}` can't stand here" if op else "the object needs an `op`", where=where, hint=hint)
    return _BY_OP[str(op)]


def _read_constant(content: Mapping[str, Any], where: str) -> Decimal | str | bool:
    match {name: value for name, value in content.items() if name not in ("op", "id")}:
        case {"text": str() as text, **rest} if not rest:
            return text
        case {"flag": bool() as flag, **rest} if not rest:
            return flag
        case {"number": str() as number, **rest} if not rest:
            try:
                return Decimal(number)
            except InvalidOperation:
                raise CxlError("not a number", where=f"{where.rstrip('/')}/number") from None
        case _:
            hint = 'one of {"number": "1.5"}, {"text": "x"}, {"flag": true}; numbers as texts'
            raise CxlError("a constant is a number, a text or a flag", where=where, hint=hint)


def _field(value: Any, hint: Any, at: str, depth: int, *, instant: bool) -> Any:
    options = [option for option in (get_args(hint) if isinstance(hint, UnionType) else (hint,)) if option != NoneType]
    option = options[0]
    if get_origin(option) is tuple:
        if not isinstance(value, list):
            raise CxlError("expected a list", where=at)
        items = cast("list[Any]", value)
        inner = get_args(option)[0]
        return tuple(_field(item, inner, f"{at}/{i}", depth, instant=False) for i, item in enumerate(items))
    if get_origin(option) is Literal:
        allowed = [str(word) for word in get_args(option)]
        if value not in allowed:
            near = did_you_mean(str(value), allowed) or f"one of {', '.join(allowed)}"
            raise CxlError("unknown word", where=at, hint=near)
        return value
    if isinstance(option, type) and issubclass(option, Node):
        return _read(value, cast("tuple[type[Node], ...]", tuple(options)), at, depth + 1)
    if option is Span:
        return _read_span(value, at)
    if instant:
        return _read_instant(value, at)
    if type(value) is not option:
        raise CxlError(
            f"expected {'a text' if option is str else 'a whole number' if option is int else 'true or false'}",
            where=at,
        )
    return value


def _read_span(value: object, at: str) -> Span:
    match = _SPAN.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise CxlError("not a time span", where=at, hint='like "30d": ms, s, m, h, d or w')
    return Span(int(match[1]), cast("SpanUnit", match[2]))


def _read_instant(value: object, at: str) -> int:
    try:
        return parse_instant(cast("str", value))
    except InvalidInstant as error:
        raise CxlError("not a date", where=at, hint=error.hint) from None


@cache
def _hints(kind: type[Node]) -> dict[str, Any]:
    return get_type_hints(kind)


@cache
def _defaults(kind: type[Node]) -> dict[str, Any]:
    return {field.name: field.default for field in fields(kind) if field.default is not MISSING}
