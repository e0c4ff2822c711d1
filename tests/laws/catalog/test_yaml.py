"""YAML text and documents say the same, and no text breaks the reader."""

import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clew.catalog import Document, Fault, parse, to_yaml
from clew.catalog.model import HEADER
from clew.kernel.packing import ExactNumber

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
_TRICKY = st.sampled_from(
    [
        "yes",
        "on",
        "null",
        "~",
        "007",
        "0o17",
        "1e5",
        "1_000",
        "12:30",
        "2026-01-01",
        "-",
        "- a",
        ": b",
        "a: b",
        "#",
        "\ufeff",
        "\x85",
        "\u2028",
        "\ttab",
        "a\n\n b",
        "a\nb\n\n",
        "\n",
        " lead",
        "trail ",
        ".inf",
        "=",
        "<<",
        "!x",
        "*a",
        "&a",
        "|",
        ">",
    ]
)
_NUMBERS = (
    st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.just(ExactNumber("0.1234567890123456789"))
)
_VALUES = st.recursive(
    st.none() | st.booleans() | _NUMBERS | _TEXT | _TRICKY,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT | _TRICKY, inner, max_size=4),
    max_leaves=12,
)
_NAMES = (_TEXT | _TRICKY).filter(lambda name: name not in HEADER)

documents = st.builds(
    Document,
    kind=st.sampled_from(["segment", "trait", "schema"]),
    id=st.from_regex(r"[a-z0-9]([a-z0-9._-]{0,8}[a-z0-9])?", fullmatch=True),
    name=(_TEXT | _TRICKY).filter(bool),
    version=st.integers(0, 9),
    status=st.sampled_from(["draft", "published", "archived"]),
    labels=st.lists((_TEXT | _TRICKY).filter(bool), max_size=3, unique=True).map(lambda found: tuple(sorted(found))),
    description=_TEXT | _TRICKY,
    body=st.dictionaries(_NAMES, _VALUES, max_size=4),
)


def _exactly(value: object) -> object:
    """The value with its types, so that 1, 1.0 and True differ."""
    if isinstance(value, dict):
        return {name: _exactly(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_exactly(inner) for inner in value]
    # A decimal that a float holds as well may come back as one: the number is the same.
    return (
        isinstance(value, bool),
        isinstance(value, int),
        repr(float(value)) if isinstance(value, float) else str(value),
    )


@given(st.lists(documents, min_size=1, max_size=3))
@settings(deadline=None, max_examples=150)
def test_what_is_written_reads_back(several: list[Document]) -> None:
    found = [authored.document for authored in parse(to_yaml(several)).checked()]
    assert found == several
    assert [_exactly(document.body) for document in found] == [_exactly(document.body) for document in several]


@given(documents)
@settings(deadline=None, max_examples=60)
def test_every_value_has_its_place(document: Document) -> None:
    text = to_yaml(document)
    (authored,) = parse(text, "d.yaml").checked()
    lines = text.splitlines()
    for pointer, place in authored.places.items():
        assert 1 <= place.line <= len(lines)
        assert authored.place(Fault(pointer, "")).where == f"d.yaml:{place.line}:{place.column}"


@given(
    st.text(max_size=200) | st.lists(st.sampled_from(list("abk:-[]{}#&*!|>'\"%@` \n\t0.")), max_size=60).map("".join)
)
@example("[" * 2000)
@example("a: &x [1]\nb: *x")
@example("kind: segment\nid: a\nkind: trait")
@settings(deadline=None, max_examples=200)
def test_no_text_breaks_the_reader(text: str) -> None:
    parsed = parse(text, "f.yaml")
    for placed in parsed.faults:
        assert placed.where.startswith("f.yaml:")
        assert placed.fault.message


@given(documents)
@settings(deadline=None, max_examples=60)
def test_other_readers_of_yaml_agree(document: Document) -> None:
    """The texts that we write mean the same to a YAML 1.1 reader, numbers too exact for it aside."""
    assert yaml.safe_load(to_yaml(document))["id"] == document.id
    assert yaml.safe_load(to_yaml(document))["name"] == document.name
