"""A first mapping for a file that nobody has described: what its columns are called and hold tells most of it; pure.

Law: what is suggested compiles, names only columns that there are, and makes an event of every row of which the columns
hold what their samples hold.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,10})?")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?")
_EPOCH = re.compile(r"1\d{9}(\d{3})?")
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

_IDENTITIES: tuple[tuple[str, frozenset[str]], ...] = (
    ("email", frozenset({"email", "mail", "e"})),
    ("phone", frozenset({"phone", "mobile", "tel", "telephone"})),
    ("anonymous_id", frozenset({"anonymous", "visitor", "device", "cookie"})),
    ("user_id", frozenset({"user", "customer", "client", "member", "person", "account", "profile"})),
)
_TIMES = ("time", "timestamp", "date", "at", "when", "day", "created", "occurred", "received", "placed", "sent", "ts")
_THINGS = frozenset({"order", "invoice", "receipt", "booking", "ticket", "event", "message", "transaction"})
_KEYS = frozenset({"id", "key", "number", "no", "uuid", "code", "reference"}) | _THINGS
_BUYING = frozenset({"order", "invoice", "receipt", "purchase", "transaction"})
_MONEY = frozenset({"total", "sum", "amount", "price", "revenue", "value", "paid"})
_EVENTS: Mapping[str, str] = {
    "order": "Order Completed",
    "orders": "Order Completed",
    "invoice": "Order Completed",
    "invoices": "Order Completed",
    "purchase": "Order Completed",
    "purchases": "Order Completed",
    "cart": "Product Added",
    "carts": "Product Added",
    "review": "Review Submitted",
    "reviews": "Review Submitted",
    "ticket": "Ticket Opened",
    "tickets": "Ticket Opened",
}
_PEOPLE = frozenset({"customers", "people", "users", "contacts", "members", "profiles", "subscribers"})


class Column(NamedTuple):
    """A column of a file, or a value within the objects that a source sends.

    Attributes:
        name: As the file calls it; of a value within objects the names that lead there, with points between.
        samples: Some of its values, as text, absent ones left out.
        filled: In how many of the rows that were looked at it has a value.
        distinct: How many different values it had in them.
        rows: How many rows were looked at.
        path: As a mapping names it; that of a column of this name, unless told.
    """

    name: str
    samples: Sequence[str]
    filled: int
    distinct: int
    rows: int
    path: str = ""


def suggest_mapping(name: str, columns: Sequence[Column]) -> dict[str, Any]:
    """The body of a mapping document for a file of this name."""
    words = [word.lower() for word in _WORDS.findall(name)]
    columns = [column._replace(path=column.path or path(column.name)) for column in columns if _nameable(column)]
    people = bool(_PEOPLE & set(words))
    identities = _identities(columns)
    named = set(identities.values())
    time = None if people else _time(columns, named)
    event: dict[str, Any] = {"kind": "identify"} if people else {"type": _type(words, columns)}
    event["id"] = _id(words, columns, identities, people=people)
    if time is not None:
        event["ts"] = {"date": time}
    event["identities"] = identities
    event["properties"] = {
        _property(column.name): _value(column) for column in columns if column.path not in named and column.path != time
    }
    return {"event": event}


def path(*names: str) -> str:
    """A column, or what these names lead to within objects, as a mapping names it."""
    steps = [f".{name}" if _PLAIN.fullmatch(name) or "'" in name else f"['{name}']" for name in names]
    return "".join(("$", *steps))


def can_be_named(name: str) -> bool:
    """Whether a path can name it: hardly any column holds both quotes and brackets or dots."""
    return bool(name.strip()) and ("'" not in name or not set(".[]") & set(name))


def _nameable(column: Column) -> bool:
    return bool(column.path) or can_be_named(column.name)


def _identities(columns: Sequence[Column]) -> dict[str, str]:
    found: dict[str, str] = {}
    for namespace, words in _IDENTITIES:
        fitting = [
            column
            for column in columns
            if column.samples and _fits(namespace, column) and set(_split(column.name)) & words
        ]
        if fitting:
            found[namespace] = max(fitting, key=lambda column: (column.filled, "id" in _split(column.name))).path
    if "email" not in found:
        mails = [c for c in columns if c.samples and all(_EMAIL.fullmatch(sample) for sample in c.samples)]
        if mails:
            found["email"] = mails[0].path
    if not found:
        keys = [c for c in columns if _split(c.name)[-1:] == ["id"] and c.samples]
        if keys:
            found["user_id"] = keys[-1].path
    return found


def _fits(namespace: str, column: Column) -> bool:
    words = _split(column.name)
    if namespace == "email":
        return all(_EMAIL.fullmatch(sample) for sample in column.samples)
    if namespace == "phone":
        return all(sum(letter.isdigit() for letter in sample) >= 6 for sample in column.samples)
    # `customer` and `customer_id` name somebody; `customer_country` tells of them.
    return len(words) == 1 or bool({"id", "key", "no", "number", "uuid", "ref"} & set(words))


def _time(columns: Sequence[Column], named: set[str]) -> str | None:
    dated = [
        column
        for column in columns
        if column.path not in named and column.samples and column.filled == column.rows and _is_time(column)
    ]
    ranked = sorted(
        dated,
        key=lambda column: min(
            (_TIMES.index(word) for word in _split(column.name) if word in _TIMES), default=len(_TIMES)
        ),
    )
    return ranked[0].path if ranked else None


def _is_time(column: Column) -> bool:
    """Instants as text; or seconds or milliseconds since 1970, where its name says so: orders are numbered too."""
    if all(_INSTANT.fullmatch(sample) for sample in column.samples):
        return True
    return bool(set(_split(column.name)) & set(_TIMES)) and all(map(_EPOCH.fullmatch, column.samples))


def _id(words: list[str], columns: Sequence[Column], identities: Mapping[str, str], *, people: bool) -> Any:
    """What names a row in its source; where nothing does, the whole of its row."""
    prefix = "-".join(words) or "row"
    unique = [column for column in columns if column.rows and column.filled == column.distinct == column.rows]
    keys = [column for column in unique if _KEYS & set(_split(column.name))]
    if people and identities:
        return {"concat": [f"{prefix}-", next(iter(identities.values()))]}
    if keys:
        own = [column for column in keys if column.path not in identities.values()] or keys
        return {"concat": [f"{prefix}-", own[0].path]}
    return {"hash": [column.path for column in columns] or [prefix]}


def _type(words: list[str], columns: Sequence[Column]) -> str:
    for word in words:
        if word in _EVENTS:
            return _EVENTS[word]
    held = {word for column in columns for word in _split(column.name)}
    if held & _BUYING and held & _MONEY:
        return "Order Completed"
    return " ".join(word.capitalize() for word in words) or "Imported"


def _property(name: str) -> str:
    return "_".join(_split(name)) or name


def _value(column: Column) -> Any:
    # Codes look like numbers too: what begins with a zero would lose it.
    numbers = column.samples and all(
        _NUMBER.fullmatch(sample) and not re.match(r"-?0\d", sample) for sample in column.samples
    )
    keys = set(_split(column.name)) & ({"id", "code", "zip", "postcode", "phone", "no", "number", "year"} | _THINGS)
    return {"number": column.path} if numbers and not keys else column.path


def _split(name: str) -> list[str]:
    return [word.lower() for word in _WORDS.findall(name)]
