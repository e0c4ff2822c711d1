"""Which rows of the outbox are sought, as conditions on `outbox o`."""

from typing import Any

from clew.actions import LOCAL
from clew.actions.ports import Sought

KEPT = f"(o.reason = 'kept' OR o.channel = '{LOCAL}')"
"""Of rows that came to their end: nobody was written to (`OutboxRow.kept`)."""


def conditions(sought: Sought) -> tuple[list[str], list[Any]]:
    """Conditions on rows, and what they are compared with."""
    asked: list[tuple[str, list[str]]] = [
        (f"o.{field}", [value]) for field in ("channel", "journey", "template") if (value := getattr(sought, field))
    ]
    asked += [
        (f"o.{field}", list(values))
        for field, values in (("status", sought.status), ("profile", sought.profiles))
        if values
    ]
    wheres = [f"{column} IN ({', '.join('?' * len(values))})" for column, values in asked]
    params: list[Any] = [value for _, values in asked for value in values]
    if sought.kept is not None:
        wheres.append(f"o.status = 'sent' AND {'' if sought.kept else 'NOT '}{KEPT}")
    return wheres, params
