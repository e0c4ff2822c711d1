"""Law: sealing, merging and sweeping change where a record is, never whether it is there."""

import random
from contextlib import suppress
from pathlib import Path
from threading import Thread

import pytest

from clew.adapters.lake import LakeHistory, MissingFile
from clew.engine.ports import LakeChange, LakeConflict
from clew.events import Event, Fact, Record
from clew.kernel.hashing import bucket_of
from clew.kernel.instants import MINUTE
from tests.conformance.lake.world import World

PROFILES = ["", *(f"p{n}" for n in range(9))]


def batch(rng: random.Random, number: int) -> list[list[tuple[str, Event]]]:
    return [
        [
            (rng.choice(PROFILES), Event(f"e{number}-{body}-{index}", "track", "seen", properties={"n": index}))
            for index in range(rng.randint(1, 3))
        ]
        for body in range(rng.randint(1, 5))
    ]


def fact(rng: random.Random, number: int) -> Fact:
    return Fact(rng.choice(PROFILES[1:]), 1_000 + number, "segment_entered", "vip", number % 3 and number)


def check(world: World) -> None:
    """Everything committed is read, once and in order."""
    expected = world.records
    assert world.history.read(PROFILES) == expected
    assert world.history.read(["p3"]) == [r for r in expected if r.profile == "p3"]
    assert [record for chunk in world.history.scan() for record in chunk] == expected
    by_profile = {name: [r for r in expected if r.profile == name] for name in PROFILES}
    buckets = {bucket_of(name) for name in PROFILES}
    scanned = [records for bucket in buckets for records in world.history.scan_bucket(bucket)]
    assert {records[0].profile: records for records in scanned} == {p: mine for p, mine in by_profile.items() if mine}
    assert len(scanned) == sum(bool(mine) for mine in by_profile.values())
    unsealed = {(r.source, r.event.id, 1) for r in world.store.tail(PROFILES)}
    sealed = {found for _, chunk in world.history.sealed_ids(0) for found in chunk}
    assert sealed | unsealed == {(r.source, r.event.id, 1) for r in expected}
    facts = sorted(world.facts, key=lambda f: (f.at, f.kind, f.subject))
    assert world.history.facts(PROFILES) == facts
    some = expected[:: max(1, len(expected) // 5)]
    targets = [(r.source, r.event.id) for r in some]
    assert world.history.locate([*targets, ("web", "nowhere")]) == dict(zip(targets, some, strict=True))


def files_on_disk(world: World) -> set[str]:
    folder = world.folder / "lake"
    return {f"{path.parent.name}/{path.name}" for path in folder.glob("*/*") if path.suffix != ".json"}


@pytest.mark.parametrize("seed", range(3))
def test_history_is_whole_at_every_step(world: World, seed: int) -> None:
    rng = random.Random(seed)
    for number in range(40):
        facts = [fact(rng, number)] if rng.random() < 0.5 else []
        world.consume(batch(rng, number), facts=facts)
        if rng.random() < 0.5:
            world.keeper.turn()
        if rng.random() < 0.1:
            world.keeper = world.new_keeper()
        if number % 13 == 12:
            check(world)
    assert not world.keeper.seal_all().waiting
    while not world.keeper.turn().idle:
        pass
    check(world)
    generation = world.store.generation()
    assert world.store.tail_rows() == []
    assert generation.sealed_through == world.store.offset().seq
    assert world.log.read(0, 10).rows == []
    assert files_on_disk(world) == {file.name for file in generation.files}
    assert {file.tier for file in generation.files} > {0, 1}


def test_what_the_engine_has_not_read_stays_in_the_log(world: World) -> None:
    world.consume([[("p1", Event("e1", "track", "seen"))]])
    (waiting,) = world.accept([[Event("e2", "track", "seen")]])
    world.keeper.seal_all()
    assert [row.seq for row in world.log.read(0, 10).rows] == [waiting[0]]


def test_a_keeper_that_was_overtaken_changes_nothing_and_trims_nothing(world: World) -> None:
    """As when a rebuild resets the state while a seal is being written."""
    world.consume([[("p1", Event("e1", "track", "seen"))]])
    write = world.lake.write

    def overtaken(*args: object) -> object:
        world.store.seal(LakeChange(base=world.store.generation().number))
        return write(*args)  # type: ignore[arg-type]

    world.lake.write = overtaken  # type: ignore[method-assign, assignment]
    with pytest.raises(LakeConflict):
        world.keeper.seal()
    assert len(world.log.read(0, 10).rows) == 1
    world.lake.write = write  # type: ignore[method-assign]
    check(world)
    world.keeper.seal_all()
    assert world.log.read(0, 10).rows == []
    assert files_on_disk(world) == {file.name for file in world.store.generation().files}
    check(world)


def test_two_keepers_do_not_sweep_each_others_files(world: World) -> None:
    """Each sweeps at its start and after every step; a file that is not named yet must survive that."""
    rivals = [World(world.place, world.folder, fresh=False) for _ in range(3)]
    failures: list[BaseException] = []

    def keep(rival: World) -> None:
        try:
            for _ in range(12):
                keeper = rival.new_keeper()
                with suppress(LakeConflict):
                    keeper.seal_all()
                keeper.turn()
        except BaseException as error:
            failures.append(error)

    threads = [Thread(target=keep, args=(rival,)) for rival in rivals]
    for thread in threads:
        thread.start()
    for number in range(30):
        world.consume([[("p1", Event(f"e{number}", "track", "seen"))]])
    for thread in threads:
        thread.join()
    assert failures == []
    check(world)


def test_orphans_of_a_crash_are_swept_at_start(world: World) -> None:
    world.consume([[("p1", Event("e1", "track", "seen"))]])
    world.lake.write([row.row for row in world.store.tail_rows()], [], (1, 1))
    half = world.folder / "lake" / "events" / ".1-0.writing"
    half.write_bytes(b"half")
    assert len(files_on_disk(world)) == 2
    world.new_keeper()
    assert files_on_disk(world) == set()
    check(world)


def test_old_files_wait_for_their_reader_and_no_longer(world: World) -> None:
    world.consume([[("p1", Event("e1", "track", "seen"))]])
    world.keeper.seal_all()
    old = world.store.generation().files
    with world.lake.pin(old, world.clock.now() + MINUTE):
        world.consume([[("p1", Event("e2", "track", "seen"))]])
        world.keeper.seal_all()
        world.keeper.merge(world.store.generation().files)
        assert {file.name for file in old} < files_on_disk(world)
        assert world.lake.records(old, ["p1"]) == world.records[:1]
        world.clock.advance(2 * MINUTE)
        world.keeper.turn()
        assert files_on_disk(world) == {file.name for file in world.store.generation().files}
    check(world)


def test_a_reader_between_two_generations_reads_again(world: World) -> None:
    """A file may go between reading the manifest and reading the file."""

    class Stale:
        """The lake's port, on which a merge and a sweep come in just before the first read."""

        def __init__(self) -> None:
            self.merged = False

        def records(self, *args: object, **options: object) -> list[Record]:
            if not self.merged:
                self.merged = True
                world.keeper.merge(world.store.generation().files)
            return world.lake.records(*args, **options)  # type: ignore[arg-type]

    for number in range(2):
        world.consume([[("p1", Event(f"e{number}", "track", "seen"))]])
        world.keeper.seal_all()
    reader = LakeHistory(world.store, Stale(), world.clock)  # type: ignore[arg-type]
    assert reader.read(["p1"]) == world.records


def test_a_lost_file_is_named(world: World) -> None:
    world.consume([[("p1", Event("e1", "track", "seen"))]])
    world.keeper.seal_all()
    (file,) = world.store.generation().files
    Path(world.folder, "lake", file.name).unlink()
    with pytest.raises(MissingFile, match="manifest") as caught:
        world.history.read(["p1"])
    assert file.name in str(caught.value.where)
