"""Arrow, Polars and pandas as we use them: two ship no types, so this is the one place that says `Any` for them."""

from importlib import import_module
from typing import Any, TypeAlias

import pyarrow  # pyright: ignore[reportMissingTypeStubs]  # noqa: ICN001

pa: Any = pyarrow

Table: TypeAlias = Any
"""A `pyarrow.Table`."""

Pandas: TypeAlias = Any
"""A `pandas.DataFrame`."""

Polars: TypeAlias = Any
"""A `polars.DataFrame`."""


def loaded(name: str) -> Any:
    """A module that only some need, or that need not be installed at all."""
    return import_module(name)
