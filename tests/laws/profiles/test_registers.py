"""Law: registers depend on what was written and when it happened, never on the order of arrival or on merges."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clew.events import Event, Record
from clew.profiles import ProfileState, merge_registers, write_record

NAMES = ("a", "b")
NEAR: list[list[Any]] = [
    [None, 1, 1.0, True, "x"],
    [None, {"k": 1}, {"k": 1.0}, {"k": True}],
    [[0], [False], [{"k": 0}], [{"k": False}]],
]
"""Values that Python takes for each other, and that are not the same."""


@st.composite
def writes(draw: st.DrawFn) -> list[Record]:
    """Identify, consent and score records with ties of event time and unsets."""
    count = draw(st.integers(0, 8))
    near = draw(st.sampled_from(NEAR))
    records = []
    for number in range(count):
        kind = draw(st.sampled_from(["identify", "consent", "score"]))
        values = {
            "identify": st.sampled_from(near),
            "consent": st.sampled_from([None, "in", "out"]),
            "score": st.sampled_from([None, 0.5, 1]),
        }[kind]
        properties = draw(st.dictionaries(st.sampled_from(NAMES), values, max_size=2))
        ts = draw(st.integers(0, 3))
        event = Event(f"e{number}", kind, kind, properties=properties)
        records.append(Record(number + 1, 0, 10, ts, "s", "p", event))
    return records


def blank() -> ProfileState:
    return ProfileState(profile="p", created_at=0, last_at=0)


def folded(records: list[Record]) -> ProfileState:
    state = blank()
    for record in records:
        write_record(state, record)
    return state


def contents(state: ProfileState) -> object:
    """Values with their types, since 1, 1.0 and true are different writes."""
    return [
        sorted((k, repr(v)) for k, v in values.items())
        for values in (state.attributes, state.consents, state.scores, state.stamps)
    ]


@given(writes().flatmap(lambda r: st.tuples(st.just(r), st.permutations(r))))
def test_any_order_of_arrival_gives_the_same_registers(pair: tuple[list[Record], list[Record]]) -> None:
    original, permuted = pair
    assert contents(folded(original)) == contents(folded(permuted))


@given(writes(), st.lists(st.booleans(), min_size=8, max_size=8))
def test_merging_two_halves_gives_the_registers_of_the_whole(records: list[Record], sides: list[bool]) -> None:
    left = folded([r for r, side in zip(records, sides, strict=False) if side])
    right = folded([r for r, side in zip(records, sides, strict=False) if not side])
    merge_registers(left, right)
    assert contents(left) == contents(folded(records))


@given(writes())
def test_what_is_reported_as_changed_is_what_changed(records: list[Record]) -> None:
    state = blank()
    for record in records:
        before = {**{"a:" + k: repr(v) for k, v in state.attributes.items()}}
        changed = write_record(state, record)
        after = {**{"a:" + k: repr(v) for k, v in state.attributes.items()}}
        differing = {k for k in before.keys() | after.keys() if before.get(k) != after.get(k)}
        assert differing == {k for k in changed if k.startswith("a:")}


def test_an_opt_out_wins_a_tie_whatever_the_ids() -> None:
    for first, second in (("in", "out"), ("out", "in")):
        state = folded(
            [
                Record(1, 0, 10, 5, "s", "p", Event("e1", "consent", "consent", properties={"email": first})),
                Record(2, 0, 11, 5, "s", "p", Event("e2", "consent", "consent", properties={"email": second})),
            ]
        )
        assert state.consents == {"email": "out"}
