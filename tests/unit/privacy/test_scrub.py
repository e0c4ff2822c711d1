"""Which events an erasure takes out of the log's bodies."""

from clew.engine.scrub import Scrubber
from clew.events import ERASED, Event, Identity, Position
from clew.events.ports import LogRow
from clew.kernel.packing import pack, unpacker
from clew.privacy import ErasureOrder, Subject

ADA = Identity("email", "ada@example.com")
SHARED = Identity("cookie", "family-tablet")
BEN = Identity("email", "ben@example.com")
ORDER = ErasureOrder("x1", 1_000, Subject(("p-ada",), (ADA, SHARED)), positions=((1, 1),), events=(("web", "a4"),))

_unpack = unpacker(list[Event]).decode


def event(name: str, *who: Identity, kind: str = "track", ts: int | None = None) -> Event:
    return Event(name, kind, "seen", who, ts=ts, properties={"secret": name})  # type: ignore[arg-type]


def scrubbed(row: LogRow, *, kept: set[Position] = frozenset(), consumed: int = 10) -> list[str] | None:  # type: ignore[assignment]
    body = Scrubber([ORDER], kept, consumed).scrub(row)
    return None if body is None else [found.id for found in _unpack(body)]


def row(*events: Event, seq: int = 1, at: int = 500, source: str = "web") -> LogRow:
    return LogRow(seq, at, source, pack(list(events)))


def test_their_events_go_and_neighbours_keep_their_index() -> None:
    body = row(event("b1", BEN), event("a1"), event("a2", ADA), event("b2", BEN))
    assert scrubbed(body) == ["b1", "", "", "b2"]
    assert _unpack(Scrubber([ORDER], set(), 10).scrub(body) or b"")[1] == ERASED


def test_what_stands_in_another_history_stays() -> None:
    body = row(event("b1", BEN, SHARED), event("x"), event("a2", SHARED))
    assert scrubbed(body, kept={Position(1, 0), Position(1, 2)}) == ["b1", "", "a2"]


def test_copies_of_their_events_go_wherever_they_came_again() -> None:
    assert scrubbed(row(event("b1"), event("a4"), seq=5)) == ["b1", ""]
    assert scrubbed(row(event("a4"), seq=5, source="shop")) is None


def test_what_happened_after_the_erasure_stays() -> None:
    body = row(event("new", ADA), event("late", ADA, ts=900), seq=7, at=1_500)
    assert scrubbed(body) == ["new", ""]


def test_the_request_itself_goes() -> None:
    assert scrubbed(row(event("d1", ADA, kind="delete_profile"), seq=7, at=1_000)) == [""]


def test_what_the_engine_has_not_read_stays() -> None:
    assert scrubbed(row(event("a9", ADA), seq=11)) is None


def test_a_body_about_others_is_left_as_it_is() -> None:
    assert scrubbed(row(event("b1", BEN), event("b2"), seq=3)) is None
