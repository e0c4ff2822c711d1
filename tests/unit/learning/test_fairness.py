"""Fairness: groups that are compared, those that are too small, and what keeps a version from being published."""

import numpy as np
import pytest

from clew.learning.models.train import _is_learnt_from
from clew.learning.tables import categories
from clew.learning.watch import fairness


def _said(rows: int) -> tuple[np.ndarray, np.ndarray]:
    """Outcomes and probabilities: later rows are scored higher."""
    said = np.linspace(0, 1, rows)
    return (np.random.default_rng(3).random(rows) < said).astype(float), said


def test_groups_that_are_too_small_are_compared_together() -> None:
    outcomes, said = _said(400)
    country = categories("country", ["GB"] * 300 + [f"C{number % 20}" for number in range(100)])
    (found,) = fairness([country], outcomes, said, (0.1, None), blocks=True).comparisons
    assert {group.name: group.rows for group in found.groups} == {"GB": 300, "(others)": 100}
    assert found.gap == 1.0, "the hundred are the quarter that is scored highest"
    assert found.beyond


def test_a_broken_limit_blocks_only_where_it_shall() -> None:
    outcomes, said = _said(400)
    half = categories("half", ["low"] * 200 + ["high"] * 200)
    report = fairness([half], outcomes, said, (0.1, None), blocks=True)
    assert report.blocks
    assert (report.most_gap, report.most_miss) == (0.1, None)
    assert not fairness([half], outcomes, said, (0.1, None), blocks=False).blocks
    assert not fairness([half], outcomes, said, (None, None), blocks=True).blocks


@pytest.mark.parametrize(
    ("attribute", "wanted", "learnt"),
    [
        ("country", None, True),
        ("first_name", None, False),
        ("contact.Email", None, False),
        ("address.city", None, True),
        ("first_name", ("first_name",), True),
        ("country", ("plan",), False),
    ],
)
def test_what_names_somebody_is_learnt_from_only_if_that_is_asked_for(
    attribute: str, wanted: tuple[str, ...] | None, *, learnt: bool
) -> None:
    assert _is_learnt_from(attribute, wanted) is learnt
