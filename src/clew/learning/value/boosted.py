"""A boosted model of amounts: what customers spent in an earlier window, by what was known before it."""

from dataclasses import dataclass

import numpy as np

from clew.learning.errors import Unlearnable
from clew.learning.propensity.boost import Booster, train
from clew.learning.tables import Column, Numbers, Table
from clew.learning.value.orders import Orders, buying_of, weighed

_FEWEST_CUSTOMERS = 200
_ROUNDS = 100
_LEAST_SEASON, _MOST_SEASON = 0.4, 2.5
_FEWEST_NEW = 0.05
_WINDOWS = (4, 13, 26)


def features_of(orders: Orders, day: float) -> Table:
    """What is known of each customer before a day; times in weeks."""
    buying = buying_of(orders, day)
    size = len(orders.customers)
    total = weighed(orders.customer, orders.amount, size)
    square = weighed(orders.customer, orders.amount**2, size)
    counts = buying.repeats + 1
    largest = np.zeros(size)
    np.maximum.at(largest, orders.customer, orders.amount)
    gap = np.where(buying.repeats > 0, buying.recency / np.maximum(buying.repeats, 1), np.nan)
    since = buying.age - buying.recency
    columns: dict[str, Numbers] = {
        "purchases": counts,
        "weeks_since_last": since,
        "weeks_since_first": buying.age,
        "total": total,
        "mean_amount": total / counts,
        "largest_amount": largest,
        "spread_amount": np.sqrt(np.maximum(square / counts - (total / counts) ** 2, 0)),
        "mean_gap_weeks": gap,
        "overdue": since / np.where(np.isnan(gap) | (gap == 0), np.nan, gap),
        "rate": counts / np.maximum(buying.age, 1.0),
    }
    for weeks in _WINDOWS:
        late = orders.at >= day - 7 * weeks
        columns[f"purchases_{weeks}w"] = np.bincount(orders.customer[late], minlength=size).astype(np.float64)
        columns[f"amount_{weeks}w"] = weighed(orders.customer[late], orders.amount[late], size)
    return Table(tuple(Column(name, "number", values) for name, values in columns.items()))


@dataclass(frozen=True, slots=True)
class Boosted:
    """Fitted models of amount and of count, and how the season of the window to come differs.

    Attributes:
        amounts: Model of the amount within the window it learnt from.
        counts: Model of the number of purchases.
        weeks: Length of that window.
        season: What a window that begins now is, against the one learnt from; 1 where that is not known.
    """

    amounts: Booster
    counts: Booster
    weeks: float
    season: float
    name: str = "boosted"

    def value(self, orders: Orders, day: float, weeks: float) -> Numbers:
        """Expected amount of each customer within so many weeks from a day."""
        return self.amounts.values(features_of(orders, day)) * (self.season * weeks / self.weeks)

    def purchases(self, orders: Orders, day: float, weeks: float) -> Numbers:
        """Expected purchases of each customer."""
        return self.counts.values(features_of(orders, day)) * (self.season * weeks / self.weeks)


def fit_boosted(orders: Orders, day: float, weeks: float, seed: int) -> Boosted:
    """Learn from windows that lie wholly before a day, as long as the one to come, or half of what is known.

    Raises:
        Unlearnable: if too few customers are known by then.
    """
    known = (day - float(orders.at.min())) / 7
    window = min(weeks, known / 2)
    tables: list[Table] = []
    amounts: list[Numbers] = []
    counts: list[Numbers] = []
    # Windows half a length apart: more rows, other seasons; none reaches beyond the day.
    for back in (1.0, 1.5):
        cut = day - 7 * window * back
        before = orders.until(cut)
        if len(before.customers) < _FEWEST_CUSTOMERS:
            continue
        count, amount = orders.since(cut).until(cut + 7 * window).totals(before.customers)
        tables.append(features_of(before, cut))
        amounts.append(amount)
        counts.append(count)
    if not tables or not any(each.any() for each in amounts):
        raise Unlearnable("too few customers are known long enough", hint=f"{_FEWEST_CUSTOMERS} are the least")
    table = Table(
        tuple(
            Column(name, "number", np.concatenate([each[name].values for each in tables])) for name in tables[0].names
        )
    )
    amount, count = np.concatenate(amounts), np.concatenate(counts)
    return Boosted(
        train(table, amount, _ROUNDS, seed, objective="tweedie"),
        train(table, count, _ROUNDS, seed, objective="poisson"),
        window,
        _season(orders, day, window),
    )


def _season(orders: Orders, day: float, weeks: float) -> float:
    """What customers spent in the same window a year before, over what they spent in the one learnt from.

    Only where new customers keep coming: of a closed cohort the older window holds the younger customers.
    """
    year_before, span = day - 364, 7 * weeks
    if float(orders.at.min()) > year_before + span / 26 or _share_new(orders, day - span) < _FEWEST_NEW:
        return 1.0
    then = float(orders.amount[(orders.at >= year_before) & (orders.at < year_before + span)].sum())
    lately = float(orders.amount[(orders.at >= day - span) & (orders.at < day)].sum())
    return float(np.clip(then / lately, _LEAST_SEASON, _MOST_SEASON)) if lately and then else 1.0


def _share_new(orders: Orders, day: float) -> float:
    """Of the customers who bought from a day on, those who had not bought before."""
    lately, before = orders.since(day).customers, set(orders.until(day).customers)
    return sum(name not in before for name in lately) / max(1, len(lately))
