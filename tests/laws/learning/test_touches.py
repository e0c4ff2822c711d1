"""Touches and conversions read by compiled conditions equal those picked by hand, sealed or not, merged or not."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from pathlib import Path
from random import Random
from typing import Any

from clew.adapters.duckdb import QueryLimits
from clew.adapters.duckdb.touches import NAMELESS, DuckTouches
from clew.events import Event
from clew.kernel.instants import DAY, HOUR
from clew.learning.attribution import AttributionQuestion, meant
from clew.learning.touchpoints import Touchpoint
from tests.conformance.lake.world import World
from tests.conformance.stores.places import SqlitePlace

LIMITS = QueryLimits(rows=100_000, seconds=60, memory="200MB", threads=1)
START = 1_698_000_000_000_000
PEOPLE = ("ada", "ada-web", "ben", "eve")


def happening(chance: Random) -> tuple[str, str, dict[str, Any], dict[str, Any]]:
    """Kind, type, properties and context of whatever people may do."""
    what = chance.choice(["page", "sent", "order", "other"])
    if what == "page":
        source = chance.choice(["google", "news", None, 7])
        return "page", "page", {}, {"campaign": {"source": source}} if source is not None else {}
    if what == "sent":
        return "track", "message_sent", {"channel": chance.choice(["email", "sms"]), "journey": "win-back"}, {}
    if what == "order":
        return "track", "Order Completed", {"total": chance.choice([10, 60, 80.5, "many"])}, {}
    return "track", "Seen", {}, {"campaign": {"source": "google"}}


def test_what_is_read_is_what_happened(tmp_path: Path) -> None:
    place = SqlitePlace(tmp_path)
    world = World(place, tmp_path)
    chance = Random(1)
    events: list[tuple[str, Event]] = []
    for number in range(300):
        kind, type_, said, where = happening(chance)
        at = START + chance.randrange(20) * DAY
        event = Event(f"e{number}", kind, type_, ts=at, properties=said, context=where)  # type: ignore[arg-type]
        events.append((chance.choice(PEOPLE), event))
    world.consume([events[:200]], aliases={"ada": "ada", "ada-web": "ada", "ben": "ben", "eve": "eve"})
    world.keeper.seal_all()
    world.consume([events[200:]])
    question = AttributionQuestion(conversion='"Order Completed" where total > 50', value="total", look_back="3d")
    reach = replace(meant(question, START + 15 * DAY), since=START + 5 * DAY)
    queries = world.queries(LIMITS)
    found = DuckTouches(queries, UTC).read(reach)
    queries.close()
    place.close()
    people = ("ada", "ben", "eve")
    told = sorted(
        (people[person], int(at), found.channels[touch] if touch >= 0 else "", bool(won), float(value))
        for person, at, touch, won, value in zip(
            found.people, found.at, found.touches, found.converts, found.values, strict=True
        )
        if touch >= 0 or won
    )
    assert told == sorted(_by_hand(events))
    assert len(told) > 50
    assert [int(person) for person in found.people[-3:]] == [0, 1, 2]


def _by_hand(events: list[tuple[str, Event]]) -> Iterator[tuple[str, int, str, bool, float]]:
    for who, event in events:
        at, said = event.ts or 0, event.properties
        if not START + 2 * DAY <= at < START + 15 * DAY:
            continue
        person = "ada" if who == "ada-web" else who
        source = event.context.get("campaign", {}).get("source")
        if event.type == "message_sent":
            yield person, at, said["channel"], False, 0.0
        elif event.type == "page" and source is not None:
            yield person, at, source if isinstance(source, str) else NAMELESS, False, 0.0
        elif event.type == "Order Completed" and isinstance(said["total"], int | float) and said["total"] > 50:
            yield person, at, "", True, float(said["total"])


def test_people_of_a_condition_are_asked_about_alone(tmp_path: Path) -> None:
    place = SqlitePlace(tmp_path)
    world = World(place, tmp_path)
    world.consume(
        [
            [("ada", Event("1", "track", "Click", ts=START, properties={"ad": "a1"}))],
            [("ada", Event("2", "track", "Order", ts=START + HOUR, properties={"total": 5}))],
            [("ben", Event("3", "track", "Click", ts=START, properties={"ad": "a1"}))],
        ]
    )
    question = AttributionQuestion(
        conversion="Order",
        touchpoints=(Touchpoint(events="Click", channel="'ads'", campaign="ad"),),
        by="campaign",
        among="did Order",
    )
    queries = world.queries(LIMITS)
    found = DuckTouches(queries, UTC).read(meant(question, START + DAY))
    queries.close()
    place.close()
    assert found.channels == ("a1",)
    assert set(found.people.tolist()) == {0}
    assert int(found.converts.sum()) == 1
