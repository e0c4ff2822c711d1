"""What a file may hold and no event: a NUL character, which databases can't hold in text."""

from typing import Any, cast

NUL = "\x00"
NUL_FAULT = "a NUL character, which databases can't hold in text"


def holds_nul(value: Any) -> bool:
    """Whether a text of the value, at any depth, holds one."""
    if isinstance(value, str):
        return NUL in value
    if isinstance(value, dict):
        return any(NUL in name or holds_nul(item) for name, item in cast("dict[str, Any]", value).items())
    return isinstance(value, list) and any(map(holds_nul, cast("list[Any]", value)))
