"""Law: definitions that ask the same events share one state, and each says at every instant what it says alone.

Members are those that the reference finds, at every record, at every instant at which time may change something, just
before it and just after; whoever was not asked anew after a record would not have answered otherwise.
"""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from hypothesis import given, note, settings
from hypothesis import strategies as st

from clew.engine.step import Absorb, Group, Stepper
from clew.events import Event, Record
from clew.expressions import evaluate, lower, parse
from clew.kernel.instants import DAY, HOUR, Instant
from clew.kernel.packing import pack
from clew.profiles import Definition, ProfileState, compile_program, pack_state, unpack_state, view_of

START: Instant = 1_770_000_000_000_000
ZONE = ZoneInfo("Europe/Berlin")
WINDOWS = ("", "in last 1h", "in last 6h", "in last 1d", "in last 3d", "today", "this_week", "in last 1 month")
OTHERS = ("yesterday", "since last b", "in window 2d to 6h ago", "from 2026-02-02 to 2026-02-03")
SPANS = (HOUR, 6 * HOUR, DAY, 2 * DAY, 3 * DAY)
SUBJECTS = ("count(a{})", "distinct(v of a{})", "sum(v of a{})", "avg(v of a{})", "max(v of a{})", "last(v of a{})")
COMPARED = (">= 1", ">= 2", "> 2", ">= 4", "< 3", "<= 1", "= 2", "!= 1", "between 2 and 3", "> 0.5", ">= 2.5", "= 0")


@st.composite
def leaves(draw: st.DrawFn) -> str:
    """A comparison over the events that all the others are about too."""
    where = draw(st.sampled_from(["", "", " where w = 1"]))
    window = draw(st.sampled_from([*WINDOWS, *WINDOWS[1:5], *OTHERS]))
    subject = draw(st.sampled_from([*SUBJECTS[:1], *SUBJECTS[:3], *SUBJECTS]))
    return f"{subject.format(f'{where} {window}'.rstrip())} {draw(st.sampled_from(COMPARED))}"


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A segment: mostly one comparison, or two of them, or one of two numbers."""
    first = draw(leaves())
    match draw(st.integers(0, 7)):
        case 0:
            return f"not {first} and {draw(leaves())}"
        case 1:
            return f"{first} or {draw(leaves())}"
        case 2:
            window, other = draw(st.sampled_from(WINDOWS)), draw(st.sampled_from(WINDOWS))
            return f"count(a {window}) > count(a where w = 1 {other})"
        case _:
            return first


@st.composite
def logs(draw: st.DrawFn) -> list[Record]:
    """What one person does, mostly in order, much of it at one instant or where a window ends."""
    records: list[Record] = []
    at = START
    for number in range(draw(st.integers(1, 9))):
        at += draw(st.sampled_from([0, 0, 1, HOUR, 6 * HOUR, DAY - 1, DAY, 2 * DAY]))
        ts = at - draw(st.sampled_from([0, 0, 0, 0, 1, HOUR, 6 * HOUR - 1, DAY, 3 * DAY]))
        properties = {"v": draw(st.sampled_from([0, 1, 1, 2, 0.5, 3, -1, "x"])), "w": draw(st.integers(0, 1))}
        kind = draw(st.sampled_from(["a", "a", "a", "a", "b"]))
        records.append(
            Record(number + 1, 0, at, ts, "s", "p", Event(f"e{number}", "track", kind, properties=properties))
        )
    return records


def groups_of(records: Sequence[Record]) -> list[Group]:
    """One group for each instant."""
    by_instant: dict[Instant, list[Record]] = {}
    for record in records:
        by_instant.setdefault(record.at, []).append(record)
    return [Group(at, found) for at, found in by_instant.items()]


def moments(records: Sequence[Record]) -> list[Instant]:
    """Every instant at which a window may end, with its neighbours, and those at which something is received."""
    ends = {record.ts + span for record in records for span in (0, *SPANS)}
    ends |= {START - START % DAY + step * DAY - HOUR for step in range(-1, 12)}
    near = {instant + step for instant in ends for step in (-1, 0, 1)} | {record.at for record in records}
    return sorted(instant for instant in near if instant >= records[0].at)


def said_by_the_reference(said: Sequence[str], records: Sequence[Record], now: Instant) -> list[str]:
    """The texts that hold."""
    view = view_of([record for record in records if record.at <= now], ZONE, exists=True)
    return [text for text in said if evaluate(parse(text), view, now)]


def members(state: ProfileState, said: Sequence[str]) -> list[str]:
    """The texts of the segments that somebody is in."""
    return [text for number, text in enumerate(said) if f"s{number}@1" in state.segments]


def stepper_of(said: Sequence[str]) -> Stepper:
    """A stepper over them all."""
    return Stepper(compile_program([Definition("segment", f"s{n}", 1, text) for n, text in enumerate(said)], zone=ZONE))


def blank() -> ProfileState:
    """Somebody of whom nothing is known."""
    return ProfileState("p", START, START)


@settings(max_examples=2 * settings().max_examples)
@given(st.lists(texts(), min_size=1, max_size=8), logs(), st.booleans())
def test_each_says_what_it_says_alone(said: list[str], records: list[Record], stored: bool) -> None:
    note(repr(said))
    note(repr([(r.at - START, r.ts - START, r.event.type, r.event.properties) for r in records]))
    stepper, state = stepper_of(said), blank()
    groups = {group.at: group for group in groups_of(records)}
    for now in moments(records):
        stepper.step(state, [groups[now]] if now in groups else [], now)
        if stored:
            state = unpack_state(pack_state(state))
        assert members(state, said) == said_by_the_reference(said, records, now), now - START


def test_a_total_that_is_lifted_to_a_bound_later_is_asked_again() -> None:
    said = ["sum(v of a in last 1h) = 1", "sum(v of a in last 1h) != 1", "count(a) >= 1"]
    stepper, state = stepper_of(said), blank()
    # Both stand above the bound. Without the second one the first would leave nothing; with it, it leaves the bound.
    records = [
        Record(n + 1, 0, START + n, START + n, "s", "p", Event(f"e{n}", "track", "a", properties={"v": v}))
        for n, v in enumerate((2, 1))
    ]
    groups = {group.at: group for group in groups_of(records)}
    for now in moments(records):
        stepper.step(state, [groups[now]] if now in groups else [], now)
        assert members(state, said) == said_by_the_reference(said, records, now), now - START


@given(st.lists(texts(), min_size=1, max_size=6), logs(), st.lists(st.booleans(), min_size=9, max_size=9))
def test_two_who_merge_are_as_one_who_did_it_all(said: list[str], records: list[Record], sides: list[bool]) -> None:
    mine = [record for record, side in zip(records, sides, strict=False) if side]
    theirs = [record for record, side in zip(records, sides, strict=False) if not side]
    stepper, state, other = stepper_of(said), blank(), ProfileState("q", START, START)
    end = records[-1].at + 1
    stepper.step(state, groups_of(mine), end - 1)
    stepper.step(other, groups_of(theirs), end - 1)
    stepper.step(state, [Group(end, absorbs=[Absorb("q", [], other)])], end)
    for now in (end, *(moment for moment in moments(records) if moment > end)):
        stepper.step(state, [], now)
        assert members(state, said) == said_by_the_reference(said, records, now), now - START


@settings(max_examples=2 * settings().max_examples)
@given(
    st.lists(texts(), min_size=1, max_size=4),
    st.lists(texts(), min_size=1, max_size=4),
    logs(),
    st.tuples(st.integers(0, 5), st.integers(1, 5)),
)
def test_what_is_shared_outlives_those_who_shared_it(
    staying: list[str], passing: list[str], records: list[Record], stretch: tuple[int, int]
) -> None:
    """Some more are published, folded, then seeded, and archived: those that stay are right all the while."""
    groups, both = groups_of(records), [*staying, *passing]
    begun = min(stretch[0], len(groups) - 1)
    few, many = stepper_of(staying), stepper_of(both)
    state, known = blank(), list[Record]()
    for number, group in enumerate(groups):
        published = begun <= number < begun + stretch[1]
        (many if published else few).step(state, [group], group.at)
        known += group.records
        if number == begun:
            begin = [many.program.segments[f"s{n}@1"] for n in range(len(staying), len(both))]
            many.seed(state, known, begin, lacking(few, many), group.at)
        said = both if published else staying
        assert members(state, said) == said_by_the_reference(said, known, group.at)
    end = records[-1].at + 9 * DAY
    few.step(state, [], end)
    assert members(state, staying) == said_by_the_reference(staying, records, end)


def lacking(few: Stepper, many: Stepper) -> set[str]:
    """What must be folded over history before the ones can do with the states of the others."""
    before = few.program.clauses
    return {key for key, each in many.program.clauses.items() if key not in before or not before[key].covers(each)}


@given(st.lists(texts(), min_size=2, max_size=6), logs())
def test_together_they_keep_no_more_than_apart(said: list[str], records: list[Record]) -> None:
    together, apart = stepper_of(said), [stepper_of([text]) for text in said]
    state, states = blank(), [blank() for _ in said]
    for group in groups_of(records):
        together.step(state, [group], group.at)
        for stepper, each in zip(apart, states, strict=True):
            stepper.step(each, [group], group.at)
    assert len(pack(state.clauses)) <= sum(len(pack(each.clauses)) for each in states)


def test_thresholds_over_one_count_are_one_list_and_only_the_one_that_is_reached_is_asked() -> None:
    said = [f"count(a in last 30d) >= {count}" for count in range(1, 1001)]
    stepper, state = stepper_of(said), blank()
    (clause,) = stepper.program.clauses.values()
    ((_, (take,)),) = stepper.program.folds["a"].always
    asking = take[5]
    assert [len(readers) for readers in asking] == [1] * 1000
    for number in range(1_500):
        dirty = set[object]()
        record = Record(number, 0, START + number, START + number, "s", "p", Event(f"e{number}", "track", "a"))
        stepper.program.folds["a"].fold(state.clauses, record, record.at, {}, dirty)  # type: ignore[arg-type]
        assert len(dirty) == (number < 1_000)
    assert len(state.clauses[clause.key][0]) == 1_000


def test_sums_ask_those_whose_bound_is_passed_unless_something_was_given_back() -> None:
    said = [f"sum(v of a in last 30d) > {10 * bound}" for bound in range(1, 11)]
    program = stepper_of(said).program
    clauses: dict[str, list[object]] = {}

    def asked(number: int, value: float) -> list[str]:
        event = Event(f"e{number}", "track", "a", properties={"v": value})
        dirty = set[object]()
        program.folds["a"].fold(clauses, Record(number, 0, START, START, "s", "p", event), START, {}, dirty)  # type: ignore[arg-type]
        return sorted(segment.key for segment in dirty)  # type: ignore[attr-defined]

    assert asked(0, 10) == []
    assert asked(1, 0.01) == ["s0@1"]
    assert asked(2, 25) == ["s1@1", "s2@1"]
    assert len(asked(3, -1)) == len(asked(4, 1)) == 10


def test_one_expression_may_ask_one_list_by_several_windows() -> None:
    lowered = lower(parse("count(a in last 1h) >= 2 and count(a in last 1d) < 5 or did a today"))
    (clause,) = lowered.clauses
    assert len(lowered.bars) == 0, "a day of the calendar is asked anew whatever comes"
    (clause,) = lower(parse("count(a in last 1h) >= 2 and count(a in last 1d) < 5")).clauses
    assert [(need.reach, need.limit) for need in clause.needs] == [(DAY, 5)]  # type: ignore[attr-defined]
