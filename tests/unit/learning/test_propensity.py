"""Propensity on plain tables: the figures, and what is said of data that allow no honest ones."""

from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest
from sklearn import metrics  # pyright: ignore[reportMissingTypeStubs]

from clew.adapters.files.columns import read_table
from clew.learning import BadTable
from clew.learning.models.stored import stored_propensity
from clew.learning.propensity import By, Choice, Fitted, PropensityReport, fit, strongest, task_of
from clew.learning.propensity.measure import auc, average_precision, calibration, calibration_error, lifts
from clew.learning.propensity.split import folds_of, split_by_time, stratified_folds
from clew.learning.tables import Column, Numbers, Table, categories, numbers
from clew.learning.watch.distance import SLIGHT, stability_index
from clew.learning.watch.drift import samples_of

ROWS = 1_200


def _table(seed: int = 3) -> tuple[Table, Numbers]:
    """A table with a signal, noise, an identifier, a constant and a column that is the outcome in other words."""
    draw = np.random.default_rng(seed)
    visits = draw.poisson(3, ROWS).astype(float)
    kind = draw.integers(0, 3, ROWS)
    outcome = (draw.random(ROWS) < 1 / (1 + np.exp(1.5 - 0.6 * visits + kind))).astype(float)
    table = Table(
        (
            numbers("visits", visits),
            categories("kind", [("a", "b", "c")[each] for each in kind]),
            numbers("noise", draw.normal(size=ROWS)),
            numbers("customer_id", draw.permutation(ROWS) + 1.0),
            numbers("always", np.ones(ROWS)),
            numbers("refund", outcome * draw.uniform(1, 2, ROWS)),
            categories("bought", ["yes" if each else "no" for each in outcome]),
        )
    )
    return table, outcome


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    """A model of that table."""
    return fit(task_of(_table()[0], Choice("bought")))


def _codes(report: PropensityReport) -> dict[str, str]:
    return {finding.column or finding.code: finding.code for finding in report.findings}


def test_what_teaches_nothing_or_too_much_is_named_and_left_out(fitted: Fitted) -> None:
    codes = _codes(fitted.report)

    assert codes["customer_id"] == "identifier"
    assert codes["always"] == "constant"
    assert codes["refund"] == "leak"
    assert set(fitted.report.features) == {"visits", "kind", "noise"}
    assert fitted.report.usable


def test_the_rows_of_a_customer_are_judged_together() -> None:
    """A customer's habit, which says nothing of others, is not what a model is praised for."""
    draw = np.random.default_rng(5)
    whose = np.repeat(np.arange(200), 6)
    habit, left = draw.normal(size=200)[whose], draw.integers(0, 2, 200)[whose].astype(float)
    rows = (numbers("habit", habit), numbers("noise", draw.normal(size=len(whose))), numbers("left", left))
    table = Table((*rows, categories("whose", [f"c{each}" for each in whose])))

    parted = fit(task_of(table.without(["whose"]), Choice("left")))
    together = task_of(table, Choice("left", customer="whose"))

    assert together.features.names == ("habit", "noise")
    found = parted.report.model, fit(together).report.model
    assert found[0] is not None
    assert found[1] is not None
    assert found[0].auc > found[1].auc + 0.25


def test_a_row_that_names_no_customer_is_its_own() -> None:
    table = Table(
        (numbers("n", [1, 2, 3, 4]), numbers("left", [1, 0, 0, 1]), categories("whose", ["a", None, "a", None]))
    )

    people = task_of(table, Choice("left", customer="whose")).groups

    assert people is not None
    assert (people[0] == people[2], len(set(people.tolist()))) == (True, 3)


def test_a_version_keeps_no_label_that_only_a_few_people_have() -> None:
    """Many rows of one person are one holder; ten persons are enough."""
    table, outcome = _table()
    people = np.arange(ROWS) // 3
    towns = ["Ada's own" if person < 9 else "Tiny" if person < 19 else "Big" for person in people]
    columns = (table["visits"], categories("town", towns), categories("bought", ["ny"[int(each)] for each in outcome]))
    task = replace(task_of(Table(columns), Choice("bought", positive="y")), groups=people)
    fitted = fit(task)
    assert fitted.booster is not None
    for known in (fitted.features["town"], fitted.booster.columns[1]):
        assert known.labels == ("Big", "Tiny", "other")
    kept = msgspec.json.encode((samples_of(fitted.features, fitted.scores), stored_propensity(fitted)))
    assert b"Tiny" in kept
    assert b"Ada" not in kept


def test_a_leak_may_be_kept_by_name() -> None:
    report = fit(task_of(_table()[0], Choice("bought", keep=("refund",)))).report

    assert "refund" in report.features
    assert report.model is not None
    assert report.model.auc > 0.99


def test_the_cure_of_a_leak_is_one_that_works_where_it_is_said(fitted: Fitted) -> None:
    hints = {each.column: each.hint for each in fitted.report.findings}
    assert "`--keep`" in hints["refund"]
    asked = replace(task_of(_table()[0], Choice("bought")), by=By("inputs.keep", "inputs.leave_out"))
    hints = {each.column: each.hint for each in fit(asked).report.findings}
    assert "`inputs.keep`" in hints["refund"]
    assert "--keep" not in hints["refund"]


def test_what_is_called_as_what_names_somebody_is_learnt_from_only_if_asked_for() -> None:
    table, outcome = _table()
    names = categories("First Name", [("Ada", "Bob", "Eve")[n % 3] for n in range(ROWS)])
    phone = categories("phone", ["yes" if n % 2 else "no" for n in range(ROWS)])
    said = categories("bought", ["ny"[int(each)] for each in outcome])
    table = Table((table["visits"], names, phone, said))
    left = task_of(table, Choice("bought", positive="y"))
    assert left.features.names == ("visits", "phone")
    assert [(each.column, each.code) for each in left.found] == [("First Name", "identifier")]
    kept = task_of(table, Choice("bought", positive="y", keep=("First Name",)))
    assert kept.features.names == ("visits", "First Name", "phone")
    assert not kept.found


def test_an_identifier_is_one_though_each_is_there_a_few_times() -> None:
    table, _ = _table()
    half = numbers("customerId", np.repeat(np.arange(ROWS / 2), 2))
    paid = numbers("amount_paid", np.repeat(np.arange(ROWS / 2), 2))
    report = fit(task_of(Table((table["visits"], half, paid, table["bought"])), Choice("bought"))).report
    assert report.features == ("visits", "amount_paid")
    (said,) = [each.message for each in report.findings if each.column == "customerId"]
    assert said == "600 different values in 1200 rows: a name, not a feature; left out"


def test_rows_of_which_the_outcome_is_not_known_are_told() -> None:
    table, outcome = _table()
    unknown = numbers("bought", np.where(np.arange(ROWS) % 3 == 0, np.nan, outcome))
    task = task_of(Table((table["visits"], table["noise"], unknown)), Choice("bought"))
    assert len(task.outcomes) == 800
    assert [(each.code, each.severity, each.column) for each in task.found] == [("unknown_outcome", "warn", "bought")]
    assert task.found[0].message.startswith("400 of 1200 rows don't say")


def test_the_same_seed_gives_the_same_report(fitted: Fitted) -> None:
    assert fit(task_of(_table()[0], Choice("bought"))).report == fitted.report


def test_reasons_sum_to_the_score_and_name_what_counts(fitted: Fitted) -> None:
    table, _ = _table()
    booster = fitted.booster
    assert booster is not None

    pushes = booster.contributions(table)

    assert pushes.sum(axis=1) == pytest.approx(booster.margins(table), abs=1e-6)
    assert fitted.report.influences[0].column == "visits"
    assert fitted.report.influences[0].direction == "up"
    row = int(np.argmax(table["visits"].values))
    (mine,) = strongest(booster, table.take(np.array([row])), most=1).told(booster)
    assert mine[0][:2] == ("visits", table["visits"].values[row])


def test_figures_are_those_of_scikit_learn() -> None:
    draw = np.random.default_rng(5)
    scores = np.round(draw.random(500), 2)  # with ties
    outcomes = (draw.random(500) < scores).astype(float)

    assert auc(outcomes, scores) == pytest.approx(metrics.roc_auc_score(outcomes, scores))
    assert average_precision(outcomes, scores) == pytest.approx(metrics.average_precision_score(outcomes, scores))
    table = calibration(outcomes, scores)
    assert sum(each.rows for each in table) == 500
    assert calibration_error(table) < 0.1
    last = lifts(outcomes, scores)[-1]
    assert (last.lift, last.gain) == pytest.approx((1, 1))


@pytest.mark.parametrize(("positives", "code"), [(0, "one_class"), (200, "one_class"), (7, "too_few_outcomes")])
def test_too_little_to_learn_from_is_refused(positives: int, code: str) -> None:
    outcome = ["yes"] * positives + ["no"] * (200 - positives)
    table = Table((numbers("x", np.arange(200.0)), categories("y", outcome)))

    found = fit(task_of(table, Choice("y", positive="yes" if positives else "")))

    assert found.booster is None
    assert not found.report.usable
    assert found.report.findings[0].code == code
    assert found.report.findings[0].severity == "refuse"


def test_more_than_two_outcomes_are_no_propensity() -> None:
    with pytest.raises(BadTable, match="3 values"):
        task_of(Table((categories("y", ["a", "b", "c"]),)), Choice("y"))


def test_a_relation_that_turns_is_seen_by_the_split_in_time() -> None:
    """The first nine tenths say one thing, the rest the opposite: a random split would not notice."""
    draw = np.random.default_rng(9)
    x = draw.normal(size=4_000)
    late = np.arange(4_000) >= 3_200
    outcome = (draw.random(4_000) < 1 / (1 + np.exp(np.where(late, 2, -2) * x))).astype(float)
    when = Column("when", "instant", np.arange(4_000.0) * 3.6e9)
    table = Table((numbers("x", x), when, numbers("y", outcome)))

    report = fit(task_of(table, Choice("y"))).report

    assert report.split == "time"
    assert "drift" in _codes(report).values()
    assert report.cross_validated_auc is not None
    assert report.model is not None
    assert report.cross_validated_auc > 0.8
    assert report.model.auc < 0.5


def test_where_the_share_moves_the_latest_rows_calibrate() -> None:
    """Outcomes grow twice as frequent over time: of all rows together the level would be that of long ago."""
    draw = np.random.default_rng(11)
    rows = 3_000
    x, at = draw.normal(size=rows), np.arange(float(rows))
    outcome = (draw.random(rows) < 1 / (1 + np.exp(2 - x - 2.5 * (at / rows) ** 3))).astype(float)
    moving = Table((numbers("x", x), Column("when", "instant", at * 3.6e9), numbers("y", outcome)))

    fitted = fit(task_of(moving, Choice("y")))

    assert "recalibrated" in _codes(fitted.report).values()
    assert fitted.report.model is not None
    assert fitted.report.baseline is not None
    assert fitted.report.model.ece < 0.75 * fitted.report.baseline.ece
    said = fitted.probabilities(moving.take(fitted.rows)).mean()
    assert abs(float(said) - outcome[fitted.rows].mean()) < 0.02


def test_scores_to_compare_with_are_of_the_calibration_that_will_score() -> None:
    """Else a model whose latest rows calibrated it would seem to have drifted on the day of its training."""
    draw = np.random.default_rng(13)
    rows = 3_000
    x, late = draw.normal(size=rows), np.arange(rows) >= 2_400
    outcome = (draw.random(rows) < 1 / (1 + np.exp(np.where(late, 0, 2) - x))).astype(float)
    moving = Table((numbers("x", x), Column("when", "instant", np.arange(float(rows)) * 3.6e9), numbers("y", outcome)))

    fitted = fit(task_of(moving, Choice("y")))

    assert stability_index(fitted.scores, fitted.probabilities(moving.take(fitted.rows))) < SLIGHT


def test_two_instants_are_enough_for_a_split() -> None:
    draw = np.random.default_rng(12)
    at = Column("at", "instant", np.repeat([0.0, 8.64e10], [280, 70]))
    table = Table((numbers("x", draw.normal(size=350)), at, numbers("y", draw.integers(0, 2, 350) * 1.0)))

    assert fit(task_of(table, Choice("y"))).report.judged_rows == 70


@pytest.mark.parametrize("by_time", [False, True])
@pytest.mark.parametrize("enough", [10, 10_000])
def test_of_very_many_rows_with_outcomes_enough_a_third_is_judged(
    monkeypatch: pytest.MonkeyPatch, *, by_time: bool, enough: int
) -> None:
    monkeypatch.setattr("clew.learning.propensity.evaluate._MANY", 500)
    monkeypatch.setattr("clew.learning.propensity.evaluate._MANY_OUTCOMES", enough)
    instants = np.arange(float(ROWS)) if by_time else None
    latest = len(split_by_time(np.arange(float(ROWS)), 0.2)[1])
    found = fit(replace(task_of(_table()[0], Choice("bought")), instants=instants, instant_name="at"))
    report = found.report

    judged = latest if by_time else ROWS // 3 if enough == 10 else ROWS
    assert report.judged_rows == len(found.rows) == len(found.scores) == len(found.outcomes) == judged
    assert sum(part.rows for part in report.stability) == judged
    assert report.model is not None
    assert report.baseline is not None
    assert 0.7 < report.model.auc < 0.9
    assert 0.7 < report.baseline.auc < 0.9
    assert (found.outcomes == task_of(_table()[0], Choice("bought")).outcomes[found.rows]).all()


def test_gaps_in_time_are_told() -> None:
    draw = np.random.default_rng(2)
    at = np.sort(np.concatenate([draw.uniform(0, 1, 400), draw.uniform(2, 3, 400)])) * 1e12
    table = Table(
        (numbers("x", draw.normal(size=800)), Column("at", "instant", at), numbers("y", draw.integers(0, 2, 800) * 1.0))
    )

    codes = _codes(fit(task_of(table, Choice("y"))).report)

    assert codes["at"] == "missing_periods"


def test_splits_part_no_group_and_no_instant() -> None:
    draw = np.random.default_rng(4)
    outcomes = draw.integers(0, 2, 300).astype(float)
    groups = draw.integers(0, 40, 300)
    folds = folds_of(outcomes, 4, 1, groups)
    early, late = split_by_time(np.floor(np.arange(300.0) / 50), 0.2)

    assert sorted(np.concatenate(folds).tolist()) == list(range(300))
    assert sum(len(set(groups[fold].tolist())) for fold in folds) == len(set(groups.tolist()))
    assert len(early) + len(late) == 300
    assert late.min() == 200  # what lies on the edge is late as a whole
    assert max(len(fold) for fold in stratified_folds(outcomes, 4, 1)) <= 76


def test_on_the_telco_customers_it_is_as_good_as_the_best_reference(shared: Path) -> None:
    """Best reference AUC in cross-validation: .8460; calibration error at most .02."""
    table = read_table(shared / "data/telco_churn/customers.csv.gz")
    report = fit(task_of(table, Choice("churn"))).report

    assert report.model is not None
    assert report.model.auc >= 0.8460 - 0.005
    assert report.model.ece <= 0.02
