"""The audit trail, beside the credentials."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from clew.access import BrokenTrail, Deed, Trail
from clew.access.ports import Asked
from clew.adapters.sql import Database, SqlAudit
from clew.kernel.errors import ClewError
from tests.conformance.stores.places import Place

PEPPER = b"a pepper of at least 16 bytes"


@pytest.fixture
def audit(place: Place) -> SqlAudit:
    return place.audit()


def deed(number: int, kind: str = "segment", name: str = "vip", actor: str = "ada", outcome: str = "done") -> Deed:
    return Deed(number, actor, actor.upper(), "console", "publishSegment", kind, name, outcome, f"version {number}")  # type: ignore[arg-type]


def test_entries_come_back_as_they_were_written(place: Place, audit: SqlAudit) -> None:
    deeds = [deed(1), deed(2), deed(3)]
    written = [*Trail(audit, PEPPER).record(deeds[:2]), *Trail(audit, PEPPER).record(deeds[2:])]
    assert [entry.seq for entry in written] == [1, 2, 3]
    other = place.audit()
    assert other.chain() == written
    assert other.chain(after=1, limit=1) == written[1:2]
    assert other.entries(Asked()) == written[::-1]
    assert other.entries(Asked(), before=3, limit=1) == written[1:2]


def test_entries_are_asked_for_by_whom_what_and_when(audit: SqlAudit) -> None:
    trail = Trail(audit, PEPPER)
    trail.record([deed(1), deed(2, actor="eve"), deed(3, name="new"), deed(4, "key"), deed(5, outcome="refused")])
    found = {
        "object": Asked(kind="segment", object="vip"),
        "actor": Asked(actor="eve"),
        "outcome": Asked(outcome="refused"),
        "time": Asked(since=2, until=4),
        "action": Asked(action="another"),
    }
    assert {name: [entry.seq for entry in trail.entries(asked)] for name, asked in found.items()} == {
        "object": [5, 2, 1],
        "actor": [2],
        "outcome": [5],
        "time": [3, 2],
        "action": [],
    }


def test_many_who_write_at_once_leave_one_chain(place: Place) -> None:
    trails = [Trail(place.audit(), PEPPER) for _ in range(3)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: trails[number % 3].record([deed(number), deed(number)]), range(24)))
    assert trails[0].check().entries == 48


@pytest.mark.parametrize("statement", ["UPDATE audit SET actor = 'eve'", "DELETE FROM audit"])
def test_the_trail_can_only_grow(audit: SqlAudit, statement: str) -> None:
    trail = Trail(audit, PEPPER)
    trail.record([deed(1)])
    with pytest.raises(ClewError), audit._database.write() as batch:
        batch.run(statement)
    assert trail.check().entries == 1


@pytest.mark.parametrize(
    ("statement", "place_of_it"),
    [
        ("UPDATE audit SET actor = 'eve' WHERE seq = 2", "entry 2"),
        ("DELETE FROM audit WHERE seq = 1", "entry 1"),
        ("UPDATE audit SET seq = 9 WHERE seq = 3", "entry 3"),
    ],
)
def test_what_somebody_forges_is_found(place: Place, audit: SqlAudit, statement: str, place_of_it: str) -> None:
    trail = Trail(audit, PEPPER)
    trail.record([deed(1), deed(2), deed(3)])
    with audit._database.write() as batch:
        for unguard in _unguard(place, audit._database):
            batch.run(unguard)
        batch.run(statement)
    with pytest.raises(BrokenTrail, match=place_of_it):
        trail.check()
    with pytest.raises(BrokenTrail):
        Trail(audit, b"another pepper of 16 bytes").check()


def _unguard(place: Place, _database: Database) -> list[str]:
    """What somebody does who may change tables."""
    if place.address[0] == "sqlite":
        return ["DROP TRIGGER audit_stays", "DROP TRIGGER audit_as_written"]
    return ["ALTER TABLE audit DISABLE TRIGGER audit_stays"]
