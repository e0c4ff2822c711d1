"""Taking batches apart by brackets alone agrees with a JSON parser wherever there is JSON."""

import json

from hypothesis import given
from hypothesis import strategies as st

from clew.api.collect.split import is_deeper, split_array

scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | st.text(max_size=8)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
)
spaces = st.sampled_from([None, 1])


def depth_of(value) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth_of, inner), default=0)


@given(st.lists(values, max_size=5), st.dictionaries(st.text(max_size=6), values, max_size=3), spaces, st.booleans())
def test_the_items_of_a_member_are_found_among_anything(items, others, indent, first):
    others.pop("batch", None)
    body = {"batch": items, **others} if first else {**others, "batch": items}
    text = json.dumps(body, indent=indent).encode()
    array = split_array(text, "batch")
    assert array is not None
    assert [json.dumps(json.loads(item)) for item in array.items] == [json.dumps(item) for item in items]
    rest = json.loads(text[: array.start] + b"[]" + text[array.end :])
    assert json.dumps(rest) == json.dumps({**body, "batch": []})


@given(st.lists(values, max_size=5), spaces)
def test_the_items_of_a_bare_array_are_found(items, indent):
    array = split_array(json.dumps(items, indent=indent).encode(), None)
    assert array is not None
    assert [json.dumps(json.loads(item)) for item in array.items] == [json.dumps(item) for item in items]


@given(values, st.integers(0, 6))
def test_depth_is_the_depth_of_the_value(value, limit):
    assert is_deeper(json.dumps(value).encode(), limit) == (depth_of(value) > limit)


@given(st.binary(max_size=200) | st.text('[]{},:"\\ abth1', max_size=60).map(str.encode), st.integers(0, 3))
def test_no_bytes_are_too_odd_to_look_at(body, limit):
    for member in ("batch", None):
        array = split_array(body, member)
        assert array is None or body[array.start : array.start + 1] + body[array.end - 1 : array.end] == b"[]"
    assert is_deeper(body, limit) in (True, False)


@given(st.binary(min_size=1, max_size=50))
def test_a_cut_batch_is_no_batch(tail):
    whole = b'{"batch":[{"a":"' + tail.hex().encode() + b'"},{"b":1}]}'
    for cut in range(len(whole) - 2):
        assert split_array(whole[:cut], "batch") is None
