"""JSON values as the log can hold them."""

from typing import Any, cast

from clew.kernel.packing import ExactNumber

_LEAST, _MOST = -(2**63), 2**64 - 1


def fitting(value: Any) -> Any:
    """The value with whole numbers beyond 64 bits as exact numbers, at any depth; the log packs no longer ones."""
    if isinstance(value, int):
        return value if _LEAST <= value <= _MOST else ExactNumber(value)
    if isinstance(value, dict):
        return {name: fitting(item) for name, item in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [fitting(item) for item in cast("list[Any]", value)]
    return value
