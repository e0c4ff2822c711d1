"""Reading cases: YAML documents to log groups, expected answers and expected transitions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import yaml

from clew.events import Event, Identity, Kind
from clew.expressions import parse
from clew.kernel.errors import ClewError
from clew.kernel.instants import Instant, parse_instant
from clew.kernel.packing import ExactNumber
from clew.runtime.conformance.journeys import CONTROLS, JourneyCase, Unread, journey_case

NAMESPACE = "user_id"
"""The namespace in which a case's profile names live."""


class CaseError(ClewError):
    """A folder without a case."""

    code = "conformance.case"


@dataclass(frozen=True, slots=True)
class Group:
    """Records that the server receives at one instant."""

    at: Instant
    events: tuple[Event, ...]


Answer = tuple[Instant, str, bool]
"""`(instant, profile, member)`."""

Transition = tuple[Instant, str, str]
"""`(instant, profile, "enter" | "exit")`."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case of the corpus.

    Attributes:
        id: Its name, unique in the corpus.
        kind: `segment`, `journey` or `effects`.
        file: Where it stands.
        unsupported: Why it can't be run yet; empty if it can.
        fault: Why it is no case at all; empty if it is one.
        expression: CXL text of the segment.
        helpers: Named segments that it refers to.
        zone: The workspace's zone.
        groups: The log.
        answers: Membership asked at instants.
        transitions: The complete list up to `until`, or None where the case gives none.
        until: How far time goes.
        journey: What a case of kind `journey` says beside its log.
        steps: What happens in a case of kind `effects`.
        shown: What there is to be seen after it.
    """

    id: str
    kind: str
    file: str
    unsupported: str = ""
    fault: str = ""
    expression: str = ""
    helpers: dict[str, str] = field(default_factory=dict[str, str])
    zone: str = "UTC"
    groups: tuple[Group, ...] = ()
    answers: tuple[Answer, ...] = ()
    transitions: tuple[Transition, ...] | None = None
    until: Instant = 0
    journey: JourneyCase | None = None
    steps: tuple[str, ...] = ()
    shown: Mapping[str, int] = field(default_factory=dict[str, int])


class _CaseLoader(yaml.SafeLoader):
    """YAML with exact numbers, `1000000000000000.1` keeps its last digit; `on`, `yes` and `no` are words, as in 1.2."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (PyYAML's own attribute)
        first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def _exact_float(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> float | ExactNumber:
    text = str(loader.construct_scalar(node)).replace("_", "")
    try:
        exact = ExactNumber(text)
    except ArithmeticError:
        return loader.construct_yaml_float(node)
    number = float(text)
    return number if ExactNumber(repr(number)) == exact else exact


def _as_written(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


_CaseLoader.add_constructor("tag:yaml.org,2002:float", _exact_float)
_CaseLoader.add_constructor("tag:yaml.org,2002:timestamp", _as_written)


def load_cases(folder: Path) -> list[Case]:
    """All cases of a folder's YAML files, in order of file and place; what can't be read is a case with a fault.

    Raises:
        CaseError: if the folder holds none.
    """
    files = sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
    cases = [case for path in files for case in _read(path)]
    if not cases:
        raise CaseError("no cases found", where=str(folder), hint="name a folder with *.yaml files of cases")
    return cases


def _read(path: Path) -> Iterator[Case]:
    try:
        listed = yaml.load(path.read_text("utf-8"), Loader=_CaseLoader)  # noqa: S506  (a safe loader)
    except (yaml.YAMLError, ValueError) as error:
        yield Case(path.name, "file", path.name, fault=f"not YAML: {' '.join(str(error).split())}")
        return
    if not isinstance(listed, list):
        yield Case(path.name, "file", path.name, fault="not a list of cases: see the format in the corpus README")
        return
    for number, raw in enumerate(listed, 1):  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        yield _one(raw, f"{path.name}#{number}", path.name)  # pyright: ignore[reportUnknownArgumentType]


def _one(raw: Any, place: str, file: str) -> Case:
    if not isinstance(raw, dict):
        return Case(place, "?", file, fault="not a case: see the format in the corpus README")
    written = cast("dict[str, Any]", raw)
    name, kind = str(written.get("id", place)), str(written.get("kind", "?"))
    try:
        return _case(written, file)
    except KeyError as error:
        return Case(name, kind, file, fault=f"it lacks {error}")
    except Unread as error:
        return Case(name, kind, file, unsupported=str(error))
    except (ClewError, TypeError, ValueError, ArithmeticError, AttributeError) as error:
        return Case(name, kind, file, fault=f"it can't be read: {error}")


def _case(raw: dict[str, Any], file: str) -> Case:
    kind = str(raw["kind"])
    if kind == "journey":
        written: list[dict[str, Any]] = raw.get("log") or []
        log = [record for record in written if not CONTROLS & record.keys()]
        read = journey_case(raw)
        return Case(str(raw["id"]), kind, file, groups=_groups(log), until=read.until, journey=read)
    if kind == "effects":
        steps, shown = tuple(map(str, raw["steps"])), dict[str, int](raw["expect_effects"])
        return Case(str(raw["id"]), kind, file, steps=steps, shown=shown)
    if kind != "segment":
        return Case(id=str(raw["id"]), kind=kind, file=file, unsupported=f"there is no such kind of case: {kind}")
    answers = [(parse_instant(at), str(profile), bool(inside)) for at, profile, inside in raw.get("expect", ())]
    transitions: tuple[Transition, ...] | None = None
    if "transitions" in raw:
        listed: list[tuple[str, str, str]] = raw["transitions"] or []
        transitions = tuple(sorted((parse_instant(at), str(profile), str(what)) for at, profile, what in listed))
    helpers: dict[str, str] = raw.get("segments") or {}
    config: dict[str, str] = raw.get("config") or {}
    for text in (raw["expr"], *helpers.values()):
        _parsed(str(text))
    return Case(
        id=str(raw["id"]),
        kind=kind,
        file=file,
        expression=str(raw["expr"]),
        helpers={str(name): str(text) for name, text in helpers.items()},
        zone=str(config.get("tz", "UTC")),
        groups=_groups(raw.get("log") or []),
        answers=tuple(sorted(answers)),
        transitions=transitions,
        until=parse_instant(raw["until"]),
    )


def _parsed(text: str) -> None:
    try:
        parse(text)
    except ClewError as error:
        raise Unread(f"`{text}` is not understood: {error}") from None


def _groups(log: list[dict[str, Any]]) -> tuple[Group, ...]:
    """The records by the instant of their receipt."""
    groups: dict[Instant, list[Event]] = {}
    for number, raw in enumerate(log):
        groups.setdefault(parse_instant(raw["at"]), []).extend(_events(raw, number))
    return tuple(Group(at, tuple(events)) for at, events in sorted(groups.items()))


def _events(raw: dict[str, Any], number: int) -> Iterator[Event]:
    ts = parse_instant(raw["ts"]) if "ts" in raw else None
    sent_at = parse_instant(raw["sent_at"]) if "sent_at" in raw else None
    who = (Identity(NAMESPACE, str(raw["profile"])),) if "profile" in raw else ()
    own = f"record-{number}"
    properties: dict[str, Any] = raw.get("props") or {}
    if "event" in raw:
        yield Event(str(raw["id"]), "track", str(raw["event"]), who, ts, sent_at, properties)
    elif "put" in raw:
        parts: tuple[tuple[str, Kind], ...] = (("attrs", "identify"), ("consent", "consent"), ("score", "score"))
        for part, kind in parts:
            if part in raw:
                yield Event(f"{own}-{kind}", kind, kind, who, ts, sent_at, raw[part])
    elif "replace" in raw:
        yield Event(str(raw["replace"]), "replace", "replace", who, ts, sent_at, properties, rev=int(raw["rev"]))
    elif "delete_event" in raw:
        yield Event(own, "delete_event", "delete_event", who, properties={"id": str(raw["delete_event"])})
    elif "delete_profile" in raw:
        yield Event(own, "delete_profile", "delete_profile", (Identity(NAMESPACE, str(raw["delete_profile"])),))
    elif "merge" in raw or "unmerge" in raw:
        by_hand: Kind = "merge" if "merge" in raw else "unmerge"
        a, b = raw[by_hand]
        yield Event(own, by_hand, by_hand, (Identity(NAMESPACE, str(a)), Identity(NAMESPACE, str(b))))
    else:
        raise Unread(f"no such record is known: {', '.join(raw)}")
