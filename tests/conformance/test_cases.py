"""Cases of what expressions and journeys mean, by the code of `clew conformance`: in every mode, and all of them agree.

Those in `cases/` are ours: corners that once went wrong or might. Those of the reference material are the language's
definition; they are run where that is at hand.
"""

from pathlib import Path

import pytest

from clew.runtime.conformance import MODES, Case, load_cases, run_cases

OURS = load_cases(Path(__file__).parent / "cases")
SHARED = ("identity", "windows", "values", "late")


def holds(case: Case) -> None:
    """The case passes in all modes."""
    (outcome,) = run_cases([case], MODES)
    assert outcome.status == "passed", outcome.reasons


@pytest.mark.parametrize("case", OURS, ids=lambda case: case.id)
def test_our_cases(case: Case) -> None:
    holds(case)


@pytest.mark.parametrize("name", SHARED)
def test_the_cases_of_the_definition(name: str, shared: Path) -> None:
    cases = [case for case in load_cases(shared / "cases" / "semantics") if case.file == f"{name}.yaml"]
    assert cases
    for case in cases:
        holds(case)


def test_each_case_has_a_name_of_its_own() -> None:
    names = [case.id for case in OURS]
    assert len(set(names)) == len(names)
