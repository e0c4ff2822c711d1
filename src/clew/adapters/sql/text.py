"""Identities as one text, which every engine can hold, join and order."""

from clew.events import Identity

_SEPARATOR = "\x1f"
_ESCAPE = "\x1a"
_ESCAPED_ESCAPE = "\x1a1"
_ESCAPED_NUL = "\x1a0"


def key_of(identity: Identity) -> str:
    """The identity as a key, ordered as (namespace, value) is.

    PostgreSQL refuses NUL in a text, and one such value must not stop an engine for ever: it is escaped.
    Law: `identity_of(key_of(i)) == i`.
    """
    key = identity.namespace + _SEPARATOR + identity.value
    if "\x00" in key or _ESCAPE in key:
        return key.replace(_ESCAPE, _ESCAPED_ESCAPE).replace("\x00", _ESCAPED_NUL)
    return key


def identity_of(key: str) -> Identity:
    """The identity that a key stands for."""
    if _ESCAPE in key:
        key = key.replace(_ESCAPED_NUL, "\x00").replace(_ESCAPED_ESCAPE, _ESCAPE)
    namespace, _, value = key.partition(_SEPARATOR)
    return Identity(namespace, value)
