"""Clients write instants in many ways; one that can't be read is never guessed."""

import pytest

from clew.api.collect.moments import read_moment
from clew.kernel.instants import InvalidInstant, parse_instant

NOON = parse_instant("2026-11-21T12:00:00Z")


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-21T12:00:00Z",
        "2026-11-21T12:00:00.000Z",
        "2026-11-21T12:00:00.000000+00:00",
        "2026-11-21T12:00:00.000000999Z",
        "2026-11-21T14:00:00+02:00",
        "2026-11-21T12:00:00",
        "2026-11-21 12:00:00",
        "20261121T120000Z",
        "Sat, 21 Nov 2026 12:00:00 GMT",
        "Sat, 21 Nov 2026 12:00:00 -0000",
        "Sat, 21 Nov 2026 13:00:00 +0100",
        "1795262400",
        "1795262400000",
        "1795262400000000",
        "1795262400000000000",
        1795262400,
        1795262400.0,
        1795262400000,
        1795262400000000,
    ],
)
def test_one_instant_in_every_way(written):
    assert read_moment(written) == NOON


def test_a_bare_date_is_its_midnight():
    assert read_moment("2026-11-21") == read_moment("20261121") == parse_instant("2026-11-21T00:00:00Z")


def test_milliseconds_that_happen_to_be_a_basic_iso_date_are_milliseconds():
    # 1712-01-03, separator "3", 04:56 to a careless reader.
    assert read_moment("1712010330456") == parse_instant("2024-04-01T22:25:30.456Z")


@pytest.mark.parametrize(
    "written",
    [
        "yesterday",
        "2026-13-01T00:00:00Z",
        "2026-11-21T25:00:00Z",
        "10000-01-01T00:00:00Z",
        "0001-01-01T00:00:00Z",
        "1899-12-31T23:59:59Z",
        "Sat, 99 Nov 2026 12:00:00 GMT",
        "2026-11-21T12:00:00+99:00",
        "9" * 40,
        "\u0663\u0663",
        -1e30,
        1e300,
        10**40,
    ],
)
def test_what_is_no_instant_is_refused(written):
    with pytest.raises(InvalidInstant):
        read_moment(written)
