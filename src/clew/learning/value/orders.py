"""Who bought when and for how much, and what of it the models of repeat buying need."""

from dataclasses import dataclass

import numpy as np

from clew.learning.errors import BadTable
from clew.learning.tables import Indexes, Numbers

DAY = 86_400.0 * 1_000_000
WEEK = 7 * DAY


@dataclass(frozen=True, slots=True)
class Orders:
    """Purchases in order of (customer, time); all of one customer at one day are one.

    Attributes:
        customers: Names, each once, in order.
        customer: Place of each purchase's customer.
        at: When, in days since 1970.
        amount: How much; at least 0.
    """

    customers: tuple[str, ...]
    customer: Indexes
    at: Numbers
    amount: Numbers

    def until(self, day: float) -> "Orders":
        """The purchases before a day, by the customers who have one."""
        return self._some(self.at < day)

    def since(self, day: float) -> "Orders":
        """The purchases from a day on."""
        return self._some(self.at >= day)

    def totals(self, customers: tuple[str, ...]) -> tuple[Numbers, Numbers]:
        """How many purchases these customers made, and for how much together; 0 for those who are not there."""
        places = {name: place for place, name in enumerate(customers)}
        mine = np.array([places.get(name, -1) for name in self.customers], np.int64)[self.customer]
        there = mine >= 0
        counts = np.bincount(mine[there], minlength=len(customers)).astype(np.float64)
        return counts, weighed(mine[there], self.amount[there], len(customers))

    def _some(self, kept: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]") -> "Orders":
        places, again = np.unique(self.customer[kept], return_inverse=True)
        kept_places: list[int] = places.tolist()
        names = tuple(self.customers[place] for place in kept_places)
        return Orders(names, again.astype(np.int64), self.at[kept], self.amount[kept])


def weighed(places: Indexes, weights: Numbers, size: int) -> Numbers:
    """Sum of the weights at each place."""
    return np.bincount(places, weights=weights, minlength=size).astype(np.float64)


def orders_of(names: "list[str]", instants: Numbers, amounts: Numbers) -> Orders:
    """Purchases from plain columns; rows without a customer, a time or an amount of at least 0 are left out.

    Args:
        names: The customer of each row; empty where unknown.
        instants: Microseconds since 1970.
        amounts: Of each row.

    Raises:
        BadTable: if nothing is left.
    """
    known = np.array([bool(name) for name in names]) & ~np.isnan(instants) & (amounts >= 0)
    if not known.any():
        raise BadTable("no row has a customer, a time and an amount of at least 0", hint="check the columns")
    days = np.floor(instants[known] / DAY)
    customers, customer = np.unique(np.array(names, dtype=object)[known].astype(str), return_inverse=True)
    keys = customer * 1_000_000.0 + days
    found, first, places = np.unique(keys, return_index=True, return_inverse=True)
    amount = weighed(places, amounts[known], len(found))
    return Orders(tuple(customers.tolist()), customer[first].astype(np.int64), days[first], amount)


@dataclass(frozen=True, slots=True)
class Buying:
    """What is known of each customer at an instant; times in weeks.

    Attributes:
        customers: Their names, in order.
        repeats: Purchases after the first.
        recency: From the first purchase to the last.
        age: From the first purchase to the instant.
        mean_spend: Mean amount of the repeat purchases; NaN without any.
        first_spend: Amount of the first purchase.
    """

    customers: tuple[str, ...]
    repeats: Numbers
    recency: Numbers
    age: Numbers
    mean_spend: Numbers
    first_spend: Numbers


def buying_of(orders: Orders, day: float) -> Buying:
    """The customers of these purchases, all before the day."""
    size = len(orders.customers)
    counts = np.bincount(orders.customer, minlength=size).astype(np.float64)
    starts = np.searchsorted(orders.customer, np.arange(size))
    ends = np.append(starts[1:], len(orders.customer)) - 1
    first, last = orders.at[starts], orders.at[ends]
    totals = np.bincount(orders.customer, weights=orders.amount, minlength=size)
    first_spend = orders.amount[starts]
    repeats = counts - 1
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(repeats > 0, (totals - first_spend) / repeats, np.nan)
    return Buying(orders.customers, repeats, (last - first) / 7, (day - first) / 7, mean, first_spend)
