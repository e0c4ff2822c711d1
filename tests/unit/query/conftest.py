"""A workspace with a little of everything, and SQL over it."""

from collections.abc import Iterator

import pytest

from clew.adapters.duckdb import DuckQueries, QueryLimits
from clew.engine.ports import DocumentRow
from clew.events import Event, Fact, Identity
from clew.events.ports import Reject
from clew.identity.ports import NodeRow
from clew.kernel.packing import from_json
from clew.profiles import ProfileState
from tests.conformance.lake.world import World
from tests.conformance.stores.places import SqlitePlace

LIMITS = QueryLimits(rows=100, seconds=30, memory="200MB", threads=1)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Two people, one of them under two leaf profiles; some of it sealed, some not."""
    folder = tmp_path_factory.mktemp("world")
    place = SqlitePlace(folder)
    world = World(place, folder)
    big = from_json("12345678901234567890.123456789")
    purchase = Event("e1", "track", "purchase", properties={"total": big, "items": [{"sku": "a"}, {"sku": "b"}]})
    world.consume([[("ada", purchase), ("ben", Event("e2", "track", "view"))]])
    world.keeper.seal_all()
    world.consume([[("ada-web", Event("e3", "page", "page", identities=(Identity("cookie", "c1"),)))]])
    at = world.clock.now()
    segment = DocumentRow("segment", "vip", 2, "live", 1, at, b"{}")
    world.commit(
        aliases={"ada": "ada", "ada-web": "ada", "ben": "ben"},
        nodes=[
            NodeRow(Identity("email", "ada@example.com"), "ada", at, 1),
            NodeRow(Identity("cookie", "c1"), "ada-web", at, 2),
            NodeRow(Identity("email", "ben@example.com"), "ben", at, 1),
        ],
        states=[
            ProfileState(
                "ada", 1_000_000, 2_000_000, 2, {"name": "Ada", "spent": big}, {"email": "in"}, {"churn": 0.5}
            ),
            ProfileState("ben", 3_000_000, 3_000_000, 1),
        ],
        documents=[segment, DocumentRow("segment", "old", 1, "archived", 1, at, b"{}")],
        members=[("vip@2", "ada", 5_000_000), ("vip@2", "ben", 0), ("old@1", "ben", 7)],
        facts=[Fact("ada-web", 5_000_000, "segment_entered", "vip", 2)],
    )
    world.accept(
        [[]], rejects=[Reject("schema.violation", "total: not a number", "/total", b'{"email":"x@y.z"}', "m@1")]
    )
    yield world
    place.close()


@pytest.fixture(scope="module")
def queries(world: World) -> Iterator[DuckQueries]:
    """SQL over it."""
    found = world.queries(LIMITS)
    yield found
    found.close()
