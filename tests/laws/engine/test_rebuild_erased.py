"""A rebuild of a workspace from which people were erased: the erased stay gone, everybody else is as they were."""

from itertools import cycle
from tempfile import TemporaryDirectory
from typing import NamedTuple

from hypothesis import example, given
from hypothesis import strategies as st

from clew.engine import Keeper
from clew.events import Identity, Position
from clew.runtime.rebuild import rebuild
from clew.runtime.upkeep import privacy_of
from tests.laws.engine import stories
from tests.laws.engine.running import SLOW, World
from tests.laws.engine.worlds import Step, apart, people, worlds

UPKEEP = st.lists(st.sampled_from(["", "", "seal", "erase"]), min_size=9, max_size=9)


class Kept(NamedTuple):
    """What a rebuild must give again."""

    states: dict[str, str]
    names: dict[Identity, str]
    leaves: dict[str, list[str]]


def kept(world: World) -> Kept:
    """The states of all profiles, whom every name leads to, and what every profile answers for."""
    store = world.workspace.store
    states = world.fingerprint()
    members = store.members(list(states))
    root_of = {head.profile: root for root, heads in members.items() for head in heads}
    return Kept(
        states,
        {node.identity: root_of.get(node.profile, "") for node in store.scan_nodes()},
        {root: sorted(head.profile for head in heads) for root, heads in members.items()},
    )


def lived(steps: list[Step], upkeep: list[str], folder: str) -> World:
    """A world that has gone through these steps, with seals and passes of erasure between them."""
    world = World(folder)
    world.publish()
    keeper = Keeper(world.workspace.log, world.workspace.store, world.workspace.lake, world.clock)
    for step, due in zip(apart(steps), cycle(upkeep), strict=False):
        world.feed(step)
        world.drain()
        if due == "seal":
            keeper.seal_all()
        elif due == "erase":
            privacy_of(world.workspace, keeper).erase_ordered()
    return world


def records_of(world: World) -> set[Position]:
    """The places of the records of all known profiles."""
    leaves = {record.profile for chunk in world.workspace.history.scan() for record in chunk}
    known = list(world.workspace.store.heads(leaves))
    return {record.position for record in world.workspace.history.read(known)}


def nobody_s(world: World) -> set[str]:
    """The leaf profiles that stand in the history and lead to nobody."""
    leaves = {record.profile for chunk in world.workspace.history.scan() for record in chunk}
    return leaves - {""} - set(world.workspace.store.heads(leaves))


@SLOW
@given(worlds(erasures=True, unmerges=False), UPKEEP)
@example(stories.DETACHED_FROM_THE_ERASED, ["", "seal", "", "erase"])
@example(stories.LENT_TO_THE_ERASED, ["", "seal", "", "erase"])
@example(stories.LENT_TO_THE_ERASED, ["", "seal", "", ""])
@example(stories.CORRECTED_BEFORE_IT_CAME, [""])
@example(stories.ID_OF_THE_ERASED, ["", "", "", "erase"])
@example(stories.ERASED_AND_BACK, ["", "erase", "seal", "", ""])
def test_everybody_else_is_as_they_were(steps: list[Step], upkeep: list[str]) -> None:
    with TemporaryDirectory() as folder:
        world = lived(steps, upkeep, folder)
        expected, store = kept(world), world.workspace.store
        asked = {order.id for order in store.orders()} | {receipt.order for receipt in store.receipts()}
        for _ in range(2):
            rebuild(world.workspace)
            assert kept(world) == expected
            assert store.orders() == []
            assert {receipt.order for receipt in store.receipts()} == asked
            assert nobody_s(world) == set()
        world.workspace.close()


@SLOW
@given(worlds(erasures=True), UPKEEP)
def test_whatever_was_parted_by_hand_the_erased_stay_gone_and_no_record_is_lost(
    steps: list[Step], upkeep: list[str]
) -> None:
    """Since when somebody is in a segment may differ: while they were one with the erased, it was both of them."""
    with TemporaryDirectory() as folder:
        world = lived(steps, upkeep, folder)
        known = {who for who in people() if world.members(who) is not None}
        records = records_of(world)
        rebuild(world.workspace)
        world.restart()
        assert {who for who in people() if world.members(who) is not None} == known
        assert records_of(world) == records
        for who in people():
            assert world.members(who) == world.by_reference(who, world.clock.now()), who
        world.workspace.close()
