"""Arrow tables as what models learn from: numbers, categories and instants."""

from typing import Any

import numpy as np

from clew.adapters.arrow.columns import pa, pc
from clew.learning.tables import Column, Numbers, Table

_EXACT = 2**53
"""Up to here every integer has a float of its own."""


def learnable(found: Any) -> Table:
    """An Arrow table as numbers and categories; what a column holds is as its type says."""
    return Table(tuple(_column(name, found.column(place)) for place, name in enumerate(found.column_names)))


def _column(name: str, values: Any) -> Column:
    kind = values.type
    if pa.types.is_temporal(kind) and not pa.types.is_time(kind):
        zoned = pa.types.is_timestamp(kind) and kind.tz is not None
        instants = values.cast(pa.timestamp("us", "UTC") if zoned else pa.timestamp("us"))
        return Column(name, "instant", _floats(instants.cast(pa.int64())))
    if pa.types.is_boolean(kind):
        return Column(name, "number", _floats(values.cast(pa.int8())))
    if pa.types.is_integer(kind) and _beyond_floats(values):
        return _category(name, values.cast(pa.string()))
    if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return Column(name, "number", _floats(values))
    return _category(name, values if pa.types.is_string(kind) else values.cast(pa.string()))


def _beyond_floats(values: Any) -> bool:
    """Whether some of these integers would be taken for their neighbours: names of things, and no amounts."""
    ends = pc.min_max(values).as_py()
    return ends["min"] is not None and not -_EXACT <= ends["min"] <= ends["max"] <= _EXACT


def _category(name: str, texts: Any) -> Column:
    encoded = pc.dictionary_encode(texts).combine_chunks()
    chunk = encoded if isinstance(encoded, pa.DictionaryArray) else encoded.chunk(0)
    labels: list[str] = chunk.dictionary.to_pylist()
    codes = _floats(chunk.indices)
    order = sorted(range(len(labels)), key=labels.__getitem__)
    places = np.empty(max(1, len(labels)))
    places[order] = np.arange(len(labels))
    known = ~np.isnan(codes)
    codes[known] = places[codes[known].astype(np.int64)]
    return Column(name, "category", codes, tuple(labels[place] for place in order))


def _floats(values: Any) -> Numbers:
    """As floats; what is infinite is as good as unknown."""
    found = np.array(values.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False), np.float64)
    found[np.isinf(found)] = np.nan
    return found
