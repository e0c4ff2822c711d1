"""Reading journey cases: definitions, documents that change on the way, and the complete lists expected."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clew.journeys import InvalidJourney, read_journey
from clew.kernel.errors import ClewError
from clew.kernel.instants import Instant, parse_instant


class Unread(ClewError):
    """What a case says is not understood here, though it may well mean something."""

    code = "conformance.unread"


Line = tuple[Instant, str, str]
"""`(instant, profile, what)`: an action, an end, a drop or a goal."""


@dataclass(frozen=True, slots=True)
class Control:
    """What happens to a journey document at an instant.

    Attributes:
        at: When the record is received.
        what: `publish`, `pause` or `resume`.
        journey: Which.
        version: For `publish`.
        definition: For `publish`.
    """

    at: Instant
    what: str
    journey: str
    version: int = 0
    definition: Mapping[str, Any] = field(default_factory=dict[str, Any])


@dataclass(frozen=True, slots=True)
class JourneyCase:
    """What a journey case says beside its log of records.

    Attributes:
        controls: Publications, pauses and resumptions in order; the first ones are at the beginning of time.
        helpers: Named segments.
        zone: The workspace's zone.
        consent: `opt_in` or `opt_out`: what silence means.
        caps: Limits on messages, as in a journey.
        down: When the engine is stopped: [from, to).
        actions: Messages released.
        ends: Ways that ended.
        drops: Entries and messages that came to nothing; None where the case gives no list.
        goals: Goals reached; None where the case gives no list.
        prefixed: Whether lines begin with the journey's id.
        until: How far time goes.
    """

    controls: tuple[Control, ...]
    helpers: Mapping[str, str]
    zone: str
    consent: str
    caps: Sequence[Mapping[str, Any]]
    down: tuple[tuple[Instant, Instant], ...]
    actions: tuple[Line, ...]
    ends: tuple[Line, ...]
    drops: tuple[Line, ...] | None
    goals: tuple[Line, ...] | None
    prefixed: bool
    until: Instant


CONTROLS = frozenset({"publish", "pause", "resume"})
"""Records that concern a document."""

THE_JOURNEY = "j"
"""What a case's one journey is called."""


def journey_case(raw: Mapping[str, Any]) -> JourneyCase:
    """Read a case of kind `journey`.

    Raises:
        KeyError: if a list that every journey case has is missing.
        Unread: if a definition says what no journey here can say.
    """
    several: dict[str, dict[str, Any]] = raw.get("journeys") or {}
    log: list[dict[str, Any]] = raw.get("log") or []
    helpers: dict[str, str] = raw.get("segments") or {}
    first = several or {THE_JOURNEY: raw["def"]}
    controls = [Control(0, "publish", name, 1, _definition(definition)) for name, definition in first.items()]
    for record in log:
        for what in CONTROLS & record.keys():
            name, version = str(record[what]), int(record.get("version", 0))
            definition = _definition(record["def"]) if what == "publish" else dict[str, Any]()
            controls.append(Control(parse_instant(record["at"]), what, name, version, definition))
    config: dict[str, Any] = raw.get("config") or {}
    caps: list[dict[str, Any]] = config.get("caps") or []
    down: list[tuple[str, str]] = config.get("down") or []
    return JourneyCase(
        controls=tuple(controls),
        helpers=helpers,
        zone=str(config.get("tz", "UTC")),
        consent=str(config.get("consent", "opt_out")),
        caps=tuple(caps),
        down=tuple((parse_instant(start), parse_instant(end)) for start, end in down),
        actions=_lines(raw["actions"]) or (),
        ends=_lines(raw["ends"]) or (),
        drops=_lines(raw.get("drops")),
        goals=_lines(raw.get("goals")),
        prefixed=bool(several),
        until=parse_instant(raw["until"]),
    )


def _definition(written: Mapping[str, Any]) -> Mapping[str, Any]:
    """A definition as journeys are written here; cases write it shorter, or the entry's rules beside the entry."""
    found = {"goals" if key == "goal" else key: value for key, value in written.items()}
    for key in ("exit", "goals"):
        if isinstance(found.get(key), dict):
            found[key] = [found[key]]
    for key in ("key", "max_lag"):
        if key in found:
            found["entry"] = {**found["entry"], key: found.pop(key)}
    found["nodes"] = {name: _node(node) for name, node in found["nodes"].items()}
    try:
        read_journey(THE_JOURNEY, 1, found)
    except InvalidJourney as error:
        raise Unread(f"the definition is not understood: {error}") from None
    return found


def _node(written: Mapping[str, Any]) -> Mapping[str, Any]:
    rest = {key: value for key, value in written.items() if key != "transactional"}
    return {**rest, "purpose": "transactional"} if written.get("transactional") else rest


def _lines(listed: Sequence[Sequence[str]] | None) -> tuple[Line, ...] | None:
    if listed is None:
        return None
    return tuple(sorted((parse_instant(at), str(profile), str(what)) for at, profile, what in listed))
