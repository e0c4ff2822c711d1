"""Offers as templates see them: `offers` is a list, and `offers.cart` the one that was chosen for the place `cart`."""

from collections.abc import Mapping, Sequence
from typing import Any, cast


def offered(listed: Sequence[Mapping[str, Any]], placed: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The value of `offers`, as it is kept with a message.

    Args:
        listed: What each offer says, in order.
        placed: By placement: what the one for it says.
    """
    return {"listed": [dict(each) for each in listed], "placed": {name: dict(each) for name, each in placed.items()}}


class Offers(list[Mapping[str, Any]]):
    """What was chosen for a person; Liquid goes through it, and asks it for placements by their names."""

    def __init__(self, kept: Mapping[str, Any]) -> None:
        """Take over what `offered` made; nothing of it, for a message without offers."""
        super().__init__(kept.get("listed", ()))
        self.placed: Mapping[str, Mapping[str, Any]] = kept.get("placed", {})

    def __getitem__(self, key: Any) -> Any:
        return self.placed[key] if isinstance(key, str) else super().__getitem__(cast("int", key))
