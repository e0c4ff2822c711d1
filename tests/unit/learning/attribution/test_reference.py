"""Every model on the reference paths, against the figures of the reference."""

from pathlib import Path

import numpy as np
import pytest

from clew.adapters.files.columns import read_table
from clew.learning.attribution import AttributionReport
from clew.learning.attribution.sharing import Asking, Paths, attribute, read_ways

CHANNELS = ("alpha", "iota", "eta", "beta", "theta", "lambda", "epsilon", "zeta", "kappa", "gamma")
FIGURES = {
    "first": (6308, 4606, 3164, 2831, 1606, 902, 99, 27, 74, 165),
    "last": (8447, 3355, 4167, 989, 653, 1207, 531, 107, 230, 92),
    "linear": (7574.72, 3857.10, 3539.95, 2083.50, 1022.80, 1035.26, 272.17, 136.55, 137.96, 121.04),
    "u_shaped": (7444.82, 3944.95, 3618.80, 1969.77, 1092.74, 1046.90, 301.05, 88.62, 147.46, 125.24),
    "j_shaped": (7857.96, 3693.55, 3810.00, 1620.40, 911.88, 1106.50, 385.72, 103.72, 178.49, 111.34),
    "time_decay": (8046.63, 3522.45, 3796.25, 1599.39, 864.87, 1126.51, 402.68, 128.45, 186.43, 105.89),
    "shapley": (7627.94, 3505.04, 3613.66, 1982.74, 1190.96, 987.78, 374.68, 199.99, 159.06, 138.19),
    "markov": (5344.95, 3884.61, 3340.85, 2527.35, 1971.91, 1282.85, 599.57, 381.06, 274.36, 171.15),
}
REMOVAL = (0.5584, 0.4058, 0.3490, 0.2640, 0.2060, 0.1340, 0.0626, 0.0398, 0.0287, 0.0179)


@pytest.fixture(scope="module")
def paths(shared: Path) -> Paths:
    return read_ways(read_table(shared / "data/attribution_paths/paths.csv.gz"))


@pytest.fixture(scope="module")
def report(paths: Paths) -> AttributionReport:
    return attribute(paths, Asking(replicates=20))


@pytest.mark.parametrize("model", FIGURES)
def test_every_model_equals_the_reference_to_the_last_printed_digit(report: AttributionReport, model: str) -> None:
    reading = next(reading for reading in report.models if reading.name == model)
    found = {share.channel: share.conversions for share in reading.channels}
    assert [found[channel] for channel in CHANNELS] == pytest.approx(FIGURES[model], abs=0.00501)
    assert reading.conversions == pytest.approx(19_785, abs=1e-6)


def test_the_rare_channels_and_the_removal_effects_are_exact_too(report: AttributionReport) -> None:
    markov = next(reading for reading in report.models if reading.name == "markov")
    found = {share.channel: share for share in markov.channels}
    assert (found["delta"].conversions, found["mi"].conversions) == pytest.approx((4.61, 1.72), abs=0.005)
    assert [found[channel].removal for channel in CHANNELS] == pytest.approx(REMOVAL, abs=5.01e-5)
    assert report.rate == pytest.approx(0.223845, abs=5e-7)


@pytest.mark.parametrize(("order", "alpha", "iota"), [(2, 5593, 3841)])
def test_a_chain_of_higher_order_lies_near_the_simulated_one(
    paths: Paths, order: int, alpha: float, iota: float
) -> None:
    from clew.learning.attribution.sharing import Settings

    found = attribute(paths, Asking(models=("markov",), settings=Settings(order=order), replicates=0)).models[0]
    by_channel = {share.channel: share.conversions for share in found.channels}
    assert by_channel["alpha"] == pytest.approx(alpha, rel=0.01)
    assert by_channel["iota"] == pytest.approx(iota, rel=0.01)


def test_intervals_hold_their_figure_and_a_seed_gives_the_same_again(paths: Paths, report: AttributionReport) -> None:
    again = attribute(paths, Asking(models=("markov", "first"), replicates=20))
    for reading in again.models:
        same = next(other for other in report.models if other.name == reading.name)
        for one, other in zip(reading.channels, same.channels, strict=True):
            assert one.low is not None
            assert one.high is not None
            assert (one.low, one.high) == pytest.approx((other.low, other.high))
            # A channel with a handful of conversions may be drawn with none.
            assert one.low <= one.conversions * 1.01 + 1
            assert one.high >= one.conversions * 0.99 - 1


def test_agreement_and_counts_add_up(report: AttributionReport) -> None:
    assert all(0 <= pair.moved <= 1 for pair in report.agreement)
    assert {pair.one for pair in report.agreement} >= {"first", "shapley"}
    closes = sum(facts.closes for facts in report.channels)
    opens = sum(facts.opens for facts in report.channels)
    assert closes == opens == report.conversions == 19_785
    assert sum(length.conversions for length in report.lengths) == 19_785
    assert report.top[0].conversions >= report.top[1].conversions
    assert {left.name: left.reason for left in report.left} == {"same_touch": "no_times", "incremental": "no_baseline"}
    assert report.lags is None
    assert not np.isnan([share.value for reading in report.models for share in reading.channels]).any()
