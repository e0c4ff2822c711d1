"""From a plain table of transactions to purchases."""

from dataclasses import dataclass

import numpy as np

from clew.learning.errors import BadTable
from clew.learning.tables import Column, Numbers, Table, instants_of
from clew.learning.value.orders import Orders, orders_of

_CUSTOMER = ("customer_id", "customer", "user_id", "client_id", "profile_id", "cust_id")
_TIME = ("time", "date", "timestamp", "ts", "order_date", "invoice_date", "created_at")
_AMOUNT = ("amount", "total", "revenue", "value", "sales", "price")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns are what; empty: found by customary names.

    Attributes:
        customer: Who.
        time: When.
        amount: How much; `a*b` multiplies two columns.
    """

    customer: str = ""
    time: str = ""
    amount: str = ""


def orders_in(table: Table, columns: Columns) -> Orders:
    """The purchases; rows without a customer, and those of an amount below 0 (returned goods), are passed over.

    Raises:
        BadTable: if a column is missing or holds something else.
    """
    customer = _find(table, columns.customer, _CUSTOMER, "customer")
    time = _find(table, columns.time, _TIME, "time")
    instants = instants_of(time)
    if instants is None:
        raise BadTable(f"`{time.name}` holds no dates", hint="write them as 2026-01-31 or 2026-01-31T12:00:00Z")
    return orders_of(_names(customer), instants, _amounts(table, columns.amount))


def _amounts(table: Table, said: str) -> Numbers:
    names = [name.strip() for name in said.split("*")] if "*" in said and said not in table else [said]
    found = [_find(table, name, _AMOUNT, "amount") for name in names]
    wrong = next((column for column in found if column.kind != "number"), None)
    if wrong is not None:
        raise BadTable(f"`{wrong.name}` holds no numbers", hint="name the amount with --amount")
    return np.prod([column.values for column in found], axis=0)


def _names(column: Column) -> list[str]:
    if column.kind == "category":
        return ["" if np.isnan(code) else column.labels[int(code)] for code in column.values.tolist()]
    return ["" if np.isnan(value) else f"{value:.0f}" for value in column.values.tolist()]


def _find(table: Table, name: str, customary: tuple[str, ...], what: str) -> Column:
    if name:
        return table[name]
    for each in customary:
        for column in table.columns:
            if column.name.lower() == each:
                return column
    raise BadTable(f"which column is the {what}?", hint=f"name it with --{what}; there are: {', '.join(table.names)}")
