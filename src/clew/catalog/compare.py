"""What differs between two versions, field by field, so that a person can review it."""

from collections.abc import Iterator
from typing import Any, cast

import msgspec

from clew.kernel.packing import to_json

ABSENT = msgspec.UNSET
"""A side that doesn't have the field (None is a value)."""


class Difference(msgspec.Struct, frozen=True):
    """One field that differs.

    Attributes:
        path: As one writes it: `expression`, `fields.price.path`, `labels[0]`.
        before: The value until now; unset when the field is new.
        after: The value from now on; unset when the field goes.
    """

    path: str
    before: Any = ABSENT
    after: Any = ABSENT

    def __str__(self) -> str:
        if self.before is ABSENT:
            return f"+ {self.path}: {_shown(self.after)}"
        if self.after is ABSENT:
            return f"- {self.path}: {_shown(self.before)}"
        return f"~ {self.path}: {_shown(self.before)} → {_shown(self.after)}"


def differences(before: Any, after: Any, path: str = "") -> Iterator[Difference]:
    """The differing fields of two JSON values, in order of the second, removed ones last.

    Law: empty exactly when the values are equal (a number equals only a number of its own type).
    """
    if isinstance(before, dict) and isinstance(after, dict):
        old, new = cast("dict[str, Any]", before), cast("dict[str, Any]", after)
        for name in [*new, *(name for name in old if name not in new)]:
            yield from _field(old.get(name, ABSENT), new.get(name, ABSENT), f"{path}.{name}" if path else name)
    elif isinstance(before, list) and isinstance(after, list):
        left, right = cast("list[Any]", before), cast("list[Any]", after)
        for index in range(max(len(left), len(right))):
            old_item = left[index] if index < len(left) else ABSENT
            new_item = right[index] if index < len(right) else ABSENT
            yield from _field(old_item, new_item, f"{path}[{index}]")
    elif to_json(before) != to_json(after):
        yield Difference(path, before, after)


def _field(before: Any, after: Any, path: str) -> Iterator[Difference]:
    if before is ABSENT or after is ABSENT:
        yield Difference(path, before, after)
    else:
        yield from differences(before, after, path)


def _shown(value: Any) -> str:
    return to_json(value).decode()
