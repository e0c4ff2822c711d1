"""Normalisation: one spelling for one identity, none for nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.identity import STANDARD, normalise

UUID = "6F9619FF-8B86-D011-B42D-00CF4FC964FF"


@pytest.mark.parametrize(
    ("namespace", "value", "normal"),
    [
        ("user_id", "  Ada ", "Ada"),
        ("user_id", 42, "42"),
        ("user_id", 42.0, "42"),
        ("user_id", "0", "0"),
        ("user_id", "e\u0301", "\u00e9"),
        ("email", " Ada.Love+lace@Example.COM ", "ada.love+lace@example.com"),
        ("email", "mailto:a@b.example", "a@b.example"),
        ("email", "e\u0301@b.example", "\u00e9@b.example"),
        ("phone", "+49 (0)171 123-4567", "+491711234567"),
        ("phone", "tel:+1-650-253-0000", "+16502530000"),
        ("phone", 16502530000, None),
        ("device_id", UUID, UUID.lower()),
        ("device_id", "{" + UUID + "}", UUID.lower()),
        ("idfa", UUID.replace("-", ""), UUID.replace("-", "").lower()),
        ("anonymous_id", "GA1.2.AbC", "GA1.2.AbC"),
        ("ecid", "38400000000000000000000000000000000001", "38400000000000000000000000000000000001"),
        ("loyalty_id", " X1 ", "X1"),
    ],
)
def test_one_spelling(namespace: str, value: object, normal: str | None) -> None:
    assert normalise(namespace, value) == normal


@pytest.mark.parametrize(
    ("namespace", "value"),
    [
        ("user_id", ""),
        ("user_id", "  "),
        ("user_id", None),
        ("user_id", True),
        ("user_id", float("nan")),
        ("user_id", 1.5),
        ("user_id", ["a"]),
        ("user_id", {"a": 1}),
        ("user_id", "NULL"),
        ("user_id", "undefined"),
        ("user_id", "[object Object]"),
        ("user_id", "guest"),
        ("user_id", "x" * 1_025),
        ("user_id", "\ud800"),
        ("email", "ada"),
        ("email", "a@b@c"),
        ("email", "a b@c.example"),
        ("email", "Ada <a@b.example>"),
        ("email", "a" * 320 + "@b.example"),
        ("phone", "0171 1234567"),
        ("phone", "+1"),
        ("phone", "call me"),
        ("phone", "+1 650 253 0000 ext. 5"),
        ("idfa", "00000000-0000-0000-0000-000000000000"),
        ("gaid", "{00000000-0000-0000-0000-000000000000}"),
        ("device_id", "0"),
        ("", "x"),
        ("profile", "p0123456789abcdef"),
    ],
)
def test_what_identifies_nobody(namespace: str, value: object) -> None:
    assert normalise(namespace, value) is None


def test_a_national_number_needs_its_country() -> None:
    assert normalise("phone", "0171 1234567", region="DE") == "+491711234567"
    assert normalise("phone", "+1 650 253 0000", region="DE") == "+16502530000"


def test_a_namespace_of_a_document_is_normalised_as_its_kind() -> None:
    assert normalise("work_email", "A@B.example") == "A@B.example"
    assert normalise("work_email", "A@B.example", kind="email") == "a@b.example"


_written = st.one_of(
    st.text(max_size=40),
    st.emails(),
    st.uuids().map(lambda value: str(value).upper()),
    st.from_regex(r"\+?[0-9 ()./-]{6,18}", fullmatch=True),
    st.integers(),
    st.floats(),
)


@given(st.sampled_from([*STANDARD, "loyalty_id"]), _written, st.sampled_from([None, "DE", "IT", "US"]))
def test_normalising_twice_is_normalising_once(namespace: str, value: object, region: str | None) -> None:
    normal = normalise(namespace, value, region=region)
    if normal is not None:
        assert normalise(namespace, normal, region=region) == normal
        assert normal == normal.strip() != ""
        normal.encode()
