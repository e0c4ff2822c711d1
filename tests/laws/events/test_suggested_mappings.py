"""Laws of suggested mappings: they compile, and make an event of every row that is like the samples."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from clew.events import Event
from clew.events.imports import Row
from clew.events.mapping import MappedRows, compile_mapping
from clew.events.mapping.suggest import Column, suggest_mapping

WORDS = st.sampled_from(
    [
        "id",
        "order",
        "customer_id",
        "email",
        "e-mail",
        "phone",
        "created at",
        "date",
        "total",
        "country",
        "it's",
        "zip",
        "A B",
    ]
)
VALUES = st.sampled_from(
    ["7", "0815", "12.50", "ada@example.com", "2026-03-01", "2026-03-01T10:00:00Z", "x", "+44 20 7946 0000"]
)


@st.composite
def tables(draw: st.DrawFn) -> tuple[str, list[dict[str, str]]]:
    names = draw(st.lists(WORDS, min_size=1, max_size=8, unique=True))
    rows = draw(st.lists(st.fixed_dictionaries(dict.fromkeys(names, VALUES)), min_size=1, max_size=6))
    return draw(st.sampled_from(["orders", "customers", "visits 2026", ""])), rows


def columns_of(rows: list[dict[str, str]]) -> list[Column]:
    return [
        Column(
            name, list(dict.fromkeys(row[name] for row in rows)), len(rows), len({row[name] for row in rows}), len(rows)
        )
        for name in rows[0]
    ]


@given(tables())
@settings(deadline=None, max_examples=150)
def test_a_suggestion_works_on_what_it_was_made_from(table: tuple[str, list[dict[str, str]]]) -> None:
    name, rows = table
    columns = columns_of(rows)
    body = suggest_mapping(name, columns)
    if not body["event"]["identities"]:
        return  # nobody is named in such a file: its person has to say who
    plan = compile_mapping({"id": "suggested", "version": 1, **body})
    mapper = MappedRows(plan, lambda _namespace, value: str(value))
    made: list[Any] = mapper.feed([Row(number, dict(row)) for number, row in enumerate(rows, 1)])
    made += mapper.finish()
    for item in made:
        same = getattr(item, "reason", "") in {"mapping.same_id"}
        assert isinstance(item, Event) or same, item
