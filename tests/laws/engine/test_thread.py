"""One person's thread equals the reference at every instant that matters, and explanations tell the same story."""

from bisect import bisect_right
from datetime import UTC
from random import Random

from hypothesis import given, note
from hypothesis import strategies as st

from clew.engine import Thread, effective_records, follow
from clew.events import Event, Record
from clew.expressions import Predicate, Reason, evaluate, explain, inline, to_text
from clew.expressions.model import Consent, IsNull, Path, Score, Sequence, SinceLast
from clew.kernel.instants import DAY, Instant, format_instant
from clew.profiles import Definition, View, compile_program, view_of
from tests.laws.expressions.lives import make_lives, otherwise
from tests.laws.expressions.trees import Trees
from tests.laws.expressions.worlds import OFFSETS, World, instants_of, make_world


def person(seed: int, depth: int, events: int) -> World:
    """A world whose attributes, consents and scores are records, some come later; its expression is a predicate.

    With a depth of -1 it asks for one attribute, so that nothing else makes anybody ask again.
    """
    world, random = make_world(seed, max(depth, 0), events), Random(seed)
    trees = Trees(seed, world.base)
    world.expr = trees.predicate("profile", depth) if depth >= 0 else trees.attribute()
    start = world.base - 400 * DAY
    said = {"identify": world.view.attributes, "consent": world.view.consents, "score": world.view.scores}
    first = [(start, kind, dict(values)) for kind, values in said.items()]
    for _ in range(random.randrange(4)):
        at = world.base + random.choice(OFFSETS)
        first.append((at, "identify", otherwise(random, world.view.attributes)))
    changes = [
        Record(0, index, at, at, "s", "p", Event(f"{kind}{index}", kind, kind, properties=values))  # type: ignore[arg-type]
        for index, (at, kind, values) in enumerate(first)
    ]
    arrivals = sorted([*changes, *world.log], key=lambda record: record.at)
    world.log = [Record(n, 0, r.at, r.ts, "s", "p", r.event) for n, r in enumerate(arrivals)]
    note(repr(world))
    return world


def known(world: World, at: Instant) -> View:
    """The view of what was received by an instant."""
    records = [record for record in world.log if record.at <= at]
    return view_of(effective_records(records), world.view.zone, exists=bool(records))


def followed(world: World, until: Instant, *, ahead: bool = False) -> Thread:
    program = compile_program([Definition("segment", "s", 1, to_text(world.expr))], zone=world.view.zone)
    return follow(program, world.log, until, ahead=ahead)


def inside(thread: Thread, at: Instant) -> bool:
    """Whether the person is in the segment at an instant, by its flips."""
    flips = thread.flips.get("s", [])
    index = bisect_right([flip.at for flip in flips], at)
    return bool(index) and flips[index - 1].inside


def follows_the_reference(world: World) -> None:
    """Compare a person's flips with the reference at every instant that matters."""
    instants = sorted({*instants_of(world), *(record.at for record in world.log)})
    thread = followed(world, instants[-1])
    for at in instants:
        assert inside(thread, at) == evaluate(world.expr, known(world, at), at), at


@given(st.integers(0, 2**48))
def test_a_thread_follows_what_attributes_come_to(seed: int) -> None:
    follows_the_reference(person(seed, -1, 0))


@given(st.integers(0, 2**48), st.integers(0, 2), st.integers(0, 6))
def test_a_thread_is_what_the_reference_says(seed: int, depth: int, events: int) -> None:
    follows_the_reference(person(seed, depth, events))


@given(st.integers(0, 2**48), st.integers(0, 2), st.integers(0, 6))
def test_a_thread_through_corrections_merges_and_mentions_is_what_the_reference_says(
    seed: int, depth: int, events: int
) -> None:
    lives = make_lives(seed, depth, events)
    note(repr(lives))
    expr = lives.expr if isinstance(lives.expr, Predicate) else IsNull(lives.expr)
    said = {**lives.segments, "asked": expr}
    definitions = [Definition("segment", name, 1, to_text(each)) for name, each in said.items()]
    definitions += [Definition("trait", name, 1, to_text(each)) for name, each in lives.traits.items()]
    program, meant = compile_program(definitions), inline(expr, lives.segments, lives.traits)
    instants = lives.instants()
    for root in sorted(set(lives.roots.values())):
        history = lives.history(root)
        flips = follow(program, history, instants[-1]).flips.get("asked", [])
        times = [flip.at for flip in flips]
        assert all(flip.inside is (number % 2 == 0) for number, flip in enumerate(flips))
        for at in instants:
            inside = bisect_right(times, at) % 2 == 1
            records = [record for record in history if record.at <= at]
            view = view_of(effective_records(records), UTC, exists=bool(records))
            assert inside == evaluate(meant, view, at), (root, format_instant(at))


def test_an_event_that_came_to_two_who_are_one_counts_once() -> None:
    purchase = Event("e1", "track", "purchase")
    records = [Record(n, 0, n * DAY, DAY, "s", profile, purchase) for n, profile in ((1, "p0"), (9, "p1"))]
    program = compile_program([Definition("segment", "twice", 1, "did purchase at least 2 times")])
    assert follow(program, records, 10 * DAY).flips == {}


@given(st.integers(0, 2**48), st.integers(0, 2), st.integers(0, 6))
def test_the_next_change_is_the_first_one_to_come(seed: int, depth: int, events: int) -> None:
    world = person(seed, depth, events)
    arrived = max(record.at for record in world.log)
    thread = followed(world, arrived, ahead=True)
    now, change = inside(thread, arrived), thread.nexts.get("s")
    for at in sorted(at for at in instants_of(world) if at > arrived):
        if change is None or at < change:
            assert evaluate(world.expr, known(world, at), at) == now, at
    if change is not None:
        assert evaluate(world.expr, known(world, change), change) != now
        assert evaluate(world.expr, known(world, change - 1), change - 1) == now


@given(st.integers(0, 2**48), st.integers(0, 2), st.integers(0, 6))
def test_every_part_of_a_reason_is_true(seed: int, depth: int, events: int) -> None:
    world = person(seed, depth, events)
    part = Trees(seed + 1, world.base).predicate("profile", 0)
    named = {"other": part}
    whole = inline(world.expr, {})
    for at in sorted(instants_of(world))[::7]:
        view = known(world, at)
        reason = explain(world.expr, view, at, segments=named, traits={})
        assert reason.value == evaluate(whole, view, at)
        for each in parts_of(reason):
            assert each.value == evaluate(inline(each.node, named), view, at)
            assert all(evidence.record in view.records for evidence in each.evidence)
            if says_it_all(each):
                told = [evidence.record for evidence in each.evidence if evidence.counts]
                alone = view_of(told, world.view.zone, exists=view.exists)
                assert each.value == evaluate(each.node, alone, at), (each.node, at)
            if isinstance(each.node, Predicate) and not view.exists:
                assert each.value is False


def says_it_all(reason: Reason) -> bool:
    """Whether the records that it names give its value without the others: no other event opens its window."""
    match reason.node:
        case Sequence(_, window):
            return len(reason.evidence) >= reason.found and not isinstance(window, SinceLast)
        case Path("profile") | Consent() | Score():
            return True
        case _:
            return False


def parts_of(reason: Reason) -> list[Reason]:
    return [reason, *(below for part in reason.parts for below in parts_of(part))]
