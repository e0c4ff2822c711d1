"""The functions of a mapping: each a node of the document, compiled once into a closure."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any, NamedTuple, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from clew.events.mapping.dates import EPOCHS, ReadInstant, instant_reader, is_date_format
from clew.events.mapping.errors import BadValue, refuse
from clew.events.mapping.values import (
    Get,
    Values,
    read_number,
    to_decimal,
    to_hashable,
    to_number,
    to_text,
)
from clew.kernel.instants import format_instant

_HASH_LENGTH = 32
"""Hexadecimal digits of a hash: 128 bits, which no import fills."""

Compile = Callable[[Any, str], Get]
"""Compiles a nested expression at a pointer."""


class Node(NamedTuple):
    """A function as written: `{name: argument, option: ...}`.

    Attributes:
        argument: What stands under the function's own name.
        options: What stands beside it.
        pointer: Where, in the document.
        compile: For nested expressions.
    """

    argument: Any
    options: Mapping[str, Any]
    pointer: str
    compile: Compile

    def get(self) -> Get:
        """The argument as one expression."""
        return self.compile(self.argument, self.pointer)

    def gets(self) -> list[Get]:
        """The argument as a list of expressions."""
        arguments: Any = self.argument
        if not isinstance(arguments, list):
            refuse(self.pointer, "takes a list", "write [a, b]")
        listed = cast("list[Any]", arguments)
        return [self.compile(item, f"{self.pointer}/{place}") for place, item in enumerate(listed)]

    def text(self, option: str, default: str | None = None) -> str:
        """An option that must be a text."""
        value = self.options.get(option, default)
        if not isinstance(value, str):
            refuse(f"{self.pointer}/{option}", f"`{option}` must be a text")
        return value


class Function(NamedTuple):
    """How a function is built, and the options it takes."""

    build: Callable[[Node], Get]
    options: frozenset[str] = frozenset()


def _on_text(change: Callable[[str], str]) -> Callable[[Node], Get]:
    def build(node: Node) -> Get:
        get = node.get()

        def apply(row: Values, rows: Sequence[Values]) -> Any:
            value = get(row, rows)
            return None if value is None else (change(to_text(value)) or None)

        return apply

    return build


def _const(node: Node) -> Get:
    value = node.argument
    return lambda row, rows: value


def _concat(node: Node) -> Get:
    gets = node.gets()

    def apply(row: Values, rows: Sequence[Values]) -> Any:
        parts = [get(row, rows) for get in gets]
        return "".join(to_text(part) for part in parts if part is not None) or None

    return apply


def _replace(node: Node) -> Get:
    find, put = node.text("find"), node.text("with", "")
    return _on_text(lambda text: text.replace(find, put))(node)


def _split(node: Node) -> Get:
    get, by = node.get(), node.text("by")
    index = node.options.get("index")
    if index is not None and not isinstance(index, int):
        refuse(f"{node.pointer}/index", "`index` must be a whole number")

    def apply(row: Values, rows: Sequence[Values]) -> Any:
        value = get(row, rows)
        if value is None:
            return None
        parts = [part.strip() for part in to_text(value).split(by)]
        if index is None:
            return [part for part in parts if part]
        return (parts[index] or None) if -len(parts) <= index < len(parts) else None

    return apply


def _number(node: Node) -> Get:
    get = node.get()
    thousands, decimal = node.text("thousands", ""), node.text("decimal", ".")

    def apply(row: Values, rows: Sequence[Values]) -> Any:
        value = get(row, rows)
        if isinstance(value, str):
            number = read_number(value, thousands, decimal)
            if number is None:
                raise BadValue("mapping.number", "not a number")
            return number
        return None if value is None else to_number(to_decimal(value))

    return apply


def _integer(node: Node) -> Get:
    number = _number(node)

    def apply(row: Values, rows: Sequence[Values]) -> Any:
        value = number(row, rows)
        if value is not None and not isinstance(value, int):
            raise BadValue("mapping.integer", "not a whole number")
        return value

    return apply


def instant_of(node: Node) -> Get:
    """`date`, as an instant: what an event's time takes."""
    get, read = node.get(), _date_reader(node)

    def apply(row: Values, rows: Sequence[Values]) -> Any:
        value = get(row, rows)
        return None if value is None else read(value)

    return apply


def _date(node: Node) -> Get:
    get = instant_of(node)

    def apply(row: Values, rows: Sequence[Values]) -> Any:
        instant = get(row, rows)
        return None if instant is None else format_instant(instant)

    return apply


def _date_reader(node: Node) -> ReadInstant:
    said: Any = node.options.get("format", [])
    formats = cast("list[Any]", said if isinstance(said, list) else [said])
    for form in formats:
        if not isinstance(form, str) or not is_date_format(form):
            hint = f"such as '%d/%m/%Y %H:%M', or one of {', '.join(EPOCHS)}"
            refuse(f"{node.pointer}/format", "not a date format", hint)
    try:
        zone = ZoneInfo(node.text("zone", "UTC"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        refuse(f"{node.pointer}/zone", "not a time zone", "name one as the tz database does, such as Europe/London")
    return instant_reader(formats, zone)


def _hash(node: Node) -> Get:
    gets = node.gets() if isinstance(node.argument, list) else [node.get()]
    length = node.options.get("length", _HASH_LENGTH)
    if not isinstance(length, int) or not 16 <= length <= 64:
        refuse(f"{node.pointer}/length", "`length` must be a whole number from 16 to 64")

    def apply(row: Values, rows: Sequence[Values]) -> Any:
        parts: list[str] = []
        for get in gets:
            value = get(row, rows)
            parts.append(value if type(value) is str else "" if value is None else to_hashable(value))
        text = "\x1f".join(parts)
        if len(text) < len(parts):  # nothing but separators: all parts are absent
            return None
        # Lone surrogates, which JSON can bring, have no UTF-8: they are hashed as they are.
        return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]

    return apply


def _coalesce(node: Node) -> Get:
    gets = node.gets()

    def apply(row: Values, rows: Sequence[Values]) -> Any:
        return next((value for get in gets if (value := get(row, rows)) is not None), None)

    return apply


def _lookup(node: Node) -> Get:
    get, table, strict = node.get(), node.options.get("table"), "default" not in node.options
    if not isinstance(table, dict):
        refuse(f"{node.pointer}/table", "`table` must be an object")
    entries: dict[str, Any] = {str(name): value for name, value in table.items()}  # pyright: ignore
    default = node.options.get("default")

    def apply(row: Values, rows: Sequence[Values]) -> Any:
        value = get(row, rows)
        if value is None:
            return default
        found = entries.get(to_text(value), entries)
        if found is entries:
            if strict:
                raise BadValue("mapping.lookup", "not in the table, and there is no default")
            return default
        return found

    return apply


def _multiply(node: Node) -> Get:
    gets = node.gets()

    def apply(row: Values, rows: Sequence[Values]) -> Any:
        product = Decimal(1)
        for get in gets:
            value = get(row, rows)
            if value is None:
                return None
            product *= to_decimal(value)
        return to_number(product)

    return apply


def _sum(node: Node) -> Get:
    get = node.get()

    def apply(row: Values, rows: Sequence[Values]) -> Any:
        values = [get(each, (each,)) for each in rows]
        return to_number(sum((to_decimal(value) for value in values if value is not None), Decimal(0)))

    return apply


def _count(node: Node) -> Get:
    get = node.get()
    return lambda row, rows: sum(1 for each in rows if get(each, (each,)) is not None)


def _each(node: Node) -> Get:
    get = node.get()
    return lambda row, rows: [value for each in rows if (value := get(each, (each,))) is not None]


def _if(node: Node) -> Get:
    test = node.get()
    if "then" not in node.options:
        refuse(node.pointer, "`if` needs `then`", "write {if: ..., then: ..., else: ...}")
    then = node.compile(node.options["then"], f"{node.pointer}/then")
    otherwise = node.compile(node.options.get("else"), f"{node.pointer}/else")
    return lambda row, rows: then(row, rows) if test(row, rows) else otherwise(row, rows)


def _comparison(compare: Callable[[Any, Any], bool]) -> Callable[[Node], Get]:
    def build(node: Node) -> Get:
        gets = node.gets()
        if len(gets) != 2:
            refuse(node.pointer, "compares two values", "write [a, b]")
        left, right = gets

        def apply(row: Values, rows: Sequence[Values]) -> Any:
            a, b = left(row, rows), right(row, rows)
            return a is not None and b is not None and compare(a, b)

        return apply

    return build


def _present(node: Node) -> Get:
    get = node.get()
    return lambda row, rows: get(row, rows) is not None


def _not(node: Node) -> Get:
    get = node.get()
    return lambda row, rows: not get(row, rows)


def _all(node: Node) -> Get:
    gets = node.gets()
    return lambda row, rows: all(get(row, rows) for get in gets)


def _any(node: Node) -> Get:
    gets = node.gets()
    return lambda row, rows: any(get(row, rows) for get in gets)


def _among(node: Node) -> Get:
    get, listed = node.get(), node.options.get("of")
    if not isinstance(listed, list):
        refuse(f"{node.pointer}/of", "`of` must be a list of constants", "write {in: $.status, of: [paid, shipped]}")
    texts = frozenset(to_hashable(item) for item in cast("list[Any]", listed))

    def apply(row: Values, rows: Sequence[Values]) -> Any:
        value = get(row, rows)
        return value is not None and to_hashable(value) in texts

    return apply


def _on_texts(compare: Callable[[str, str], bool]) -> Callable[[Node], Get]:
    return _comparison(lambda a, b: compare(to_text(a), to_text(b)))


FUNCTIONS: Mapping[str, Function] = {
    "const": Function(_const),
    "string": Function(_on_text(str)),
    "lower": Function(_on_text(str.lower)),
    "upper": Function(_on_text(str.upper)),
    "trim": Function(_on_text(str.strip)),
    "concat": Function(_concat),
    "replace": Function(_replace, frozenset({"find", "with"})),
    "split": Function(_split, frozenset({"by", "index"})),
    "number": Function(_number, frozenset({"thousands", "decimal"})),
    "integer": Function(_integer, frozenset({"thousands", "decimal"})),
    "multiply": Function(_multiply),
    "date": Function(_date, frozenset({"format", "zone"})),
    "hash": Function(_hash, frozenset({"length"})),
    "coalesce": Function(_coalesce),
    "lookup": Function(_lookup, frozenset({"table", "default"})),
    "if": Function(_if, frozenset({"then", "else"})),
    "present": Function(_present),
    "not": Function(_not),
    "all": Function(_all),
    "any": Function(_any),
    "in": Function(_among, frozenset({"of"})),
    "equals": Function(_comparison(lambda a, b: a == b or to_hashable(a) == to_hashable(b))),
    "starts_with": Function(_on_texts(str.startswith)),
    "ends_with": Function(_on_texts(str.endswith)),
    "contains": Function(_on_texts(lambda text, part: part in text)),
    "less": Function(_comparison(lambda a, b: to_decimal(a) < to_decimal(b))),
    "greater": Function(_comparison(lambda a, b: to_decimal(a) > to_decimal(b))),
    "each": Function(_each),
    "sum": Function(_sum),
    "count": Function(_count),
}
"""Every function by name."""
