"""A challenger takes over by itself only if nothing speaks for a person's look."""

import msgspec
import pytest

from clew.learning import ModelBody
from clew.learning.models import Lineage, ModelVersion, why_wait
from clew.learning.ports import Looks
from clew.learning.propensity.findings import Finding
from clew.learning.propensity.report import Figures, PropensityReport

FIGURES = Figures(auc=0.8, auc_low=0.78, auc_high=0.82, pr_auc=0.5, brier=0.1, ece=0.01)
REPORT = PropensityReport(
    *("goal", "within 4w", 1_000, 200, "time", "(instant)", 200, FIGURES, FIGURES, 0.8, (), (), (), (), (), ("x",)),
    rounds=10,
    seed=7,
    usable=True,
)
CHAMPION = ModelVersion(
    model="churn",
    number=1,
    trained_at=0,
    body=ModelBody(goal="x", window="4w", promote="when better"),
    standing="champion",
    report=REPORT,
    looks=Looks(0),
    lineage=Lineage(0, 1, 0, 0, 1, 1_000, "", 7, {}),
)


def challenger(*findings: Finding, auc: float = 0.8, standing: str = "candidate") -> ModelVersion:
    report = msgspec.structs.replace(REPORT, model=msgspec.structs.replace(FIGURES, auc=auc), findings=findings)
    return msgspec.structs.replace(CHAMPION, number=2, standing=standing, report=report)


def test_nothing_speaks_against_an_equal() -> None:
    assert why_wait(challenger(auc=0.785), CHAMPION, ()) == ""
    assert why_wait(challenger(Finding("constant", "note", "the same")), CHAMPION, ()) == ""


@pytest.mark.parametrize(
    ("version", "alarms", "why"),
    [
        (challenger(), ("`x` has moved",), "an alarm stands: `x` has moved"),
        (challenger(auc=0.77), (), "its AUC of 0.770 lies below"),
        (challenger(Finding("leak", "warn", "says the outcome")), (), "its report warns: says the outcome"),
        (challenger(standing="refused"), (), "it was refused"),
    ],
)
def test_what_makes_it_wait(version: ModelVersion, alarms: tuple[str, ...], why: str) -> None:
    assert why_wait(version, CHAMPION, alarms).startswith(why)
