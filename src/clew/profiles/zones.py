"""The time zone of a profile (R6)."""

from collections.abc import Mapping
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

ZONE_ATTRIBUTES = ("timeZone", "timezone")
"""Attributes that may name a profile's zone; the first valid one counts (R6)."""


def zone_of(attributes: Mapping[str, Any], workspace: tzinfo) -> tzinfo:
    """The profile's zone if it names a valid one, else the workspace's (R6)."""
    for name in ZONE_ATTRIBUTES:
        value = attributes.get(name)
        if isinstance(value, str):
            zone = _zone(value)
            if zone is not None:
                return zone
    return workspace


def valid_zone(name: str) -> bool:
    """Whether the tz database knows a zone of this name."""
    return _zone(name) is not None


_zones: dict[str, tzinfo | None] = {}


def _zone(name: str) -> tzinfo | None:
    if name not in _zones:
        try:
            _zones[name] = ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            _zones[name] = None
    return _zones[name]
