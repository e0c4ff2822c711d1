"""One amendment that mends many rejects alike: what stands at a place of each is read otherwise, set, or left out.

Law: what an amendment can't be made of stays as it came, to be judged as that.
"""

import re
from collections.abc import Callable
from typing import Any, Literal, NamedTuple, TypeAlias, cast

import msgspec

from clew.events.imports.fitting import fitting
from clew.events.mapping.errors import BadValue
from clew.events.mapping.values import read_number, to_text
from clew.kernel.packing import from_json, to_json

Doing: TypeAlias = Literal["number", "text", "set", "rename", "leave_out"]
"""What is done with a value: read as a number, read as a text, replaced, called otherwise, taken away."""

_WRITTEN = (
    (re.compile(r"[+-]?\d+(\.\d+)?"), "", "."),
    (re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+"), ",", "."),
    (re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+"), ".", ","),
    (re.compile(r"[+-]?\d+,\d{1,2}"), "", ","),
)
"""How people write numbers, where only one can be meant: `1,000` may be one or a thousand, and stays a text."""
_NOTHING = object()


class Amendment(NamedTuple):
    """What is changed in each.

    Attributes:
        at: The place, as a JSON Pointer into what was received; into each row where that is a list.
        do: What is done with what stands there.
        to: The value for `set`, the new name for `rename`.
    """

    at: str
    do: Doing
    to: Any = None

    def of(self, raw: bytes) -> bytes:
        """What was received, amended; as it came where that can't be done."""
        try:
            found: Any = fitting(from_json(raw))
        except (msgspec.DecodeError, RecursionError):
            return raw
        items = cast("list[Any]", found) if isinstance(found, list) else [found]
        # Each of them, whether the ones before were changed or not.
        changed = [self._change(item) for item in items]
        return to_json(found) if any(changed) else raw

    def _change(self, item: Any) -> bool:
        *above, name = [step.replace("~1", "/").replace("~0", "~") for step in self.at.split("/")[1:]] or [""]
        for step in above:
            item = _inside(item, step)
        if isinstance(item, list) and name.isdigit() and int(name) < len(cast("list[Any]", item)):
            return self._put(cast("list[Any]", item), int(name))
        return isinstance(item, dict) and self._put(cast("dict[str, Any]", item), name)

    def _put(self, holder: Any, name: Any) -> bool:
        if self.do == "set":
            holder[name] = self.to
            return True
        listed = isinstance(holder, list)
        there: Any = cast("list[Any]", holder)[name] if listed else cast("dict[str, Any]", holder).get(name, _NOTHING)
        if there is _NOTHING:
            return False
        if self.do in {"leave_out", "rename"}:
            del holder[name]
            if self.do == "rename" and not listed:
                holder[str(self.to)] = there
            return True
        read = _READ[self.do](there)
        if read is None:
            return False
        holder[name] = read
        return True


def _inside(item: Any, step: str) -> Any:
    if isinstance(item, dict):
        return cast("dict[str, Any]", item).get(step)
    if isinstance(item, list) and step.isdigit():
        listed = cast("list[Any]", item)
        return listed[int(step)] if int(step) < len(listed) else None
    return None


def _as_number(value: Any) -> Any:
    if not isinstance(value, str):
        return None
    plain = re.sub(r"\s", "", value)
    for written, thousands, decimal in _WRITTEN:
        if written.fullmatch(plain):
            return read_number(plain, thousands, decimal)
    return None


def _as_text(value: Any) -> Any:
    if value is None or isinstance(value, dict | list):
        return None
    try:
        return to_text(value)
    except BadValue:
        return None


_READ: dict[str, Callable[[Any], Any]] = {"number": _as_number, "text": _as_text}
