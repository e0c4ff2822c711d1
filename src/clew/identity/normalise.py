"""Normalisation: one spelling for one identity, and none for what identifies nobody.

Normalising is idempotent, and it never guesses that two different names are one: no dots are dropped from mail
addresses, and a national phone number without a region stays unknown.
"""

import re
from collections.abc import Callable
from functools import partial
from unicodedata import is_normalized, normalize

from clew.identity.namespaces import PROFILE, STANDARD, NamespaceKind, Namespaces, canonical_namespace

LONGEST = 1_024
"""Characters of the longest identity; what is longer identifies nobody."""

_LONGEST_EMAIL = 320
_NOBODY = frozenset(
    {
        *("", "null", "undefined", "none", "nil", "nan", "(null)", "(none)", "n/a", "[object object]"),
        *("anonymous", "guest", "unknown", "not_authenticated", "not set", "(not set)"),
    }
)
_HEX = re.compile(r"\{?[0-9A-Fa-f]{8}(?:-?[0-9A-Fa-f]{4}){3}-?[0-9A-Fa-f]{12}\}?|(?:[0-9A-Fa-f]{2}){8,64}")
_SHORTEST_HEX = 16
_ZEROS = re.compile(r"[0\-:{}]+")
_NOUGHT = frozenset("0-:{}")
_EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+")
_DIGIT = re.compile(r"\d")


def normalise(
    namespace: str, value: object, *, kind: NamespaceKind | None = None, region: str | None = None
) -> str | None:
    """The canonical spelling of an identity; None when it identifies nobody.

    A number stands for its digits. Empty texts, the usual placeholders (`null`, `undefined`, `guest`, ...), device ids
    of zeros only, texts over `LONGEST`, and our own profile ids identify nobody.

    Args:
        namespace: Its code, as `canonical_namespace` gives it.
        value: As the source wrote it.
        kind: The kind of a namespace that is not standard; by default it is treated as a cookie.
        region: Two letters of the country whose national phone numbers are meant.

    Law: `normalise(n, normalise(n, v)) == normalise(n, v)`.
    """
    text = _text(value)
    if text is None or not namespace or namespace == PROFILE:
        return None
    if kind is None:
        standard = STANDARD.get(namespace)
        kind = standard.kind if standard is not None else "cookie"
    if kind == "email":
        return _email(text)
    if kind == "phone":
        return _phone(text, region)
    if kind != "person":
        return _device(text)
    return text


def spell(namespaces: Namespaces, name: str, value: object) -> str | None:
    """The canonical spelling of an identity as a workspace's namespaces have it; None when it identifies nobody."""
    return speller(namespaces, name)(value)


def speller(namespaces: Namespaces, name: str) -> Callable[[object], str | None]:
    """`spell` for many values of one namespace."""
    code = canonical_namespace(name)
    if code not in namespaces:
        return partial(normalise, code)
    namespace = namespaces[code]
    return partial(normalise, code, kind=namespace.kind, region=namespace.region)


def _text(value: object) -> str | None:
    if isinstance(value, str):
        text = value.strip()
    elif isinstance(value, int) and not isinstance(value, bool):
        text = str(value)
    elif isinstance(value, float) and value.is_integer():
        text = str(int(value))
    else:
        return None
    # What nearly every identity is made of is in normal form, and can be stored, hashed and sent.
    if not text.isascii():
        text = text if is_normalized("NFC", text) else normalize("NFC", text).strip()
        if not _encodable(text):
            return None
    return None if len(text) > LONGEST or text.lower() in _NOBODY else text


def _encodable(text: str) -> bool:
    """Whether it is text at all: a lone surrogate can't be stored, hashed or sent."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _email(text: str) -> str | None:
    address = text.lower().removeprefix("mailto:")
    # Lower-casing may take a text out of its normal form (a dotted capital I becomes two characters).
    address = address if is_normalized("NFC", address) else normalize("NFC", address)
    if len(address) > _LONGEST_EMAIL or not _EMAIL.fullmatch(address):
        return None
    return address


def _phone(text: str, region: str | None) -> str | None:
    if not _DIGIT.search(text):
        return None
    import phonenumbers  # noqa: PLC0415 - its tables take longer to load than a command line may take to start

    try:
        number = phonenumbers.parse(text.removeprefix("tel:"), region)
    except phonenumbers.NumberParseException:
        return None
    if number.extension or not phonenumbers.is_possible_number(number):
        # Behind one switchboard many people have extensions; without it they would all be one.
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _device(text: str) -> str | None:
    if text[0] in _NOUGHT and _ZEROS.fullmatch(text):
        return None
    if len(text) >= _SHORTEST_HEX and _HEX.fullmatch(text):
        return text.strip("{}").lower()
    return text
