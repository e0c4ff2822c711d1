"""Lifetime value: the models of buying and of spend, fitted to a cohort that they describe.

A cohort of 20,000 customers is drawn from a known Pareto/NBD with Gamma-Gamma spend; all four models are fitted, and
the next half year of everybody is predicted. `clv` is the processor time of all. Peer: `lifetimes` on the same cohort,
by the interpreter that `CLEW_BENCH_LIFETIMES` names (nobody has maintained it since 2020 and it needs packages of its
own time, so `make bench` does not install it); without that it is left out. `clv.error` is how far the predicted total
lies from the real one.

`clv.retail` is the shop of the demo, whose customers are not followed from their first purchase: its last eighteen
weeks are predicted by what was known before them, and how well that ranks who buys again is the area under the curve.
Peer: a LightGBM classifier of recency, frequency, spend and age that learnt from the eighteen weeks before. Limit:
ranking by what people spent so far.
"""

import json
import os
import subprocess
import time
from pathlib import Path

import numpy as np
from lightgbm import LGBMClassifier

from bench.result import Result
from bench.scale import is_quick, sized
from clew.adapters.files.columns import read_table
from clew.learning.propensity import auc
from clew.learning.tables import Numbers
from clew.learning.value import Columns, Orders, fit_value, orders_in
from clew.learning.value.bgnbd import fit_beta_geometric
from clew.learning.value.orders import buying_of, weighed
from clew.learning.value.pareto import fit_pareto
from clew.learning.value.spend import fit_spend
from clew.runtime import demo

LIFETIMES = "CLEW_BENCH_LIFETIMES"
_WEEKS = 52
_AHEAD = 26
_RETAIL_WEEKS = 18
RETAIL = Path(demo.__file__).with_name("online_retail.parquet")


def run() -> list[Result]:
    """Processor time of all fits, and how well the total is met."""
    orders = cohort(sized(20_000, 1_000))
    day = float(_WEEKS * 7)
    buying = buying_of(orders.until(day), day)
    real = float(orders.since(day).totals(buying.customers)[0].sum())
    begun = time.process_time()
    pareto = fit_pareto(buying)
    models = [pareto, fit_beta_geometric(buying), fit_beta_geometric(buying, modified=True)]
    said = [float(model.purchases(buying, _AHEAD).sum()) for model in models]
    fit_spend(buying)
    seconds = time.process_time() - begun
    peer = _lifetimes(buying.repeats, buying.recency, buying.age)
    peers = {} if peer is None else {"peer": "lifetimes", "peer_value": peer}
    return [
        Result("clv", seconds, "s", "lower", **peers),  # pyright: ignore[reportArgumentType]
        Result("clv.error", abs(said[0] - real) / real, "share", "lower"),
        _retail(),
    ]


def _retail() -> Result:
    orders = cohort(400) if is_quick() else _shop()
    day = float(orders.at.max()) + 1 - 7 * _RETAIL_WEEKS
    past = orders.until(day)
    bought = orders.since(day).totals(past.customers)[0] > 0
    model = fit_value(past, day, _RETAIL_WEEKS).model
    if model is None:
        raise RuntimeError("no model of the shop")
    said, _ = model.predict(past, day, _RETAIL_WEEKS)
    cut = day - 7 * _RETAIL_WEEKS
    before = past.until(cut)
    peer = LGBMClassifier(n_estimators=150, learning_rate=0.03, num_leaves=15, random_state=7, n_jobs=1, verbose=-1)
    peer.fit(_rfm(before, cut), past.since(cut).totals(before.customers)[0] > 0)
    theirs: Numbers = np.asarray(peer.predict_proba(_rfm(past, day)))[:, 1]  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
    outcomes = bought.astype(np.float64)
    return Result(
        "clv.retail",
        auc(outcomes, said),
        "AUC",
        "higher",
        peer="LightGBM on RFM",
        peer_value=auc(outcomes, theirs),
        limit="spend so far",
        limit_value=auc(outcomes, _rfm(past, day)[:, 2]),
    )


def _shop() -> Orders:
    return orders_in(read_table(RETAIL), Columns("customer_id", "invoice_date", "quantity*unit_price"))


def _rfm(orders: Orders, day: float) -> Numbers:
    """Recency, frequency, spend and age of each customer."""
    buying = buying_of(orders, day)
    spent = weighed(orders.customer, orders.amount, len(orders.customers))
    return np.column_stack([buying.age - buying.recency, buying.repeats, spent, buying.age])


def cohort(size: int) -> Orders:
    """Purchases of customers who began on the first days, by Pareto/NBD and Gamma-Gamma, of a year and a half."""
    draw = np.random.default_rng(11)
    rate = draw.gamma(0.55, 1 / 10.6, size) / 7
    life = draw.exponential(1 / (draw.gamma(0.6, 1 / 11.7, size) / 7))
    scale = 15.4 / draw.gamma(3.7, 1.0, size)
    who: list[int] = []
    days: list[float] = []
    for customer in range(size):
        first = float(draw.integers(0, 84))
        times = np.cumsum(draw.exponential(1 / max(rate[customer], 1e-9), 400))
        kept = np.unique(np.floor(first + times[times < min(life[customer], (_WEEKS + _AHEAD) * 7 - first - 1)]))
        mine = [first, *kept[kept > first].tolist()]
        who += [customer] * len(mine)
        days += mine
    places = np.array(who, np.int64)
    amounts = draw.gamma(6.2, 1.0, len(who)) * scale[places]
    return Orders(tuple(f"c{number:06}" for number in range(size)), places, np.array(days), amounts)


def _lifetimes(*columns: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> float | None:
    interpreter = os.environ.get(LIFETIMES)
    if not interpreter:
        return None
    command = [interpreter, "-I", str(Path(__file__).with_name("lifetimes_fits.py")), str(_AHEAD)]
    data = json.dumps([column.tolist() for column in columns])
    done = subprocess.run(command, input=data, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout)["seconds"])
