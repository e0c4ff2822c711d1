"""Namespaces: what a kind of name says about the person who bears it.

Two roles decide everything: names of **people** (a user id, an email address, a phone number) and names of
**devices** (a cookie, an advertising id). People are joined only by a record that names both; a device follows people
and never joins them. A namespace that nobody declared is treated as a cookie: whatever it turns out to be, it can't
make one person of two, and a wrong merge costs more than a missed one.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Literal, TypeAlias, cast, get_args

import msgspec

from clew.identity.errors import InvalidNamespace

NamespaceKind: TypeAlias = Literal["person", "device", "cookie", "email", "phone"]
"""person: given by a system that knows the person (Adobe's cross-device); device, cookie: of a thing."""

LIMITS: Mapping[NamespaceKind, int] = {"person": 100, "email": 10, "phone": 10, "device": 50, "cookie": 50}
"""How many identities of one namespace a profile keeps unless its document says otherwise."""

_PRIORITIES: Mapping[NamespaceKind, int] = {"person": 80, "email": 70, "phone": 60, "device": 40, "cookie": 20}
_DEVICES: frozenset[NamespaceKind] = frozenset({"device", "cookie"})
_MOST_PRIORITY = 1_000


class Namespace(msgspec.Struct, frozen=True):
    """A kind of identity.

    Attributes:
        code: How it is written everywhere: `user_id`.
        kind: What it names, and how its values are normalised.
        unique: Whether a person has at most one value of it: two values are two people.
        priority: Whose profile a record goes to when it names several: the highest, people before devices.
        limit: How many of its identities a profile keeps; the oldest link beyond goes.
        region: Two letters of the country whose national numbers are meant; only of a `phone`.
    """

    code: str
    kind: NamespaceKind
    unique: bool
    priority: int
    limit: int
    region: str | None = None

    @property
    def is_device(self) -> bool:
        """Whether it names a thing that several people may use."""
        return self.kind in _DEVICES


def _standard(code: str, kind: NamespaceKind, priority: int) -> Namespace:
    return Namespace(code, kind, kind == "person", priority, LIMITS[kind])


STANDARD: Mapping[str, Namespace] = {
    namespace.code: namespace
    for namespace in (
        _standard("user_id", "person", 100),
        _standard("customer_id", "person", 95),
        _standard("crm_id", "person", 90),
        _standard("external_id", "person", 85),
        _standard("email", "email", 70),
        _standard("phone", "phone", 60),
        _standard("device_id", "device", 45),
        _standard("idfa", "device", 44),
        _standard("gaid", "device", 43),
        _standard("idfv", "device", 42),
        _standard("ecid", "cookie", 30),
        _standard("anonymous_id", "cookie", 25),
        _standard("aaid", "cookie", 22),
    )
}
"""The namespaces that need no document; a document of the same id replaces one."""

PROFILE = "profile"
"""The namespace of profile ids: only what is done by hand (merge, unmerge, erasure) may name a profile by it."""

_OTHER_NAMES: Mapping[str, str] = {
    "userid": "user_id",
    "uid": "user_id",
    "customerid": "customer_id",
    "crmid": "crm_id",
    "externalid": "external_id",
    "e_mail": "email",
    "mail": "email",
    "email_address": "email",
    "phone_number": "phone",
    "telephone": "phone",
    "tel": "phone",
    "mobile": "phone",
    "msisdn": "phone",
    "anonymousid": "anonymous_id",
    "anon_id": "anonymous_id",
    "anonid": "anonymous_id",
    "deviceid": "device_id",
    "adid": "gaid",
    "google_ad_id": "gaid",
    "advertising_id": "gaid",
    "mcid": "ecid",
}

_WORD_ENDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_NOT_WORD = re.compile(r"[\W_]+")
_REGION = re.compile(r"[A-Z]{2}")
_CODE = re.compile(r"[^\W_A-Z][^\WA-Z]{0,63}")


@lru_cache(maxsize=1_024)
def canonical_namespace(name: str) -> str:
    """The one way to write a namespace: `userId`, `USER_ID` and `user-id` are all `user_id`, `ECID` is `ecid`."""
    code = _NOT_WORD.sub("_", _WORD_ENDS.sub("_", name.strip())).strip("_").lower()
    return _OTHER_NAMES.get(code, code)


class Namespaces:
    """The standard namespaces and those of a workspace's `namespace` documents.

    A document has `id`, and of `type` (one of the kinds, or `cross_device` for `person`), `unique`, `priority`,
    `limit` and `region` what differs from the kind's usual: only a `person` is unique by itself.

    Raises:
        InvalidNamespace: if a document can't be understood.
    """

    def __init__(self, documents: Iterable[Mapping[str, Any]] = ()) -> None:
        own = Namespace(PROFILE, "person", unique=False, priority=_MOST_PRIORITY, limit=1)
        self._known: dict[str, Namespace] = {**STANDARD, PROFILE: own}
        declared: set[str] = set()
        for document in documents:
            namespace = _read(document)
            if namespace.code in declared:
                raise InvalidNamespace(
                    f"two documents declare {namespace.code}", where=_where(document), hint="keep one of them"
                )
            declared.add(namespace.code)
            self._known[namespace.code] = namespace
        self._ranks = {code: _rank(namespace) for code, namespace in self._known.items()}

    def __getitem__(self, code: str) -> Namespace:
        """The namespace of this code; one that nobody declared is a cookie of the lowest priority."""
        return self._known.get(code) or Namespace(code, "cookie", unique=False, priority=0, limit=LIMITS["cookie"])

    def __contains__(self, code: str) -> bool:
        """Whether it is a standard or a declared one."""
        return code in self._known

    def rank(self, code: str) -> int:
        """What a record's identities are ordered by: the least decides; people come before devices."""
        return self._ranks.get(code, _MOST_PRIORITY)

    def is_device(self, code: str) -> bool:
        """Whether it names a thing that several people may use."""
        namespace = self._known.get(code)
        return namespace is None or namespace.kind in _DEVICES

    def is_unique(self, code: str) -> bool:
        """Whether two of its values are two people."""
        namespace = self._known.get(code)
        return namespace is not None and namespace.unique


def _rank(namespace: Namespace) -> int:
    return (0 if namespace.is_device else -2 * _MOST_PRIORITY) + _MOST_PRIORITY - namespace.priority


def _where(document: Mapping[str, Any]) -> str:
    return f"namespace/{document.get('id', '?')}"


def _read(document: Mapping[str, Any]) -> Namespace:
    where = _where(document)
    code = canonical_namespace(str(document.get("id") or ""))
    if not _CODE.fullmatch(code) or code == PROFILE:
        raise InvalidNamespace("a namespace needs an id of letters, digits and _, other than `profile`", where=where)
    kind = str(document.get("type", "cookie")).lower().replace("-", "_")
    kind = "person" if kind == "cross_device" else kind
    if kind not in get_args(NamespaceKind):
        known = ", ".join(get_args(NamespaceKind))
        raise InvalidNamespace("unknown type of namespace", where=f"{where}/type", hint=f"use one of {known}")
    kind = cast("NamespaceKind", kind)
    unique = document.get("unique", kind == "person")
    if not isinstance(unique, bool):
        raise InvalidNamespace("must be true or false", where=f"{where}/unique")
    return Namespace(
        code,
        kind,
        unique,
        priority=_number(document, "priority", _PRIORITIES[kind], 0, _MOST_PRIORITY - 1),
        limit=_number(document, "limit", LIMITS[kind], 1, 10_000),
        region=_region(document, kind),
    )


def _region(document: Mapping[str, Any], kind: NamespaceKind) -> str | None:
    region = document.get("region")
    if region is None:
        return None
    if kind != "phone" or not isinstance(region, str) or not _REGION.fullmatch(region.upper()):
        raise InvalidNamespace(
            "a region is of phone numbers", where=f"{_where(document)}/region", hint="two letters, as in DE"
        )
    return region.upper()


def _number(document: Mapping[str, Any], name: str, default: int, least: int, most: int) -> int:
    value = document.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise InvalidNamespace(f"must be a whole number of {least} to {most}", where=f"{_where(document)}/{name}")
    return value
