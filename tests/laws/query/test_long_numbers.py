"""A number that no float holds counts to its last digit, wherever it lies; where none lies nobody looks for one."""

from contextlib import closing

import pytest

from clew.adapters.duckdb import DuckQueries
from clew.events import Event
from clew.expressions import parse
from clew.expressions.sql import Asked
from clew.kernel.packing import ExactNumber
from tests.conformance.lake.world import World
from tests.laws.query.test_equals_naive import new_world

SHORT, LONG = 1.0, ExactNumber("1.00000000000000000001")
MORE_THAN_ONE = parse('did "purchase" where total > 1')


def bought(world: World, profile: str, total: object) -> None:
    event = Event(f"e{len(world.records)}", "track", "purchase", properties={"total": total})
    world.consume([[(profile, event)]])


def found(queries: DuckQueries, world: World) -> set[str]:
    return {profile for profile, _ in queries.ask(MORE_THAN_ONE, Asked(world.clock.now()))}


def flags(world: World) -> list[bool]:
    return [file.long_numbers for file in world.store.generation().files]


@pytest.mark.parametrize("first", [SHORT, LONG])
def test_in_the_tail_in_a_file_and_in_a_merged_one(first: object) -> None:
    with new_world() as world, closing(world.queries()) as queries:
        bought(world, "p0", first)
        expected = {"p0"} if first == LONG else set[str]()
        assert found(queries, world) == expected

        world.keeper.seal_all()
        assert flags(world) == [first == LONG]
        assert found(queries, world) == expected

        bought(world, "p1", LONG)
        assert found(queries, world) == expected | {"p1"}
        world.keeper.seal_all()
        assert flags(world) == [first == LONG, True]
        assert found(queries, world) == expected | {"p1"}

        world.keeper.merge(world.store.generation().files)
        assert flags(world) == [True]
        assert found(queries, world) == expected | {"p1"}


def test_a_value_of_many_is_told_as_it_was_said() -> None:
    said = {"k": 1, "long": LONG, "\u0001n": ["\u0001n2", 'a"\u0001n3"']}
    with new_world() as world, closing(world.queries()) as queries:
        bought(world, "p0", said)
        assert queries.ask(parse("first(total of purchase)"), Asked(world.clock.now())) == [("p0", said)]
