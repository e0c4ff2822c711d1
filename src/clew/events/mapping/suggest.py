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
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

_IDENTITIES: tuple[tuple[str, frozenset[str]], ...] = (
    ("email", frozenset({"email", "mail", "e"})),
    ("phone", frozenset({"phone", "mobile", "tel", "telephone"})),
    ("anonymous_id", frozenset({"anonymous", "visitor", "device", "cookie"})),
    ("user_id", frozenset({"user", "customer", "client", "member", "person", "account", "profile"})),
)
_TIMES = ("time", "timestamp", "date", "at", "when", "day", "created", "occurred", "received", "ts")
_KEYS = frozenset({"id", "key", "number", "no", "uuid", "code", "order", "invoice", "event", "ticket", "message"})
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
    """A column of a file.

    Attributes:
        name: As the file calls it.
        samples: Some of its values, as text, absent ones left out.
        filled: In how many of the rows that were looked at it has a value.
        distinct: How many different values it had in them.
        rows: How many rows were looked at.
    """

    name: str
    samples: Sequence[str]
    filled: int
    distinct: int
    rows: int


def suggest_mapping(name: str, columns: Sequence[Column]) -> dict[str, Any]:
    """The body of a mapping document for a file of this name."""
    words = [word.lower() for word in _WORDS.findall(name)]
    columns = [column for column in columns if _nameable(column.name)]
    people = bool(_PEOPLE & set(words))
    identities = _identities(columns)
    named = set(identities.values())
    time = None if people else _time(columns, named)
    event: dict[str, Any] = {"kind": "identify"} if people else {"type": _type(words)}
    event["id"] = _id(words, columns, identities, people=people)
    if time is not None:
        event["ts"] = {"date": path(time)}
    event["identities"] = {namespace: path(column) for namespace, column in identities.items()}
    event["properties"] = {
        _property(column.name): _value(column) for column in columns if column.name not in named and column.name != time
    }
    return {"event": event}


def path(column: str) -> str:
    """A column as a mapping names it."""
    plain = _PLAIN.fullmatch(column) or "'" in column
    return f"$.{column}" if plain else f"$['{column}']"


def _nameable(column: str) -> bool:
    """Whether a path can name it: hardly any column holds both quotes and brackets or dots."""
    return bool(column.strip()) and ("'" not in column or not set(".[]") & set(column))


def _identities(columns: Sequence[Column]) -> dict[str, str]:
    found: dict[str, str] = {}
    for namespace, words in _IDENTITIES:
        fitting = [
            column
            for column in columns
            if column.samples and _fits(namespace, column) and set(_split(column.name)) & words
        ]
        if fitting:
            found[namespace] = max(fitting, key=lambda column: (column.filled, "id" in _split(column.name))).name
    if "email" not in found:
        mails = [c for c in columns if c.samples and all(_EMAIL.fullmatch(sample) for sample in c.samples)]
        if mails:
            found["email"] = mails[0].name
    if not found:
        keys = [c for c in columns if _split(c.name)[-1:] == ["id"] and c.samples]
        if keys:
            found["user_id"] = keys[-1].name
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
        if column.name not in named
        and column.samples
        and column.filled == column.rows
        and all(_INSTANT.fullmatch(sample) for sample in column.samples)
    ]
    ranked = sorted(
        dated,
        key=lambda column: min(
            (_TIMES.index(word) for word in _split(column.name) if word in _TIMES), default=len(_TIMES)
        ),
    )
    return ranked[0].name if ranked else None


def _id(words: list[str], columns: Sequence[Column], identities: Mapping[str, str], *, people: bool) -> Any:
    """What names a row in its source; where nothing does, the whole of its row."""
    prefix = "-".join(words) or "row"
    unique = [column for column in columns if column.rows and column.filled == column.distinct == column.rows]
    keys = [column for column in unique if _KEYS & set(_split(column.name))]
    if people and identities:
        return {"concat": [f"{prefix}-", path(next(iter(identities.values())))]}
    if keys:
        own = [column for column in keys if column.name not in identities.values()] or keys
        return {"concat": [f"{prefix}-", path(own[0].name)]}
    return {"hash": [path(column.name) for column in columns] or [prefix]}


def _type(words: list[str]) -> str:
    for word in words:
        if word in _EVENTS:
            return _EVENTS[word]
    return " ".join(word.capitalize() for word in words) or "Imported"


def _property(name: str) -> str:
    return "_".join(_split(name)) or name


def _value(column: Column) -> Any:
    # Codes look like numbers too: what begins with a zero would lose it.
    numbers = column.samples and all(
        _NUMBER.fullmatch(sample) and not re.match(r"-?0\d", sample) for sample in column.samples
    )
    keys = set(_split(column.name)) & {"id", "code", "zip", "postcode", "phone", "no", "number", "year"}
    return {"number": path(column.name)} if numbers and not keys else path(column.name)


def _split(name: str) -> list[str]:
    return [word.lower() for word in _WORDS.findall(name)]
