"""Laws of mapping: it never raises on data, accounts for every row, and does not see how the rows were cut."""

from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from clew.events import Event
from clew.events.imports import Row
from clew.events.mapping import MappedRows, compile_mapping, rows_of
from clew.events.ports import Reject
from clew.kernel.packing import from_json, pack, to_json

COLUMNS = ["a", "b", "c", "key"]

texts = st.one_of(
    st.text(max_size=6),
    st.sampled_from(
        ["1", "2.5", "-3", "1e999", "1,5", "2026-01-31", "2026-01-31T12:00:00Z", "31/01/2026", "x,y", "nan"]
    ),
)
scalars = st.one_of(
    texts,
    st.integers(-(2**63), 2**64 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.decimals(allow_nan=False, allow_infinity=False, places=25).map(lambda number: from_json(f"{number:f}")),
)
cells = st.recursive(scalars, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2))
rows = st.dictionaries(st.sampled_from(COLUMNS), cells)
keyed = st.builds(lambda row, key: row | {"key": key}, rows, st.sampled_from(["k1", "k2", "k3"]))

paths = st.sampled_from(["$.a", "$.b", "$.c", "$.a.b", "$.c[0]", "$row"])
leaves = st.one_of(paths, st.sampled_from(["x", 1, 2.5, True]))


def _functions(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    one = paths
    some = st.lists(st.one_of(paths, inner.filter(lambda found: isinstance(found, dict))), min_size=1, max_size=3)
    two = st.lists(one, min_size=2, max_size=2)
    return st.one_of(
        st.builds(lambda name, x: {name: x}, st.sampled_from(["string", "lower", "trim", "number", "integer"]), one),
        st.builds(lambda name, x: {name: x}, st.sampled_from(["sum", "count", "each", "present", "not"]), one),
        st.builds(lambda name, xs: {name: xs}, st.sampled_from(["concat", "hash", "coalesce", "multiply"]), some),
        st.builds(lambda name, xs: {name: xs}, st.sampled_from(["all", "any"]), some),
        st.builds(
            lambda name, xs: {name: xs},
            st.sampled_from(["equals", "starts_with", "ends_with", "contains", "less", "greater"]),
            two,
        ),
        st.builds(lambda x: {"replace": x, "find": "1", "with": ""}, one),
        st.builds(lambda x, i: {"split": x, "by": ",", "index": i}, one, st.integers(-2, 2)),
        st.builds(lambda x: {"date": x, "format": ["%d/%m/%Y", "epoch_seconds"], "zone": "Europe/London"}, one),
        st.builds(lambda x: {"date": x}, one),
        st.builds(lambda x: {"lookup": x, "table": {"1": "one"}}, one),
        st.builds(lambda x: {"in": x, "of": [1, "x"]}, one),
        st.builds(lambda t, x, y: {"if": t, "then": x, "else": y}, one, inner, inner),
        st.builds(lambda x: {"inner": x}, inner),
    )


expressions = st.recursive(leaves, _functions, max_leaves=4)


@st.composite
def documents(draw: st.DrawFn, *, group: bool | None = None) -> dict[str, Any]:
    """A mapping document that can work, of any functions."""
    event: dict[str, Any] = {
        "kind": draw(st.sampled_from(["track", "identify"])),
        "type": "T",
        "id": draw(st.sampled_from([{"hash": ["$.key", "$row"]}, {"concat": ["$.key", "-", "$.a"]}, "$.key"])),
        "identities": {"user_id": draw(expressions)},
        "properties": draw(st.dictionaries(st.sampled_from(["p", "q", "r"]), expressions)),
    }
    if draw(st.booleans()):
        event["ts"] = draw(st.one_of(paths, st.builds(lambda x: {"date": x}, paths)))
    document: dict[str, Any] = {"id": "m", "event": event}
    if draw(st.booleans()):
        document["when"] = {"present": draw(paths)}
    if draw(st.booleans()) if group is None else group:
        document["group"] = {"by": "$.key", "within": draw(st.integers(1, 4))}
    return document


def _mapper(document: dict[str, Any]) -> MappedRows:
    return MappedRows(compile_mapping(document), lambda _, value: str(value) if isinstance(value, str | int) else None)


def _rows(found: list[dict[str, Any]]) -> list[Row]:
    return [Row(number, dict(row)) for number, row in enumerate(found, 1)]


@given(documents(), st.lists(keyed, max_size=8))
def test_it_never_raises_and_what_comes_out_can_be_kept(document: dict[str, Any], found: list[dict[str, Any]]) -> None:
    mapper = _mapper(document)
    for item in [*mapper.feed(_rows(found)), *mapper.finish()]:
        assert pack(item)
        if isinstance(item, Reject):
            assert item.reason.startswith(("mapping.", "import."))
            assert item.pointer.split("/")[1].isdigit()


@given(documents(group=False), st.lists(keyed, max_size=8))
def test_every_row_is_an_event_a_reject_or_accounted_for(document: dict[str, Any], found: list[dict[str, Any]]) -> None:
    mapper = _mapper(document)
    out = [*mapper.feed(_rows(found)), *mapper.finish()]
    assert len(out) + mapper.skipped + mapper.repeated == len(found)


@given(documents(), st.lists(keyed, max_size=10), st.sets(st.integers(0, 10)))
def test_how_the_rows_are_cut_makes_no_difference(
    document: dict[str, Any], found: list[dict[str, Any]], cuts: set[int]
) -> None:
    whole, pieces = _mapper(document), _mapper(document)
    at_once = [*whole.feed(_rows(found)), *whole.finish()]
    out: list[Event | Reject] = []
    edges = [0, *sorted(cut for cut in cuts if cut <= len(found)), len(found)]
    for start, end in pairwise(edges):
        out += pieces.feed(_rows(found)[start:end])
    assert [*out, *pieces.finish()] == at_once


@given(documents(), st.lists(keyed, max_size=6))
def test_a_reject_read_again_fails_alike(document: dict[str, Any], found: list[dict[str, Any]]) -> None:
    """What quarantine keeps is all that the mapping needs: the same version gives the same verdict."""
    mapper = _mapper(document)
    for item in [*mapper.feed(_rows(found)), *mapper.finish()]:
        if isinstance(item, Reject) and item.reason != "mapping.same_id":
            again = _mapper(document)
            kept = rows_of(item.raw, item.pointer)
            assert kept is not None
            (reject,) = [*again.feed(kept), *again.finish()]
            assert isinstance(reject, Reject)
            assert (reject.reason, reject.pointer, reject.raw) == (item.reason, item.pointer, item.raw)


@given(rows, st.integers(1, 2**40))
def test_kept_rows_are_the_rows(row: dict[str, Any], number: int) -> None:
    kept = rows_of(to_json([{"$row": number, **row}]), "/1")
    assert kept is not None
    assert kept[0].number == number
    assert to_json(kept[0].values) == to_json(row)
