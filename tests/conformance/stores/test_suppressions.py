"""Suppressed addresses on every engine: found until they are lifted, and kept through a rebuild."""

import pytest

from clew.adapters.sql import SqlSuppressions
from clew.adapters.sql.suppressions import lift_suppressions, put_suppressions
from clew.privacy import Suppression, suppression
from tests.conformance.stores.places import Place


@pytest.fixture
def store(place: Place) -> SqlSuppressions:
    return place.suppressions()


def put(store: SqlSuppressions, *entries: Suppression) -> None:
    with store._database.write() as batch:
        put_suppressions(batch, entries)


def test_what_was_put_is_found(place: Place, store: SqlSuppressions) -> None:
    entries = [suppression("h1", "email", "bounce", 1), suppression("h1", "*", "manual", 2)]
    put(store, *entries, suppression("h2", "email", "complaint", 3))
    place.state().reset()
    assert store.suppressed(["h1", "h3"]) == {"h1": entries[::-1]}
    assert store.suppressed([]) == {}
    assert [(row.hash, row.channel) for row in store.suppressions()] == [("h1", "*"), ("h1", "email"), ("h2", "email")]
    assert [row.hash for row in store.suppressions(after="h1")] == ["h2"]


@pytest.mark.parametrize("order", [("complaint", "bounce"), ("bounce", "complaint")])
def test_the_wider_scope_stays(store: SqlSuppressions, order: tuple[str, str]) -> None:
    for at, reason in enumerate(order):
        put(store, suppression("h", "email", reason, at))
        put(store, suppression("h", "email", reason, at + 10))
    (found,) = store.suppressed(["h"])["h"]
    assert (found.reason, found.scope, found.at) == ("bounce", "all", order.index("bounce"))


def test_who_has_authority_lifts(store: SqlSuppressions) -> None:
    put(store, suppression("h", "email", "bounce", 1), suppression("h", "*", "manual", 1))
    with store._database.write() as batch:
        lift_suppressions(batch, ["h", "other"])
    assert store.suppressed(["h"]) == {}
