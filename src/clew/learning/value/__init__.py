"""Lifetime value: what each customer will probably buy within a window, by the model that a back-test chooses."""

from clew.learning.value.asked import Columns, orders_in
from clew.learning.value.evaluate import Candidate, FittedValue, Predictor, ValueReport, fit_value
from clew.learning.value.judge import Bands, ValueFigures
from clew.learning.value.orders import DAY, Orders, orders_of

__all__ = [
    "DAY",
    "Bands",
    "Candidate",
    "Columns",
    "FittedValue",
    "Orders",
    "Predictor",
    "ValueFigures",
    "ValueReport",
    "fit_value",
    "orders_in",
    "orders_of",
]
