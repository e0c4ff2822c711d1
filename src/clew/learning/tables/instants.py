"""Instants of a column, however it writes them."""

import numpy as np

from clew.learning.tables.model import Column, Numbers

_UNITS = ((1e8, 1e10, 1e6), (1e11, 1e13, 1e3), (1e14, 1e16, 1.0))
"""From, to, and how many microseconds one is: seconds, milliseconds and microseconds since 1970, of 1973 to 2286."""


def instants_of(column: Column) -> Numbers | None:
    """Microseconds since 1970 (UTC), NaN where unknown; None if the column holds something else.

    Numbers are read as days such as 20260131, else as seconds, milliseconds or microseconds since 1970.
    """
    if column.kind == "instant":
        return column.values
    known = column.values[~np.isnan(column.values)]
    if column.kind != "number" or not len(known):
        return None
    days = _days(column.values)
    if days is not None:
        return days
    low, high = float(known.min()), float(known.max())
    return next((column.values * unit for least, most, unit in _UNITS if least <= low and high < most), None)


def _days(values: Numbers) -> Numbers | None:
    """Of days such as 20260131; None if one of them is no day."""
    known = ~np.isnan(values)
    whole = np.where(known, values, 19700101.0)
    if not ((whole == np.round(whole)) & (whole >= 19000101) & (whole <= 21001231)).all():
        return None
    number = whole.astype(np.int64)
    year, month, day = number // 10_000, number // 100 % 100, number % 100
    if not ((month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)).all():
        return None
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    found = months.astype("datetime64[D]") + (day - 1)
    if not (found.astype("datetime64[M]") == months).all():
        return None
    return np.where(known, found.astype("datetime64[us]").astype(np.float64), np.nan)
