"""Baselines, hold-outs, times, costs; and what is refused, each with its reason."""

from math import inf

import numpy as np
import pytest

from clew.decisions import Lift, Proportion, Unanswered
from clew.kernel.instants import DAY, HOUR
from clew.learning.attribution import AttributionReport, ModelReading, Share, Unattributable
from clew.learning.attribution.sharing import Asking, HoldOut, Positions, Row, Settings, attribute, paths_of

MAIL_AND_ADS = [
    Row(("ad", "mail"), 30, 300, 70),
    Row(("ad",), 10, 100, 190),
    Row(("mail",), 40, 400, 160),
    Row((), 50, 500, 950),
]


def reading(report: AttributionReport, name: str) -> ModelReading:
    return next(model for model in report.models if model.name == name)


def of(found: ModelReading, channel: str) -> Share:
    return next(share for share in found.channels if share.channel == channel)


def test_the_incremental_model_shares_only_what_goes_beyond_the_untouched() -> None:
    report = attribute(paths_of(MAIL_AND_ADS), Asking(replicates=50))
    found = reading(report, "incremental")
    assert report.baseline == pytest.approx(0.05)
    assert found.conversions == pytest.approx(80 - 0.05 * 500)
    # Who saw the ad alone converts no more often than anybody: it earns less than by any other model.
    assert of(found, "ad").share < of(reading(report, "markov"), "ad").share
    assert of(found, "mail").value == pytest.approx(of(found, "mail").conversions * 10)
    assert found.conversions < reading(report, "linear").conversions == 80
    assert report.untouched_conversions == 50
    assert {note.code for note in report.notes} == {"untouched", "no_times", "not_experimental"}


def test_a_baseline_may_be_given_and_be_too_high() -> None:
    paths = paths_of(MAIL_AND_ADS[:3])
    given = attribute(paths, Asking(models=("incremental",), settings=Settings(baseline=0.05), replicates=0))
    assert given.models[0].conversions == pytest.approx(55)
    with pytest.raises(Unattributable) as refused:
        attribute(paths, Asking(models=("incremental",), settings=Settings(baseline=0.5)))
    assert refused.value.reason == "no_increment"
    with pytest.raises(Unattributable) as refused:
        attribute(paths, Asking(models=("incremental",)))
    assert refused.value.reason == "no_baseline"


def test_a_hold_out_replaces_what_was_inferred() -> None:
    hold_outs = {"mail": HoldOut(Proportion(500, 50), Proportion(4_500, 720))}
    report = attribute(paths_of(MAIL_AND_ADS), Asking(hold_outs=hold_outs, replicates=20))
    mail = of(reading(report, "incremental"), "mail")
    lift = report.measured[0].lift
    assert isinstance(lift, Lift)
    assert mail.conversions == pytest.approx(4_500 * (0.16 - 0.10))
    assert (mail.low, mail.high) == (lift.extra.low, lift.extra.high)
    assert "not_experimental" not in {note.code for note in report.notes}
    few = attribute(paths_of(MAIL_AND_ADS), Asking(hold_outs={"ad": HoldOut(Proportion(9, 0), Proportion(90, 9))}))
    assert isinstance(few.measured[0].lift, Unanswered)


def test_times_give_half_lives_same_touches_and_lags() -> None:
    paths = paths_of(
        [
            Row(("ad", "mail"), 1, 10, 0, (14 * DAY, 7 * DAY)),
            Row(("ad", "shop"), 1, 10, 0, (HOUR, 0)),
            Row(("ad",), 0, 0, 5, (0,)),
        ]
    )
    report = attribute(paths, Asking(settings=Settings(half_life=7 * DAY), replicates=0))
    decay = reading(report, "time_decay")
    assert of(decay, "mail").conversions == pytest.approx(2 / 3)
    assert of(reading(report, "same_touch"), "shop").conversions == 1
    assert reading(report, "same_touch").conversions == 1
    assert report.lags is not None
    assert report.lags.first == (HOUR, HOUR, 14 * DAY)
    assert report.lags.last == (0, 0, 7 * DAY)


def test_costs_give_returns() -> None:
    report = attribute(paths_of(MAIL_AND_ADS), Asking(costs={"mail": 100.0, "ad": 0.0}, replicates=0))
    last = reading(report, "last")
    assert of(last, "mail").conversions == 70
    assert of(last, "mail").roi == pytest.approx(6.0)
    assert of(last, "mail").cost_per_conversion == pytest.approx(100 / 70)
    assert of(last, "ad").roi is None


def test_custom_weights_are_by_position() -> None:
    paths = paths_of([Row(("a", "b", "c", "d"), 1, 0, 1), Row(("a", "d"), 1, 0, 1)])
    found = attribute(paths, Asking(models=("custom",), settings=Settings(custom=Positions(0.5, 0.3, 0.2)))).models[0]
    assert [share.conversions for share in found.channels] == pytest.approx([0.5 + 5 / 7, 0.15, 0.15, 0.2 + 2 / 7])


def test_participation_gives_everybody_the_whole_once() -> None:
    found = attribute(paths_of([Row(("a", "b", "a"), 3, 0, 1)]), Asking(models=("participation",))).models[0]
    assert [share.conversions for share in found.channels] == [3, 3]


@pytest.mark.parametrize(
    ("rows", "asking", "reason"),
    [
        ([], Asking(), "empty"),
        ([Row((), 5, 0, 5)], Asking(), "empty"),
        ([Row(("a",), 0, 0, 5), Row((), 5, 0, 5)], Asking(), "no_conversions"),
        ([Row(("a",), 1)], Asking(models=("last_click",)), "unknown_model"),
        ([Row(("a",), 1)], Asking(models=("custom",)), "unknown_model"),
        ([Row(("a",), 1)], Asking(models=("markov",), settings=Settings(order=4)), "unknown_model"),
        ([Row(("a",), 1)], Asking(models=("same_touch",)), "no_times"),
        ([Row(("a",), 1)], Asking(costs={"b": 1.0}), "unknown_channel"),
        ([Row(("a",), 1)], Asking(costs={"a": inf}), "bad_count"),
        ([Row(("a",), 1)], Asking(replicates=-1), "bad_count"),
        ([Row((f"c{number}",), 1) for number in range(2_001)], Asking(), "too_many"),
    ],
)
def test_what_cannot_be_shared_out_says_why(rows: list[Row], asking: Asking, reason: str) -> None:
    with pytest.raises(Unattributable) as refused:
        attribute(paths_of(rows), asking)
    assert refused.value.reason == reason


@pytest.mark.parametrize("row", [Row(("a",), -1), Row(("a",), 1, 0, -1), Row(("a",), inf), Row(("a",), 1, np.nan)])
def test_counts_that_cannot_be_are_refused_with_their_row(row: Row) -> None:
    with pytest.raises(Unattributable, match="row 2"):
        paths_of([Row(("a",), 1), row])


@pytest.mark.parametrize("weights", [(-1, 1, 1), (0, 1, 0), (np.nan, 0, 1)])
def test_weights_that_cannot_be_are_refused(weights: tuple[float, float, float]) -> None:
    with pytest.raises(Unattributable):
        Positions(*weights)


def test_nothing_but_conversions_is_answered_with_a_warning() -> None:
    report = attribute(paths_of([Row(("a", "b"), 30), Row(("b",), 10)]), Asking(replicates=0))
    assert "one_class" in {note.code for note in report.notes}
    assert of(reading(report, "markov"), "b").removal == pytest.approx(1.0)
