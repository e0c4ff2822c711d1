"""Which language a person gets, and what is said in the others."""

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from typing import Any

from babel import Locale, UnknownLocaleError

LOCALE_ATTRIBUTES = ("locale", "preferredLanguage", "language")
"""Attributes that may name a person's language; the first one that reads as a language counts."""

FALLBACK = Locale("en")


@cache
def known_locale(tag: str) -> Locale | None:
    """The language of a tag (`de`, `pt-BR`, `zh_Hant_TW`); None for what is none."""
    try:
        return Locale.parse(tag.replace("-", "_")) if tag else None
    except (UnknownLocaleError, ValueError, TypeError):
        return None


def locale_of(attributes: Mapping[str, Any]) -> str:
    """The language that a profile names; empty where it names none that exists."""
    for name in LOCALE_ATTRIBUTES:
        value = attributes.get(name)
        if isinstance(value, str) and known_locale(value) is not None:
            return value
    return ""


def fallbacks(tag: str) -> Iterator[str]:
    """A tag and what it falls back to: `zh-Hant-TW`, `zh-Hant`, `zh`."""
    parts = tag.replace("_", "-").split("-") if tag else []
    while parts:
        yield "-".join(parts)
        parts.pop()


def choose_locale(wanted: str, offered: Collection[str], otherwise: str) -> str:
    """The best of the languages on offer for a person, else the author's own.

    Law: a more specific offer wins (`pt-BR` before `pt`), case aside; the answer is one of `offered` or `otherwise`.
    """
    names = {name.replace("_", "-").lower(): name for name in [otherwise, *offered]}
    for tag in fallbacks(wanted):
        if tag.lower() in names:
            return names[tag.lower()]
    return otherwise
