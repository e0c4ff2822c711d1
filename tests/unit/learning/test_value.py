"""Models of repeat buying, against the figures of the literature and on data that allow none."""

from pathlib import Path

import numpy as np
import pytest

from clew.adapters.files.columns import read_table
from clew.learning import Degenerate
from clew.learning.value import Columns, Orders, fit_value, orders_in, orders_of
from clew.learning.value.bgnbd import fit_beta_geometric
from clew.learning.value.orders import DAY, Buying, buying_of
from clew.learning.value.pareto import fit_pareto
from clew.learning.value.spend import fit_spend

CUT = 10_135  # 1 October 1997, in days since 1970


@pytest.fixture(scope="module")
def cdnow(shared: Path) -> Orders:
    """The cohort of 1997."""
    table = read_table(shared / "data/cdnow_sample/transactions.csv.gz")
    return orders_in(table, Columns(customer="customer_id", time="date", amount="amount"))


@pytest.fixture(scope="module")
def buying(cdnow: Orders) -> Buying:
    """What was known after 39 weeks: until 30 September."""
    return buying_of(cdnow.until(CUT), CUT - 1)


def test_bg_nbd_is_that_of_the_paper(cdnow: Orders, buying: Buying) -> None:
    """Fader, Hardie and Lee (2005): r .243, alpha 4.414, a .793, b 2.426, LL -9582.4."""
    model = fit_beta_geometric(buying)

    assert (model.r, model.alpha, model.a, model.b) == pytest.approx((0.2426, 4.4136, 0.7929, 2.4259), rel=2e-3)
    assert model.log_likelihood == pytest.approx(-9582.4, abs=0.1)
    real = cdnow.since(CUT).totals(buying.customers)[0]
    said = model.purchases(buying, 39)
    assert np.abs(said - real).mean() == pytest.approx(0.7855, abs=5e-4)
    assert said.sum() == pytest.approx(1653, abs=2)


def test_mbg_nbd_and_pareto_nbd_have_the_errors_of_the_reference(cdnow: Orders, buying: Buying) -> None:
    real = cdnow.since(CUT).totals(buying.customers)[0]
    modified = fit_beta_geometric(buying, modified=True)
    pareto = fit_pareto(buying)

    assert (modified.r, modified.alpha) == pytest.approx((0.5248, 6.183), rel=2e-3)
    assert (pareto.r, pareto.alpha, pareto.s, pareto.beta) == pytest.approx((0.5533, 10.578, 0.6062, 11.667), rel=2e-3)
    assert np.abs(modified.purchases(buying, 39) - real).mean() <= 0.7649
    said = pareto.purchases(buying, 39)
    assert np.abs(said - real).mean() <= 0.7546
    assert np.sqrt(((said - real) ** 2).mean()) <= 1.6029


def test_gamma_gamma_is_that_of_the_note(buying: Buying) -> None:
    """Fader and Hardie (2013): p 6.25, q 3.74, v 15.44 over 946 customers."""
    model = fit_spend(buying)

    assert (model.p, model.q, model.v) == pytest.approx((6.2496, 3.7442, 15.4435), rel=1e-3)


def test_the_back_test_chooses_as_well_as_the_reference(cdnow: Orders) -> None:
    report = fit_value(cdnow, float(cdnow.at.max()) + 1, 39).report

    best = report.candidates[0]
    assert report.usable
    assert best.model == report.chosen
    assert best.figures is not None
    assert best.figures.mae <= 29.61
    assert best.figures.spearman >= 0.426
    assert best.figures.top_decile >= 0.497
    assert best.figures.active_auc >= 0.7725
    assert report.coverage is not None
    assert report.coverage >= 0.75


def test_customers_not_followed_from_their_first_purchase_get_no_infinities(shared: Path) -> None:
    """A calendar window: who is there was there before. The published models have no peak, and say so."""
    table = read_table(shared / "data/online_retail_2009_10/transactions.parquet")
    orders = orders_in(table, Columns(time="invoice_date", amount="quantity*unit_price"))
    report = fit_value(orders, float(orders.at.max()) + 1, 26).report

    refused = {each.model: each.refused for each in report.candidates if each.refused}
    assert set(refused) == {"Pareto/NBD", "BG/NBD", "MBG/NBD"}
    assert all("no peak" in reason or "nobody ever leaves" in reason for reason in refused.values())
    assert report.chosen == "boosted"
    boosted, naive = (
        next(c.figures for c in report.candidates if c.model == name) for name in ("boosted", "naive rate")
    )
    assert boosted is not None
    assert naive is not None
    assert boosted.active_auc > naive.active_auc + 0.015
    assert boosted.predicted_total < 1.3 * boosted.real_total
    assert report.season < 1


def test_a_mean_without_end_is_refused() -> None:
    draw = np.random.default_rng(1)
    size = 400
    spend = draw.pareto(0.4, size) + 1
    nothing = np.zeros(size)
    heavy = Buying(tuple(map(str, range(size))), np.full(size, 3.0), nothing, nothing, spend, spend)

    with pytest.raises(Degenerate):
        fit_spend(heavy)


def test_too_short_a_history_is_refused_with_a_reason() -> None:
    at = np.arange(10.0) * DAY
    report = fit_value(orders_of(["a"] * 10, at, np.ones(10)), 10, 4).report

    assert not report.usable
    assert [finding.code for finding in report.findings] == ["too_short"]


def test_purchases_of_one_day_are_one() -> None:
    orders = orders_of(["a", "a", "", "b"], np.array([1.0, 2.0, 3.0, DAY * 5]), np.array([5.0, 7.0, 1.0, 2.0]))

    assert orders.customers == ("a", "b")
    assert orders.amount.tolist() == [12.0, 2.0]
