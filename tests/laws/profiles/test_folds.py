"""Law: of the conditions on a record's type, every one that holds is asked, and asked once."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clew.events import Event
from clew.profiles import Definition, compile_program

CONDITIONS = (
    'colour = "red"',
    'colour = "blue"',
    '"red" = colour',
    'size > 3 and colour = "red"',
    'colour = "red" and shape = "round"',
    'shape = "round"',
    'colour = "red" or shape = "round"',
    'not colour = "red"',
    'colour in ["red", "blue"]',
    "size = 3",
    "flag = true",
    'parts.colour = "red"',
)
VALUES = st.one_of(
    st.sampled_from(["red", "blue", "round", "", "3", 3, 5, True, None, 0.5]),
    st.just(["red"]),
    st.just({"colour": "red"}),
)
PROPERTIES = st.dictionaries(st.sampled_from(["colour", "shape", "size", "flag", "parts"]), VALUES)


def _definitions(conditions: list[str]) -> list[Definition]:
    return [
        Definition("segment", f"s{number}", 1, f'count("Seen" where ({condition}) in last 9d) > 1')
        for number, condition in enumerate(conditions)
    ]


@given(st.lists(st.sampled_from(CONDITIONS), unique=True), PROPERTIES)
def test_whatever_holds_is_asked_once(conditions: list[str], properties: dict[str, Any]) -> None:
    program = compile_program(_definitions([*conditions, "size >= 0"]))
    event = Event("e", "track", "Seen", properties=properties)
    asked = program.folds["Seen"].of(event)
    keys = [take[0] for where, takes in asked if where is None or where(event) for take in takes]
    holding = [key for key, clause in program.clauses.items() if clause.where is None or clause.where(event)]
    assert sorted(keys) == sorted(holding)


def test_a_condition_that_asks_for_another_text_is_not_asked() -> None:
    program = compile_program(_definitions([f'colour = "c{number}"' for number in range(50)]))
    assert len(program.folds["Seen"].of(Event("e", "track", "Seen", properties={"colour": "c7"}))) == 1
    assert program.folds["Seen"].of(Event("e", "track", "Seen", properties={"colour": ["c7"]})) == ()
